using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>One trigger's latest verdict on one scope.</summary>
public struct Reading
{
    /// <summary>What it measured, against what.</summary>
    public Evidence Evidence;

    /// <summary>Core time of the verdict, Unix nanoseconds; 0 for never.</summary>
    public long At;

    /// <summary>Severity, where it tripped.</summary>
    public Severity Severity;

    /// <summary>What it said.</summary>
    public VerdictKind Kind;

    /// <summary>Less than a third of its baseline was there .</summary>
    public bool IsWarming;
}

using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>An evaluator's answer to one observation or one second: what it measured and what follows. Never names a mode.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Severity">Severity of a trip.</param>
/// <param name="Evidence">Measured value, threshold, window.</param>
/// <param name="IsWarming">Less than a third of the baseline is there; judged by the absolute limit alone .</param>
public readonly record struct Verdict(VerdictKind Kind, Severity Severity, Evidence Evidence, bool IsWarming)
{
    /// <summary>Nothing was decided.</summary>
    public static Verdict None => default;
}

using System.Collections.Generic;

namespace Basisd.Host.Audit;

/// <summary>One journal entry in readable form: what <c>journal tail</c> and <c>journal export</c> print.</summary>
public sealed record AuditEntry
{
    /// <summary>Position in the journal, from 1.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Ownership epoch.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Wall clock when it was appended, Unix nanoseconds.</summary>
    public required long WallNs { get; init; }

    /// <summary>Number of the kind.</summary>
    public required ushort Kind { get; init; }

    /// <summary>Name of the kind, for example <c>transition</c>; <c>kind_77</c> for one that this binary does not know.</summary>
    public required string KindName { get; init; }

    /// <summary>What it says, in one line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>What it says, part by part.</summary>
    public required IReadOnlyList<AuditField> Fields { get; init; }

    /// <summary>Chain hash up to and with it, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }
}

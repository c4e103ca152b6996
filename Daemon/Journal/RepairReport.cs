using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>What a repair found, and did or would do.</summary>
public sealed record RepairReport
{
    /// <summary>How it ended.</summary>
    public required RepairStatus Status { get; init; }

    /// <summary>One sentence for people: why nothing was done, or empty.</summary>
    public required string Message { get; init; }

    /// <summary>What is wrong with the journal, as verification says it.</summary>
    public string Damage { get; init; } = string.Empty;

    /// <summary>The journal.</summary>
    public JournalId Id { get; init; }

    /// <summary>Sequences that the log lacks and the file gives.</summary>
    public IReadOnlyList<SequenceRange> Filled { get; init; } = [];

    /// <summary>Sequences that nobody has.</summary>
    public IReadOnlyList<SequenceRange> Missing { get; init; } = [];

    /// <summary>First sequence of the repaired log.</summary>
    public ulong First { get; init; }

    /// <summary>Head of the repaired log.</summary>
    public JournalHead Head { get; init; }

    /// <summary>Last sequence that the anchor promises; null when the anchor is lost.</summary>
    public ulong? Anchored { get; init; }

    /// <summary>Where the damaged log is kept; null when nothing was written.</summary>
    public string? Kept { get; init; }
}

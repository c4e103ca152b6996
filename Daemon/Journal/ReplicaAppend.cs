namespace Basisd.Journal;

/// <summary>The answer of <see cref="NodeJournal.TryAppendReplicated"/>.</summary>
/// <param name="Status">Which it is.</param>
/// <param name="Last">The last appended frame, durable or not: where the next one must follow.</param>
public readonly record struct ReplicaAppend(ReplicaAppendStatus Status, FramePosition Last)
{
    /// <summary>Bytes that were staged; the caller goes on behind them.</summary>
    public int Bytes { get; init; }

    /// <summary>How many frames they are.</summary>
    public int Frames { get; init; }

    /// <summary>What is wrong with the frame that was refused.</summary>
    public FrameDefect Defect { get; init; }

    /// <summary>Why it was refused, for people; null where nothing was.</summary>
    public string? Reason { get; init; }

    /// <summary>The journal takes nothing any more.</summary>
    internal static ReplicaAppend Ended(in JournalHead last, ulong epoch) =>
        new(ReplicaAppendStatus.Ended, new FramePosition(last.Sequence, last.Hash, epoch));
}

namespace Basisd.Journal;

/// <summary>The answer to a follower.</summary>
/// <param name="Kind">Which it is.</param>
/// <param name="Committed">Last durable frame of this log.</param>
public readonly record struct FramePullAnswer(FramePullKind Kind, JournalHead Committed)
{
    /// <summary>Bytes of whole frames in the caller's buffer.</summary>
    public int Bytes { get; init; }

    /// <summary>How many frames they are.</summary>
    public int Frames { get; init; }

    /// <summary>The last of them; the position that was asked from where there are none.</summary>
    public JournalHead Last { get; init; }

    /// <summary>Where to begin anew, with <see cref="FramePullKind.FromSnapshot"/>.</summary>
    public JournalBase? Base { get; init; }

    /// <summary>With <see cref="FramePullKind.Diverged"/>: nothing behind this sequence is common.</summary>
    public ulong CommonSequence { get; init; }

    /// <summary>With <see cref="FramePullKind.Diverged"/>: no common frame has a higher epoch.</summary>
    public ulong CommonEpoch { get; init; }

    /// <summary>What is wrong, for people; null where nothing is.</summary>
    public string? Message { get; init; }
}

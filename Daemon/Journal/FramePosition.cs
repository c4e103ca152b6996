namespace Basisd.Journal;

/// <summary>Where a copy of a log ends: what a follower tells the owner. That it asks from here says that all before it is durable.</summary>
/// <param name="Sequence">Sequence of its last frame; the one before the first frame where it has none.</param>
/// <param name="Hash">Chain hash of that frame.</param>
/// <param name="Epoch">Epoch of that frame, 0 where it has none.</param>
public readonly record struct FramePosition(ulong Sequence, ChainHash Hash, ulong Epoch)
{
    /// <summary>Sequence and hash.</summary>
    public JournalHead Head => new(Sequence, Hash);
}

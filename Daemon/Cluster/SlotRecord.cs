namespace Basisd.Cluster;

/// <summary>
/// What the arbiter holds of one slot (SPEC 12): who may act, under which epoch, and who may follow. Immutable; every change is a compare-and-swap
/// on the key's modification revision.
/// </summary>
/// <param name="Epoch">Fencing token, from 1; strictly increasing.</param>
/// <param name="Owner">Number of the owning node.</param>
/// <param name="Boot">The life of the owner's process.</param>
/// <param name="Seq">Counts the renewals of this epoch, from 0.</param>
/// <param name="InSync">Nodes, a bit each, that have every committed entry; never the owner.</param>
/// <param name="Released">The owner stopped acting before it wrote this: the slot may be claimed at once.</param>
/// <param name="Successor">The node that has the first second for itself when released; <see cref="None"/> for none.</param>
/// <param name="Committed">Committed journal sequence at the renewal; for people.</param>
/// <param name="ForcedAt">Wall time of the latest takeover without a release, Unix ns; 0 for none (anti-flapping).</param>
public sealed record SlotRecord(
    ulong Epoch, int Owner, ulong Boot, ulong Seq, ulong InSync, bool Released, int Successor, ulong Committed, long ForcedAt)
{
    /// <summary>No node.</summary>
    public const int None = -1;

    /// <summary>Whether the node has every committed entry by this record: it was in sync, or owned the slot last.</summary>
    public bool MayClaim(int node) => node == Owner || (InSync & (1UL << node)) != 0;

    /// <summary>Whether another record is of the same life of the same ownership.</summary>
    public bool IsSameTenure(SlotRecord other) => Epoch == other.Epoch && Owner == other.Owner && Boot == other.Boot;
}

namespace Basisd.Cluster;

/// <summary>How one slot stands inside a core, as the model of the protocol sees it (Daemon.Tests/Cluster/Model).</summary>
/// <param name="Role">What the node is to it.</param>
/// <param name="Open">What its call under way, or of unknown outcome, writes; null for none.</param>
/// <param name="IsUnknown">The outcome of that is unknown.</param>
/// <param name="Deadline">End of the right, CLOCK_BOOTTIME ns; 0 for none.</param>
/// <param name="MayClaim">The owner was silent for long enough, let go, has no power, or was an earlier life of this node.</param>
internal readonly record struct SlotSight(SlotRole Role, SlotRecord? Open, bool IsUnknown, long Deadline, bool MayClaim);

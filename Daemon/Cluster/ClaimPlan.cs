namespace Basisd.Cluster;

/// <summary>Whether and when this node may claim a slot, as things stand.</summary>
/// <param name="Kind">By what.</param>
/// <param name="ReadyAt">From when on, CLOCK_BOOTTIME ns; <see cref="long.MaxValue"/>: not in sight.</param>
/// <param name="Obstacle">What stands against it, whatever the time; <see cref="ClusterEvent.None"/> for nothing.</param>
public readonly record struct ClaimPlan(ClaimKind Kind, long ReadyAt, ClusterEvent Obstacle);

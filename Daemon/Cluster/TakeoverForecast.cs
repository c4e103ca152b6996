namespace Basisd.Cluster;

/// <summary>What would happen to a slot if its owner died now.</summary>
/// <param name="Successor">Node that would take it; <see cref="SlotRecord.None"/>: nobody, it would wait for its owner.</param>
/// <param name="WithinNs">How long after the owner's last renewal it would be claimed at the latest, ns; 0 if by nobody.</param>
/// <param name="Obstacle">What stands against it; <see cref="ClusterEvent.None"/> for nothing.</param>
public readonly record struct TakeoverForecast(int Successor, long WithinNs, ClusterEvent Obstacle);

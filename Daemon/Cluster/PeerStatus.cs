namespace Basisd.Cluster;

/// <summary>How another node stands as this one hears it.</summary>
/// <param name="IsHeard">Whether it was heard in this life of ours.</param>
/// <param name="IsSilent">Whether it is suspect.</param>
/// <param name="IsForeign">Whether it has another configuration of the cluster.</param>
/// <param name="LastAt">When it was last heard, CLOCK_BOOTTIME ns.</param>
/// <param name="Boot">Its life.</param>
/// <param name="Seq">Its latest heartbeat.</param>
/// <param name="Health">What it says of itself.</param>
/// <param name="DmmEpoch">Highest DMM epoch that it knows.</param>
public readonly record struct PeerStatus(
    bool IsHeard, bool IsSilent, bool IsForeign, long LastAt, ulong Boot, ulong Seq, NodeHealth Health, ulong DmmEpoch);

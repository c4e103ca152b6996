using System;
using Basisd.Safety;

namespace Basisd.Cluster;

/// <summary>
/// The cluster as its configuration describes it, and every bound of the protocol. Durations in nanoseconds; defaults of SPEC 12 unless another
/// source is named.
/// </summary>
public sealed record ClusterSettings
{
    /// <summary>Most nodes: a set of them is a 64-bit mask.</summary>
    public const int MaxNodes = 64;

    /// <summary>Most slots: all of them fit one heartbeat datagram.</summary>
    public const int MaxSlots = 32;

    /// <summary>Number of this node.</summary>
    public required int Self { get; init; }

    /// <summary>Node names, by number.</summary>
    public required string[] Nodes { get; init; }

    /// <summary>Slot names, by number.</summary>
    public required string[] Slots { get; init; }

    /// <summary>Preferred owner of each slot when its key is first created, by slot.</summary>
    public required int[] Preferred { get; init; }

    /// <summary>The slot that carries what is platform-wide; it does not count toward <see cref="SlotsPerNode"/>.</summary>
    public required int Control { get; init; }

    /// <summary>Most slots that a node owns.</summary>
    public int SlotsPerNode { get; init; } = 1;

    /// <summary>D: how long a confirmed renewal entitles its owner to act, from the moment it was sent.</summary>
    public long FenceNs { get; init; } = 2_500 * FixedPoint.Millisecond;

    /// <summary>How often an owner renews.</summary>
    public long RenewNs { get; init; } = 200 * FixedPoint.Millisecond;

    /// <summary>How often every node reads all keys.</summary>
    public long ReadNs { get; init; } = 200 * FixedPoint.Millisecond;

    /// <summary>How long one member of the arbiter is given for one call.</summary>
    public long TryNs { get; init; } = 250 * FixedPoint.Millisecond;

    /// <summary>By how much clocks may run at different rates, parts per million (SPEC 12: 1 %).</summary>
    public long ClockRatePpm { get; init; } = 10_000;

    /// <summary>From the last moment at which a gate reads open to the last at which an order that was checked by it can reach a venue.</summary>
    public long StopBoundNs { get; init; } = 100 * FixedPoint.Millisecond;

    /// <summary>How often a heartbeat goes out.</summary>
    public long HeartbeatNs { get; init; } = 50 * FixedPoint.Millisecond;

    /// <summary>Silence after which a peer is suspect, and reported.</summary>
    public long SuspectNs { get; init; } = 400 * FixedPoint.Millisecond;

    /// <summary>By how much each further candidate waits longer.</summary>
    public long StaggerNs { get; init; } = 150 * FixedPoint.Millisecond;

    /// <summary>How long a named successor has a released slot for itself.</summary>
    public long SuccessorNs { get; init; } = FixedPoint.Second;

    /// <summary>A member of the in-sync set that lets entries wait for longer is removed.</summary>
    public long SyncTimeoutNs { get; init; } = FixedPoint.Second;

    /// <summary>An owner whose engine is silent for longer releases its slot.</summary>
    public long EngineTimeoutNs { get; init; } = 3 * FixedPoint.Second;

    /// <summary>Within this time a slot is taken without release only once unless an operator says so.</summary>
    public long FlapNs { get; init; } = 10 * FixedPoint.Minute;

    /// <summary>Hash of everything that all nodes must have alike; carried by heartbeats.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>Every node but this one, a bit each.</summary>
    public ulong Others => AllNodes & ~(1UL << Self);

    /// <summary>Every node, a bit each.</summary>
    public ulong AllNodes => Nodes.Length == MaxNodes ? ulong.MaxValue : (1UL << Nodes.Length) - 1;

    /// <summary>How long a follower waits for a sign of the owner: D × (1 + clock rate error) + stop bound.</summary>
    public long TakeoverNs => FenceNs + (FenceNs / 1_000_000 * ClockRatePpm) + StopBoundNs;

    /// <summary>The relations between the bounds, each with its reason; the first one that does not hold, or null.</summary>
    public string? Problem()
    {
        if (Nodes.Length is 0 or > MaxNodes || Slots.Length is 0 or > MaxSlots || Preferred.Length != Slots.Length)
        {
            return $"a cluster has 1 to {MaxNodes} nodes and 1 to {MaxSlots} slots, each with a preferred node";
        }

        if (Self < 0 || Self >= Nodes.Length || Control < 0 || Control >= Slots.Length || Array.Exists(Preferred, p => p < 0 || p >= Nodes.Length))
        {
            return "a number names no node or no slot";
        }

        if (FenceNs < (3 * RenewNs) + (2 * TryNs))
        {
            return "fence must leave room for three renewals and two tries: one slow answer must not fence a healthy owner";
        }

        if (SuspectNs < 4 * HeartbeatNs)
        {
            return "suspect must be at least four heartbeats: one lost datagram is no silence";
        }

        return SuspectNs >= FixedPoint.Second ? "suspect must be below 1 s: a silent node is reported within a second (seed)" : null;
    }
}

using System;

namespace Basisd.Journal;

/// <summary>How a journal is opened; the defaults are what a node runs with.</summary>
public sealed record JournalOptions
{
    /// <summary>The state directory. It must exist and belong to this user.</summary>
    public required string Directory { get; init; }

    /// <summary>An eventfd that is signalled after every commit and on a fault, -1 for none. The caller owns it.</summary>
    public int CommitSignal { get; init; } = -1;

    /// <summary>A commit that takes longer is a fault, ms .</summary>
    public int CommitDeadlineMs { get; init; } = 5_000;

    /// <summary>How often the anchor follows the head, ms.</summary>
    public int AnchorIntervalMs { get; init; } = 1_000;

    /// <summary>Free bytes below which the node stops accepting engine commits .</summary>
    public long FreeFloorBytes { get; init; } = 256L << 20;

    /// <summary>How long frames stay behind the older of two snapshots, ns of wall time; 0: until that snapshot is complete and verified.</summary>
    public long RetentionAgeNs { get; init; }

    /// <summary>Largest size of all segments; beyond it age keeps nothing. Two complete snapshots and what is behind them always stay.</summary>
    public long RetentionBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// The journal is a copy of another node's (FORMAT.md): none is created where none is, and one that was begun from a snapshot may be without it
    /// until it is complete (<see cref="NodeJournal.HasState"/>).
    /// </summary>
    public bool Copy { get; init; }

    /// <summary>Told how long each group commit took, ns, once it is durable; called on the commit thread, must not throw or wait.</summary>
    public Action<long>? Timed { get; init; }

    /// <summary>
    /// Segments kept written ahead beyond the one that is needed next, filled while the log is quiet: a burst writes into blocks that are there and
    /// shares the device with nobody. 3 × 16 MiB take about 200 groups of 1000 entries.
    /// </summary>
    internal int ReserveSegments { get; init; } = 3;

    /// <summary>How long after its start a journal begins to fill the reserve, ms: what a start has to do comes first.</summary>
    internal int ReserveAfterMs { get; init; } = 10_000;

    /// <summary>Sizes for a journal that is created now; an existing one keeps its own.</summary>
    internal JournalGeometry Geometry { get; init; } = JournalGeometry.Default;

    /// <summary>What the journal stands on; only tests change it.</summary>
    internal JournalGround Ground { get; init; } = JournalGround.Machine;
}

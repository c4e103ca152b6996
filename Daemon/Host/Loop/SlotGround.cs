using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Journal;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>
/// What an <see cref="ActiveSlot"/> stands on: a journal that is open, with its state replayed, and the right to act on it. The one who opened the
/// journal closes it.
/// </summary>
internal sealed record SlotGround
{
    /// <summary>The configuration, with the slot's own paths.</summary>
    public required NodeConfiguration Configuration { get; init; }

    /// <summary>The core, with the journal replayed.</summary>
    public required NodeCore Core { get; init; }

    /// <summary>What the replay found.</summary>
    public required JournalReplay Replay { get; init; }

    /// <summary>The journal.</summary>
    public required NodeJournal Journal { get; init; }

    /// <summary>The eventfd that the commit thread signals.</summary>
    public required int CommitSignal { get; init; }

    /// <summary>What must not be in the configuration.</summary>
    public required NodeSecrets Secrets { get; init; }

    /// <summary>The metrics.</summary>
    public required NodeMetrics Metrics { get; init; }

    /// <summary>The log.</summary>
    public required LogRelay Log { get; init; }

    /// <summary>Version of the binary.</summary>
    public required string Version { get; init; }

    /// <summary>Under which the slot is owned; 1 where the node is alone.</summary>
    public ulong Epoch { get; init; } = NodeParts.AloneEpoch;

    /// <summary>
    /// The epoch that a gate page must carry whose tightenings the journal may have lost; null: any. In a cluster a page of another tenure says
    /// nothing of this journal.
    /// </summary>
    public ulong? PageEpoch { get; init; }

    /// <summary>Until when it may act.</summary>
    public ActingRight Right { get; init; } = ActingRight.WithoutEnd();

    /// <summary>The seam to the cluster; null where the node is alone.</summary>
    public SlotLink? Link { get; init; }

    /// <summary>What is known of the cluster; null where the node is alone.</summary>
    public IClusterSeat? Cluster { get; init; }

    /// <summary>
    /// Whether a journal outlives the loop: then a clean stop leaves it open and without a last snapshot, which replicas would wait for.
    /// </summary>
    public bool IsReplicated { get; init; }
}

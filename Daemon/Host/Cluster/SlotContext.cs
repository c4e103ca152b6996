using System;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>What all slots of a process share.</summary>
internal sealed record SlotContext
{
    /// <summary>The node's configuration.</summary>
    public required NodeConfiguration Configuration { get; init; }

    /// <summary>Secrets, read once.</summary>
    public required NodeSecrets Secrets { get; init; }

    /// <summary>Where slots tell the cluster's thread.</summary>
    public required ClusterInbox Inbox { get; init; }

    /// <summary>The way to the other nodes.</summary>
    public required PeerClient Client { get; init; }

    /// <summary>What the endpoints look at.</summary>
    public required SlotSwitch Switch { get; init; }

    /// <summary>What is known of the cluster.</summary>
    public required IClusterSeat Seat { get; init; }

    /// <summary>Metrics of the cluster.</summary>
    public required ClusterMetrics Metrics { get; init; }

    /// <summary>Where a slot that acts here counts.</summary>
    public required SlotMetrics Counts { get; init; }

    /// <summary>The log.</summary>
    public required LogRelay Log { get; init; }

    /// <summary>What keeps the processors from sleeping deeply; null for nothing. The process's.</summary>
    public required LatencyRequest? Latency { get; init; }

    /// <summary>Version of the binary.</summary>
    public required string Version { get; init; }

    /// <summary>Ends the process: something broke that no slot can go on without.</summary>
    public required Action<AssemblyFailure> Broken { get; init; }

    /// <summary>The cluster.</summary>
    public ClusterConfiguration Cluster => Configuration.Cluster!;

    /// <summary>What a closed gate let through last may be on its way to a venue for so long; only then is the slot anybody else's.</summary>
    public TimeSpan StopBound => TimeSpan.FromTicks(Cluster.Settings.StopBoundNs / TimeSpan.NanosecondsPerTick);

    /// <summary>What an acting slot stands on.</summary>
    /// <param name="configuration">The configuration with the slot's own paths.</param>
    /// <param name="copy">The copy that its loop takes over.</param>
    /// <param name="tenure">The ownership.</param>
    /// <param name="link">The seam to its loop.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <param name="lastEpoch">Epoch of the journal's last frame.</param>
    public SlotGround GroundOf(
        NodeConfiguration configuration, FollowedCopy copy, SlotTenure tenure, SlotLink link, NodeMetrics metrics, ulong lastEpoch) => new()
        {
            Configuration = configuration,
            Core = copy.Core,
            Replay = copy.Replay,
            Journal = copy.Journal!,
            CommitSignal = copy.CommitSignal,
            Secrets = Secrets,
            Metrics = metrics,
            Log = Log,
            Version = Version,
            Epoch = tenure.Epoch,
            PageEpoch = lastEpoch,
            Right = tenure.Right,
            Link = link,
            Cluster = Seat,
            IsReplicated = true,
        };
}

using System;
using System.Collections.Generic;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>Everything that the loop thread owns or talks to, opened and bound. Made by <see cref="NodeAssembly"/>.</summary>
public sealed record NodeParts : IDisposable
{
    /// <summary>The epoch of a node that is alone.</summary>
    public const ulong AloneEpoch = 1;

    /// <summary>Under which the slot is owned.</summary>
    public ulong Epoch { get; init; } = AloneEpoch;

    /// <summary>Epoch that frames carry: that of a slot that was once a cluster's never goes back.</summary>
    public ulong FrameEpoch => Math.Max(Epoch, (ulong)Core.State.Epoch);

    /// <summary>The seam to the cluster; null where the node is alone.</summary>
    public SlotLink? Link { get; init; }

    /// <summary>What is known of the cluster; null where the node is alone.</summary>
    public IClusterSeat? Cluster { get; init; }

    /// <summary>Until when the loop may act.</summary>
    public ActingRight Right { get; init; } = ActingRight.WithoutEnd();

    /// <summary>Whether the journal outlives the loop, as it does in a cluster.</summary>
    public bool IsReplicated { get; init; }

    /// <summary>
    /// Last sequence that is committed for the outside: durable here and, in a cluster, on every replica in sync. Nothing looser leaves before it.
    /// </summary>
    public ulong Committed => Math.Min(Journal.CommittedSequence, Right.Replicated);

    /// <summary>The configuration in force.</summary>
    public required NodeConfiguration Configuration { get; init; }

    /// <summary>Keeps the processors awake; null where that is not wanted, or the host does not let it.</summary>
    public LatencyRequest? Latency { get; init; }

    /// <summary>For measurements only: snapshots are filled up to so many bytes; 0 in every node.</summary>
    public int SnapshotBytes { get; init; }

    /// <summary>The core, with the journal replayed.</summary>
    public required NodeCore Core { get; init; }

    /// <summary>What the replay found.</summary>
    public required JournalReplay Replay { get; init; }

    /// <summary>What the gate showed and the journal lost; closed again before anything opens.</summary>
    public required IReadOnlyList<LostTightening> Lost { get; init; }

    /// <summary>What recovery of the journal found; null where it was open before.</summary>
    public RecoveryReport? Recovery { get; init; }

    /// <summary>The journal.</summary>
    public required NodeJournal Journal { get; init; }

    /// <summary>The key that signs the journal's head; null: nothing is signed.</summary>
    public required HeadKey? HeadKey { get; init; }

    /// <summary>The eventfd that the commit thread signals.</summary>
    public required int CommitSignal { get; init; }

    /// <summary>The gate page.</summary>
    public required GateWriter Gate { get; init; }

    /// <summary>The engine's socket.</summary>
    public required EngineEndpoint Engine { get; init; }

    /// <summary>Core time.</summary>
    public required CoreClock Clock { get; init; }

    /// <summary>Operators' acts.</summary>
    public required OperatorQueue Operators { get; init; }

    /// <summary>Probes of venues; null when no venue has a health address.</summary>
    public required VenueProbing? Probing { get; init; }

    /// <summary>Polls of venue gateways; null when no venue has one.</summary>
    public required GatewayPolling? Gateways { get; init; }

    /// <summary>Sends notices; null when nobody is told.</summary>
    public WebhookSending? Webhook { get; init; }

    /// <summary>The published status.</summary>
    public required NodeView View { get; init; }

    /// <summary>The metrics.</summary>
    public required NodeMetrics Metrics { get; init; }

    /// <summary>The log.</summary>
    public required LogRelay Log { get; init; }

    /// <summary>Progress of the loop.</summary>
    public required ProgressCounter LoopProgress { get; init; }

    /// <summary>Progress of the journal: advances when nothing waits or something was committed.</summary>
    public required ProgressCounter JournalProgress { get; init; }

    /// <summary>Whether binary and configuration are the expected ones.</summary>
    public required Attestation Attestation { get; init; }

    /// <summary>Version of the binary.</summary>
    public required string Version { get; init; }

    /// <summary>Closes everything, the gate before the journal; a journal that outlives the loop stays open.</summary>
    public void Dispose()
    {
        Engine.Dispose();
        Gate.Dispose();
        Webhook?.Dispose();
        if (!IsReplicated)
        {
            Journal.Dispose();
            HeadKey?.Dispose();
            EventFd.Close(CommitSignal);
            Latency?.Dispose();
        }
    }
}

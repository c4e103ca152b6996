using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Probes.Gateway;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Opens everything that a node needs, in an order that fails closed: directories, journal and replay, sockets, and the gate last. A page
/// that an earlier daemon left is retired first of all. What cannot be opened is said in one sentence; nothing is opened halfway.
/// </summary>
public static class NodeAssembly
{
    /// <summary>Token of the commit signal among the descriptors that the endpoint waits for.</summary>
    internal const int CommitToken = 0;

    private const UnixFileMode StateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode RunMode = StateMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>Opens a node that is alone.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="registry">Where the metrics are declared.</param>
    /// <param name="log">The log.</param>
    /// <param name="version">Version of the binary.</param>
    /// <param name="failure">Why there is none.</param>
    /// <returns>The node, or null.</returns>
    public static NodeParts? Open(
        NodeConfiguration configuration, MetricRegistry registry, LogRelay log, string version, out AssemblyFailure? failure)
    {
        failure = Directories(configuration);
        if (failure is not null)
        {
            return null;
        }

        if (NodeSecrets.Load(configuration, out string problem) is not { } secrets)
        {
            failure = new AssemblyFailure(problem, IsIntegrity: false);
            return null;
        }

        NodeMetrics metrics = new(registry, configuration.Topology, new ProcessMetrics(registry, version, configuration.Node.Name));
        int commitSignal = EventFd.Open();
        JournalOpenResult opened = NodeJournal.Open(JournalOptionsOf(configuration, commitSignal, ns =>
        {
            metrics.Commit.Observe(ns);
            metrics.Commits[0].AddOwned(1);
        }));
        if (opened.Journal is null)
        {
            EventFd.Close(commitSignal);
            failure = FailureOf(opened);
            return null;
        }

        NodeCore core = new(configuration.Topology, CoreSettingsMapping.Of(configuration));
        JournalReplay replay = new(core);
        failure = Replay(opened.Journal, replay, configuration.Node.StateDirectory);
        NodeParts? parts = failure is not null ? null : Activate(
            new SlotGround
            {
                Configuration = configuration,
                Core = core,
                Replay = replay,
                Journal = opened.Journal,
                CommitSignal = commitSignal,
                Secrets = secrets,
                Metrics = metrics,
                Log = log,
                Version = version,
            },
            out failure);
        if (parts is null)
        {
            opened.Journal.Dispose();
            EventFd.Close(commitSignal);
            return null;
        }

        return parts with { Recovery = opened.Report };
    }

    /// <summary>How the journal of a state directory is opened.</summary>
    internal static JournalOptions JournalOptionsOf(NodeConfiguration configuration, int commitSignal, Action<long> timed) => new()
    {
        Directory = configuration.Node.StateDirectory,
        CommitSignal = commitSignal,
        CommitDeadlineMs = (int)(configuration.Journal.CommitDeadlineNs / FixedPoint.Millisecond),
        FreeFloorBytes = configuration.Journal.FreeSpaceFloorBytes,
        RetentionAgeNs = configuration.Journal.RetentionAgeNs,
        RetentionBytes = configuration.Journal.RetentionBytes,
        Timed = timed,
    };

    /// <summary>Why a journal did not open.</summary>
    internal static AssemblyFailure FailureOf(JournalOpenResult opened) =>
        new(opened.Message, opened.Status is JournalOpenStatus.IntegrityFailure or JournalOpenStatus.NewerFormat);

    /// <summary>Rebuilds the state from a journal that is open; null when all of it is believed.</summary>
    internal static AssemblyFailure? Replay(NodeJournal journal, JournalReplay replay, string directory)
    {
        ReplayReport read = journal.Replay(replay);
        if (!read.IsWhole)
        {
            return new AssemblyFailure(read.Message, read.Failure is not null);
        }

        string what = replay.NeedsNewer ? "is of a newer basisd" : "cannot be believed";
        return replay.Problem is { } problem ? new AssemblyFailure($"the journal in {directory} {what}: {problem}", IsIntegrity: true) : null;
    }

    /// <summary>
    /// Opens what an acting slot needs beside its journal: the engine's socket, and the gate last. A page that an earlier daemon left is retired
    /// first.
    /// </summary>
    /// <returns>The parts of the loop, or null with a failure; the journal stays open then.</returns>
    internal static NodeParts? Activate(SlotGround ground, out AssemblyFailure? failure)
    {
        (NodeConfiguration configuration, NodeCore core) = (ground.Configuration, ground.Core);
        CoreClock clock = new(Math.Max(core.Now, core.State.Safety.LastAt), configuration.TimeScale);
        EngineEndpoint engine;
        try
        {
            engine = EngineEndpoint.Open(configuration.Engine.Socket, OptionsOf(configuration, core), configuration.Topology, clock);
        }
        catch (EngineEndpointException e)
        {
            failure = new AssemblyFailure(e.Message, IsIntegrity: false);
            return null;
        }

        IReadOnlyList<LostTightening> lost = LostTightening.Find(configuration.Gate.Path, core, ground.Replay, ground.PageEpoch);
        string[] names = Array.ConvertAll(configuration.Topology.Scopes, s => s.Name);
        ulong epoch = Math.Max(ground.Epoch, (ulong)core.State.Epoch);
        GateClock pageClock = GateClockChoice.Of(configuration.Gate, ground.Log);
        GateWriter? gate = GateWriter.Create(configuration.Gate.Path, epoch, names, pageClock, out string problem);
        if (gate is null)
        {
            engine.Dispose();
            failure = new AssemblyFailure(problem, IsIntegrity: false);
            return null;
        }

        foreach (LostTightening one in lost)
        {
            // Should this daemon die as well before the entry is durable, the next one finds it here.
            gate.Publish(one.Scope, PermissionWord.DenyAll, (byte)one.Mode, 0, one.Sequence);
        }

        engine.Watch(ground.CommitSignal, CommitToken);
        failure = null;
        return PartsOf(ground, clock, engine, gate, lost);
    }

    private static NodeParts PartsOf(
        SlotGround ground, CoreClock clock, EngineEndpoint engine, GateWriter gate, IReadOnlyList<LostTightening> lost)
    {
        (NodeConfiguration configuration, NodeCore core, NodeSecrets secrets) = (ground.Configuration, ground.Core, ground.Secrets);
        (NodeMetrics metrics, LogRelay log) = (ground.Metrics, ground.Log);
        return new NodeParts
        {
            Epoch = ground.Epoch,
            Right = ground.Right,
            IsReplicated = ground.IsReplicated,
            Link = ground.Link,
            Cluster = ground.Cluster,
            Configuration = configuration,
            Core = core,
            Replay = ground.Replay,
            Lost = lost,
            Journal = ground.Journal,
            CommitSignal = ground.CommitSignal,
            HeadKey = secrets.HeadKey,
            Gate = gate,
            Engine = engine,
            Clock = clock,
            Operators = new OperatorQueue(engine.Wake),
            Probing = VenueProbing.Of(configuration, metrics, log, engine.Wake, clock.CoreNowNs),
            Gateways = GatewayPolling.Of(configuration, FromCursor(secrets.Gateways, core), metrics, log, engine.Wake, clock.CoreNowNs),
            Webhook = WebhookSending.Of(configuration, secrets.Webhook, ground.Journal.Id.ToString(), metrics.Webhook, log, engine.Wake),
            View = new NodeView(),
            Metrics = metrics,
            Log = log,
            LoopProgress = new ProgressCounter("loop"),
            JournalProgress = new ProgressCounter("journal"),
            Attestation = new Attestation(configuration, RunningBinary.Sha256()),
            Version = ground.Version,
        };
    }

    // The poll goes on behind what the journal holds.
    private static GatewayTarget[] FromCursor(IReadOnlyList<GatewayTarget> gateways, NodeCore core) =>
        [.. gateways.Select(g => core.State.Records.Of(g.Venue) is { IsOpened: true } book ? g with { Cursor = book.Cursor } : g)];

    private static EngineOptions OptionsOf(NodeConfiguration configuration, NodeCore core) => new()
    {
        MaxSessions = configuration.Engine.MaxSessions,
        LastCommitId = core.State.Commits.Id,
        TimeScalePpm = configuration.TimeScale * FixedPoint.Ppm,
        InboxItems = configuration.Engine.InboxRecords,
        RingSlots = configuration.Engine.RingRecords,
        RingSpinNs = configuration.Engine.RingSpinNs,
        IsCluster = configuration.Cluster is not null,
    };

    /// <summary>Makes the directories of a node.</summary>
    internal static AssemblyFailure? Directories(NodeConfiguration configuration)
    {
        (string Path, UnixFileMode Mode)[] wanted = [(configuration.Node.StateDirectory, StateMode), (configuration.Node.RunDirectory, RunMode)];
        foreach ((string path, UnixFileMode mode) in wanted)
        {
            try
            {
                Directory.CreateDirectory(path, mode);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new AssemblyFailure(
                    $"directory {path} cannot be made: {e.Message}; create it for this user, or name another in node.state_dir and node.run_dir",
                    IsIntegrity: false);
            }
        }

        return null;
    }
}

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
using Basisd.Host.Webhook;
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

    private const ulong Epoch = 1;
    private const UnixFileMode StateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode RunMode = StateMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>Opens a node.</summary>
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

        if (Secrets.Load(configuration, out string problem) is not { } secrets)
        {
            failure = new AssemblyFailure(problem, IsIntegrity: false);
            return null;
        }

        int commitSignal = EventFd.Open();
        NodeMetrics metrics = new(registry, configuration.Topology, version, configuration.Node.Name);
        NodeCore core = new(configuration.Topology, CoreSettingsMapping.Of(configuration));
        JournalOpenResult opened = NodeJournal.Open(new JournalOptions
        {
            Directory = configuration.Node.StateDirectory,
            CommitSignal = commitSignal,
            CommitDeadlineMs = (int)(configuration.Journal.CommitDeadlineNs / FixedPoint.Millisecond),
            FreeFloorBytes = configuration.Journal.FreeSpaceFloorBytes,
            RetentionAgeNs = configuration.Journal.RetentionAgeNs,
            RetentionBytes = configuration.Journal.RetentionBytes,
            Timed = ns =>
            {
                metrics.Commit.Observe(ns);
                metrics.Commits[0].AddOwned(1);
            },
        });
        if (opened.Journal is null)
        {
            EventFd.Close(commitSignal);
            bool integrity = opened.Status is JournalOpenStatus.IntegrityFailure or JournalOpenStatus.NewerFormat;
            failure = new AssemblyFailure(opened.Message, integrity);
            return null;
        }

        NodeParts? parts = OpenRest(configuration, metrics, log, version, core, opened, commitSignal, secrets, out failure);
        if (parts is null)
        {
            opened.Journal.Dispose();
            EventFd.Close(commitSignal);
        }

        return parts;
    }

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

    private static NodeParts? OpenRest(
        NodeConfiguration configuration, NodeMetrics metrics, LogRelay log, string version, NodeCore core, JournalOpenResult opened, int commitSignal,
        Secrets secrets, out AssemblyFailure? failure)
    {
        JournalReplay replay = new(core);
        failure = Replay(opened.Journal!, replay, configuration.Node.StateDirectory);
        if (failure is not null)
        {
            return null;
        }

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

        IReadOnlyList<LostTightening> lost = LostTightening.Find(configuration.Gate.Path, core, replay);
        string[] names = Array.ConvertAll(configuration.Topology.Scopes, s => s.Name);
        GateWriter? gate = GateWriter.Create(configuration.Gate.Path, Epoch, names, out string problem);
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

        engine.Watch(commitSignal, CommitToken);
        failure = null;
        return new NodeParts
        {
            Configuration = configuration,
            Core = core,
            Replay = replay,
            Lost = lost,
            Recovery = opened.Report!,
            Journal = opened.Journal!,
            CommitSignal = commitSignal,
            HeadKey = secrets.HeadKey,
            Gate = gate,
            Engine = engine,
            Clock = clock,
            Operators = new OperatorQueue(engine.Wake),
            Probing = VenueProbing.Of(configuration, metrics, log, engine.Wake, clock.CoreNowNs),
            Gateways = GatewayPolling.Of(configuration, FromCursor(secrets.Gateways, core), metrics, log, engine.Wake, clock.CoreNowNs),
            Webhook = WebhookSending.Of(configuration, secrets.Webhook, opened.Journal!.Id.ToString(), metrics.Webhook, log, engine.Wake),
            View = new NodeView(),
            Metrics = metrics,
            Log = log,
            LoopProgress = new ProgressCounter("loop"),
            JournalProgress = new ProgressCounter("journal"),
            Attestation = new Attestation(configuration, RunningBinary.Sha256()),
            Version = version,
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
    };

    private static AssemblyFailure? Directories(NodeConfiguration configuration)
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

    // What must not be in the configuration itself, each from its own file.
    private sealed record Secrets(HeadKey? HeadKey, IReadOnlyList<GatewayTarget> Gateways, byte[]? Webhook)
    {
        public static Secrets? Load(NodeConfiguration configuration, out string problem)
        {
            string? credentials = Environment.GetEnvironmentVariable(HeadDesk.CredentialsVariable);
            IReadOnlyList<GatewayTarget> gateways = GatewayPolling.Targets(configuration, out problem);
            byte[]? webhook = problem.Length > 0 ? null : WebhookSecret.Load(configuration.Webhook, credentials, out problem);
            HeadKey? headKey = problem.Length > 0 ? null : HeadDesk.LoadKey(configuration.Journal, credentials, out problem);
            return problem.Length > 0 ? null : new Secrets(headKey, gateways, webhook);
        }
    }
}

using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Journal;
using Serilog;
using Serilog.Core;

namespace Basisd.Host.Loop;

/// <summary>
/// The life of a daemon process: assemble the node, start the loop's thread and the HTTP endpoints, tell systemd, wait for a signal, stop in
/// order. The loop ends first, because it closes the gate.
/// </summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const int PoolThreads = 8;

    private readonly ActiveSlot _slot;
    private readonly ServiceNotifier _notifier;
    private readonly HttpServer _http;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();

    private NodeProcess(ActiveSlot slot, ServiceNotifier notifier, HttpServer http, ILogger log)
    {
        _slot = slot;
        _notifier = notifier;
        _http = http;
        _log = log;
    }

    /// <summary>Runs a node until it is told to stop.</summary>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="version">Version of the binary.</param>
    /// <param name="snapshotBytes">For measurements only: fills snapshots up to so many bytes, and no node starts from such a one.</param>
    /// <returns>Null after a clean stop, else why it could not start or go on.</returns>
    public static async Task<AssemblyFailure?> RunAsync(NodeConfiguration configuration, string version, int snapshotBytes = 0)
    {
        // FASTER completes commits on pool threads: one must be there at once, whatever else the pool is doing.
        ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
        using Logger log = LoggerSetup.Create(new LoggingLevelSwitch(LoggerSetup.LevelOf(configuration.LogLevel)), out JournaldSink? journald);
        using ServiceNotifier notifier = ServiceNotifier.FromEnvironment();
        using LogRelay relay = new(log, journald);
        MetricRegistry registry = new();
        log.Of(LogEvents.Starting).Information(
            "basisd {Version} starting: node {Node}, {Scopes} scopes, state in {State}", version, configuration.Node.Name,
            configuration.Topology.Scopes.Length, configuration.Node.StateDirectory);
        if (configuration.Cluster is not null)
        {
            using Linux.LatencyRequest? latency = HoldLatency(configuration.Node, log);
            ClusterGround ground = new(configuration, version, log, notifier, relay, registry, latency);
            AssemblyFailure? ended = await ClusterProcess.RunAsync(ground).ConfigureAwait(false);
            return ended is null ? null : Failed(log, notifier, ended);
        }

        NodeParts? parts = NodeAssembly.Open(configuration, registry, relay, version, out AssemblyFailure? failure);
        if (parts is null)
        {
            return Failed(log, notifier, failure!);
        }

        parts = parts with { SnapshotBytes = snapshotBytes, Latency = HoldLatency(configuration.Node, log) };
        LogRecovery(log, parts.Recovery!, parts);
        _ = new ProcessCollector(registry, Linux.BootClock.WallNs());
        _ = new GarbageCollector(registry);
        AdminAccess access;
        try
        {
            access = AdminAccess.For(Linux.ProcessCalls.EffectiveUserId(), configuration.Admin.Group);
        }
        catch (EndpointException e)
        {
            parts.Dispose();
            return Failed(log, notifier, new AssemblyFailure(e.Message, IsIntegrity: false));
        }

        EventStreams events = new(parts.View, parts.Metrics.Process.Events);
        HttpRoutes routes = new(parts.View, parts.Operators, registry, access, () => configuration, events);
        HttpServer http = new(configuration.Http, configuration.Admin.Socket, access, routes, events, log);
        await using NodeProcess process = new(new ActiveSlot(parts), notifier, http, log);
        return await process.LiveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync().ConfigureAwait(false);
        _slot.Dispose();
        _stop.Dispose();
    }

    /// <summary>A host that does not let it costs latency, nothing else.</summary>
    private static Linux.LatencyRequest? HoldLatency(NodeSettings node, ILogger log)
    {
        if (!node.HoldsLatency)
        {
            return null;
        }

        Linux.LatencyRequest? held = Linux.LatencyRequest.TryHold(out string problem);
        if (held is null)
        {
            log.Of(LogEvents.Starting).Information(
                "the processors may sleep deeply, so a reaction begins tens of microseconds later: {Problem}; see node.hold_latency", problem);
        }

        return held;
    }

    private static AssemblyFailure Failed(ILogger log, ServiceNotifier notifier, AssemblyFailure failure)
    {
        LogEvent kind = failure.IsIntegrity ? LogEvents.JournalDamaged : LogEvents.Fault;
        log.Of(kind).Fatal("{Problem}", failure.Problem);
        notifier.Status(failure.Problem);
        return failure;
    }

    private static void LogRecovery(ILogger log, RecoveryReport recovery, NodeParts parts)
    {
        ILogger line = log.Of(LogEvents.JournalRecovered);
        if (recovery.Created)
        {
            line.Information("journal {Id} is new", recovery.Id.ToString());
        }
        else
        {
            line.Information(
                "journal resumed at entry {Sequence}: head {Head}, {From}, {Entries} entries replayed, platform {Mode}", recovery.LastSequence,
                recovery.Head.ToString()[..16], parts.Replay.HadSnapshot ? "from a snapshot" : "from the beginning", parts.Replay.Entries,
                Safety.ModeText.Of(parts.Core.State.Safety.ModeOf(0)));
        }

        if (recovery.DroppedBytes > 0)
        {
            line.Warning(
                "{Bytes} bytes of an uncommitted tail were cut off ({Reason}): nothing that was acknowledged is lost", recovery.DroppedBytes,
                recovery.DropReason);
        }
    }

    private async Task<AssemblyFailure?> LiveAsync()
    {
        using SignalSet signals = new(_slot.Stop);
        _slot.Start();
        try
        {
            await _http.StartAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (EndpointException e)
        {
            _slot.Stop();
            await _slot.JoinAsync().ConfigureAwait(false);
            return Failed(_log, _notifier, new AssemblyFailure(e.Message, IsIntegrity: false));
        }

        Task first = await Task.WhenAny(_slot.Ready, _slot.Ended).ConfigureAwait(false);
        Thread? watchdog = null;
        if (first == _slot.Ready)
        {
            string where = _http.TcpAddress is { } tcp ? $"metrics on http://{tcp}/metrics" : "no TCP endpoint";
            _log.Of(LogEvents.Ready).Information("ready: engine on {Socket}, {Where}", _slot.Parts.Configuration.Engine.Socket, where);
            _notifier.Ready($"ready, platform {_slot.Parts.View.Current?.PlatformMode}");
            Watchdog guard = new(_notifier, _slot.Parts.LoopProgress, _slot.Parts.JournalProgress)
            {
                Counted = _slot.Parts.Metrics.Process.WatchdogPings,
            };
            watchdog = new Thread(() => guard.Run(_stop.Token)) { Name = "basisd-watchdog", IsBackground = true };
            watchdog.Start();
        }

        await _slot.Ended.ConfigureAwait(false);
        _notifier.Stopping("stopping");
        await _stop.CancelAsync().ConfigureAwait(false);
        Exception? broken = await _slot.JoinAsync().ConfigureAwait(false);
        watchdog?.Join();
        if (broken is null)
        {
            _log.Of(LogEvents.Stopping).Information(
                "stopped cleanly: gate closed, journal at entry {Sequence}, head {Head}", _slot.Parts.Journal.CommittedSequence,
                _slot.Parts.Journal.Committed.Hash.ToString()[..16]);
            return null;
        }

        string problem = broken is JournalStalledException ? broken.Message : $"an invariant broke: {broken}";
        _log.Of(LogEvents.Fault).Fatal("the gate is closed and the daemon ends: {Problem}", problem);
        return new AssemblyFailure(problem, IsIntegrity: false);
    }
}

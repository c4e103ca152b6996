using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
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

    private readonly NodeParts _parts;
    private readonly ServiceNotifier _notifier;
    private readonly HttpServer _http;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(NodeParts parts, ServiceNotifier notifier, HttpServer http, ILogger log)
    {
        _parts = parts;
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
        NodeParts? parts = NodeAssembly.Open(configuration, registry, relay, version, out AssemblyFailure? failure);
        if (parts is null)
        {
            return Failed(log, notifier, failure!);
        }

        parts = parts with { SnapshotBytes = snapshotBytes, Latency = HoldLatency(configuration.Node, log) };
        LogRecovery(log, parts);
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

        EventStreams events = new(parts.View, parts.Metrics.Events);
        HttpRoutes routes = new(parts.View, parts.Operators, registry, access, () => configuration, events);
        HttpServer http = new(configuration.Http, configuration.Admin.Socket, access, routes, events, log);
        await using NodeProcess process = new(parts, notifier, http, log);
        return await process.LiveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync().ConfigureAwait(false);
        _parts.Dispose();
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

    private static AssemblyFailure Failed(Logger log, ServiceNotifier notifier, AssemblyFailure failure)
    {
        LogEvent kind = failure.IsIntegrity ? LogEvents.JournalDamaged : LogEvents.Fault;
        log.Of(kind).Fatal("{Problem}", failure.Problem);
        notifier.Status(failure.Problem);
        return failure;
    }

    private static void LogRecovery(ILogger log, NodeParts parts)
    {
        ILogger line = log.Of(LogEvents.JournalRecovered);
        if (parts.Recovery.Created)
        {
            line.Information("journal {Id} is new", parts.Recovery.Id.ToString());
        }
        else
        {
            line.Information(
                "journal resumed at entry {Sequence}: head {Head}, {From}, {Entries} entries replayed, platform {Mode}", parts.Recovery.LastSequence,
                parts.Recovery.Head.ToString()[..16], parts.Replay.HadSnapshot ? "from a snapshot" : "from the beginning", parts.Replay.Entries,
                Safety.ModeText.Of(parts.Core.State.Safety.ModeOf(0)));
        }

        if (parts.Recovery.DroppedBytes > 0)
        {
            line.Warning(
                "{Bytes} bytes of an uncommitted tail were cut off ({Reason}): nothing that was acknowledged is lost", parts.Recovery.DroppedBytes,
                parts.Recovery.DropReason);
        }
    }

    private async Task<AssemblyFailure?> LiveAsync()
    {
        using IDisposable signals = Signals();
        Thread loop = new(Loop) { Name = "basisd-loop" };
        loop.Start();
        Task probing = Task.WhenAll(
            GuardAsync(stop => _parts.Attestation.WatchAsync(_parts.Log, stop)),
            GuardAsync(_parts.Probing is { } probes ? probes.RunAsync : null), GuardAsync(_parts.Gateways is { } polls ? polls.RunAsync : null),
            GuardAsync(_parts.Webhook is { } webhook ? webhook.RunAsync : null));
        try
        {
            await _http.StartAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (EndpointException e)
        {
            Stop();
            await _ended.Task.ConfigureAwait(false);
            await probing.ConfigureAwait(false);
            loop.Join();
            return new AssemblyFailure(e.Message, IsIntegrity: false);
        }

        Task first = await Task.WhenAny(_ready.Task, _ended.Task).ConfigureAwait(false);
        Thread? watchdog = null;
        if (first == _ready.Task)
        {
            string where = _http.TcpAddress is { } tcp ? $"metrics on http://{tcp}/metrics" : "no TCP endpoint";
            _log.Of(LogEvents.Ready).Information("ready: engine on {Socket}, {Where}", _parts.Configuration.Engine.Socket, where);
            _notifier.Ready($"ready, platform {_parts.View.Current?.PlatformMode}");
            Watchdog guard = new(_notifier, _parts.LoopProgress, _parts.JournalProgress);
            watchdog = new Thread(() => guard.Run(_stop.Token)) { Name = "basisd-watchdog", IsBackground = true };
            watchdog.Start();
        }

        Exception? broken = await _ended.Task.ConfigureAwait(false);
        _notifier.Stopping("stopping");
        Stop();
        await probing.ConfigureAwait(false);
        watchdog?.Join();
        loop.Join();
        if (broken is null)
        {
            _log.Of(LogEvents.Stopping).Information(
                "stopped cleanly: gate closed, journal at entry {Sequence}, head {Head}", _parts.Journal.CommittedSequence,
                _parts.Journal.Committed.Hash.ToString()[..16]);
            return null;
        }

        string problem = broken is JournalStalledException ? broken.Message : $"an invariant broke: {broken}";
        _log.Of(LogEvents.Fault).Fatal("the gate is closed and the daemon ends: {Problem}", problem);
        return new AssemblyFailure(problem, IsIntegrity: false);
    }

    private void Loop()
    {
        try
        {
            new NodeLoop(_parts).Run(() => _ready.TrySetResult(), _stop.Token);
            _ended.TrySetResult(null);
        }
#pragma warning disable CA1031 // Whatever ended the loop is reported and ends the process; the gate is closed by now.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.TrySetResult(e);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task>? work)
    {
        if (work is null)
        {
            return;
        }

        try
        {
            await work(_stop.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A node whose probes or polls broke ends like one whose loop broke: reported, with the gate closed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.TrySetResult(e);
        }
    }

    private void Stop()
    {
        _stop.Cancel();
        _parts.Engine.Wake();
    }

    private SignalSet Signals() => new(
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
    ]);

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }

    private sealed class SignalSet(IReadOnlyList<PosixSignalRegistration> registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (PosixSignalRegistration registration in registrations)
            {
                registration.Dispose();
            }
        }
    }
}

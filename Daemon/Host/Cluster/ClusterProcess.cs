using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Host.Systemd;
using Basisd.Linux;

namespace Basisd.Host.Cluster;

/// <summary>
/// The life of a process that is a node of a cluster: ways out, a copy of every slot, the cluster's thread, the endpoints; then a signal, every
/// slot let go, and the end in reverse order. What breaks ends the process with every gate closed; `basisd release` then hurries the others.
/// </summary>
internal sealed class ClusterProcess : IDisposable
{
    private readonly ClusterGround _ground;
    private readonly ClusterWays _ways;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<AssemblyFailure?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterProcess(ClusterGround ground, ClusterWays ways)
    {
        _ground = ground;
        _ways = ways;
    }

    private ClusterConfiguration Cluster => _ground.Configuration.Cluster!;

    /// <summary>Runs a node until it is told to stop.</summary>
    /// <returns>Null after a clean stop, else why it could not start or go on.</returns>
    public static async Task<AssemblyFailure?> RunAsync(ClusterGround ground)
    {
        if (NodeAssembly.Directories(ground.Configuration) is { } failure)
        {
            return failure;
        }

        ClusterWays? ways = ClusterWays.Open(ground.Configuration, ground.Relay, out string problem);
        if (ways is null)
        {
            return new AssemblyFailure(problem, IsIntegrity: false);
        }

        await using (ways.ConfigureAwait(false))
        {
            using ClusterProcess process = new(ground, ways);
            return await process.LiveAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task<AssemblyFailure?> LiveAsync()
    {
        NodeConfiguration configuration = _ground.Configuration;
        ulong boot = BootFile.Create();
        string problem = await EarlierPages.RetireAsync(configuration, Cluster.Settings).ConfigureAwait(false);
        problem = problem.Length > 0 ? problem : BootFile.Write(configuration.Node.StateDirectory, boot);
        if (problem.Length > 0)
        {
            return new AssemblyFailure(problem, IsIntegrity: false);
        }

        ProcessMetrics metrics = new(_ground.Registry, _ground.Version, configuration.Node.Name);
        _ = new ProcessCollector(_ground.Registry, BootClock.WallNs());
        _ = new GarbageCollector(_ground.Registry);
        FenceCommand fence = new(Cluster.FenceCommand);
        ClusterSeat seat = new(Cluster.Settings, _ways.Inbox, fence, _ground.Relay);
        SlotContext context = ContextOf(metrics, seat);
        SlotRuntime[] slots = [.. Cluster.Settings.Slots.Select((_, slot) => new SlotRuntime(context, slot))];
        try
        {
            _ways.Answers.Open(slots);
            ClusterThread work = WorkOf(context, boot, seat, fence, slots);
            problem = await _ways.ServeAsync(Cluster).ConfigureAwait(false);
            return problem.Length > 0 ? new AssemblyFailure(problem, IsIntegrity: false)
                : await ServeAsync(context, work, seat, metrics).ConfigureAwait(false);
        }
        finally
        {
            foreach (SlotRuntime slot in slots)
            {
                await slot.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private SlotContext ContextOf(ProcessMetrics metrics, ClusterSeat seat) => new()
    {
        Configuration = _ground.Configuration,
        Secrets = _ways.Secrets,
        Inbox = _ways.Inbox,
        Client = _ways.Client,
        Switch = new SlotSwitch(Cluster.Settings.Control),
        Seat = seat,
        Metrics = new ClusterMetrics(_ground.Registry, Cluster.Settings.Nodes, Cluster.Settings.Slots),
        Counts = new SlotMetrics(_ground.Registry, _ground.Configuration.Topology, metrics),
        Log = _ground.Relay,
        Latency = _ground.Latency,
        Version = _ground.Version,
        Broken = failure => _ended.TrySetResult(failure),
    };

    private ClusterThread WorkOf(SlotContext context, ulong boot, ClusterSeat seat, FenceCommand fence, SlotRuntime[] slots)
    {
        ClusterCore core = new(Cluster.Settings, boot);
        ClusterPicture picture = new(Cluster, core);
        FailsafeAsker failsafe = new(Cluster.Settings, _ways.Client, _ways.Inbox, _stop.Token);
        ClusterHands hands = new(context, core, picture, slots, _ways.Arbiter, _ways.Socket, failsafe, fence);
        Attestation attestation = new(_ground.Configuration, RunningBinary.Sha256());
        ClusterFiles files = new(_ways.Credentials, _ways.HeartbeatFile, _ways.Socket, _ways.Arbiter, context.Log);
        return new ClusterThread(context, core, picture, hands, slots, _ways.Socket, files, seat, _ways.Voice, attestation);
    }

    private async Task<AssemblyFailure?> ServeAsync(SlotContext context, ClusterThread work, ClusterSeat seat, ProcessMetrics metrics)
    {
        AdminAccess access;
        try
        {
            access = AdminAccess.For(ProcessCalls.EffectiveUserId(), _ground.Configuration.Admin.Group);
        }
        catch (EndpointException e)
        {
            return new AssemblyFailure(e.Message, IsIntegrity: false);
        }

        NodeConfiguration configuration = _ground.Configuration;
        EventStreams events = new(context.Switch, metrics.Events);
        HttpRoutes routes = new(context.Switch, context.Switch, _ground.Registry, access, () => configuration, events, seat);
        HttpServer http = new(configuration.Http, configuration.Admin.Socket, access, routes, events, _ground.Log);
        using SignalSet signals = new(Stop);
        await using (http.ConfigureAwait(false))
        {
            try
            {
                await http.StartAsync(default).ConfigureAwait(false);
            }
            catch (EndpointException e)
            {
                return new AssemblyFailure(e.Message, IsIntegrity: false);
            }

            return await RunAsync(work, http).ConfigureAwait(false);
        }
    }

    private async Task<AssemblyFailure?> RunAsync(ClusterThread work, HttpServer http)
    {
        Thread thread = new(() => Run(work)) { Name = "basisd-cluster" };
        thread.Start();
        string where = http.TcpAddress is { } tcp ? $"metrics on http://{tcp}/metrics" : "no TCP endpoint";
        string self = Cluster.Settings.Nodes[Cluster.Settings.Self];
        _ground.Log.Of(LogEvents.Ready).Information("ready: node {Node} of cluster {Cluster}, {Where}", self, Cluster.Id, where);
        _ground.Notifier.Ready($"node {self} of cluster {Cluster.Id}");
        Watchdog guard = new(_ground.Notifier, work.Progress) { Counted = work.Pings };
        Thread watchdog = new(() => guard.Run(_stop.Token)) { Name = "basisd-watchdog", IsBackground = true };
        watchdog.Start();
        AssemblyFailure? failure = await _ended.Task.ConfigureAwait(false);
        _ground.Notifier.Stopping("stopping");
        await _stop.CancelAsync().ConfigureAwait(false);
        work.Abort();
        thread.Join();
        watchdog.Join();
        if (failure is null)
        {
            _ground.Log.Of(LogEvents.Stopping).Information("stopped cleanly: every slot is let go, every gate closed");
        }

        return failure;
    }

    private void Run(ClusterThread work)
    {
        try
        {
            work.Run(_stop.Token);
            _ended.TrySetResult(null);
        }
#pragma warning disable CA1031 // Whatever ended the cluster's thread is reported and ends the process; the slots are fenced on the way out.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ended.TrySetResult(new AssemblyFailure($"an invariant of the cluster broke: {e}", IsIntegrity: false));
        }
    }

    private void Stop()
    {
        _stop.Cancel();
        _ways.Inbox.Wake();
    }
}

using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;
using Serilog.Core;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>A whole node inside the test: real journal, gate page, sockets and loop thread, and an engine that feeds steady prices.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private const int Patience = 30_000;

    private readonly NodeParts _parts;
    private readonly HttpServer _http;
    private readonly LogRelay _relay = new(Logger.None);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private readonly Task _engine;
    private int _confirm;

    private LiveNode(NodeConfiguration configuration)
    {
        MetricRegistry registry = new();
        NodeParts? parts = NodeAssembly.Open(configuration, registry, _relay, "test", out AssemblyFailure? failure);
        Assert.True(parts is not null, failure?.Problem);
        _parts = parts;
        AdminAccess access = new(ProcessCalls.EffectiveUserId(), null);
        EventStreams events = new(parts.View, parts.Metrics.Process.Events);
        HttpRoutes routes = new(parts.View, parts.Operators, registry, access, () => configuration, events);
        _http = new HttpServer(configuration.Http, configuration.Admin.Socket, access, routes, events, Logger.None);
        _loop = Task.Factory.StartNew(
            () => new NodeLoop(parts).Run(() => _ready.TrySetResult(), _stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        _engine = Task.Run(Feed, CancellationToken.None);
    }

    public static async Task<LiveNode> StartAsync(NodeConfiguration configuration)
    {
        LiveNode node = new(configuration);
        await node._http.StartAsync(CancellationToken.None);
        Assert.Same(node._ready.Task, await Task.WhenAny(node._ready.Task, node._loop, Task.Delay(Patience)));
        return node;
    }

    /// <summary>Address of metrics, health and status.</summary>
    public Uri Http => new($"http://{_http.TcpAddress}/");

    public string Mode => _parts.View.Current?.PlatformMode ?? "?";

    /// <summary>From now on the engine reports confirmed transfers.</summary>
    public void ConfirmTransfers() => Interlocked.Exchange(ref _confirm, 1);

    /// <summary>Waits for a published status.</summary>
    public async Task UntilAsync(string what, Func<StatusSnapshot, bool> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (_parts.View.Current is not { } current || !condition(current))
        {
            Assert.True(watch.ElapsedMilliseconds < Patience, $"not in time: {what}; platform is {Mode}");
            Assert.False(_loop.IsCompleted, $"the loop ended: {_loop.Exception}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _parts.Engine.Wake();
        await _loop;

        // Before the engine is waited for: it may still be waiting for the answer to its hello.
        _parts.Engine.Dispose();
        await _engine;
        await _http.DisposeAsync();
        _parts.Gate.Dispose();
        _parts.Journal.Dispose();
        EventFd.Close(_parts.CommitSignal);
        _relay.Dispose();
        _stop.Dispose();
    }

    private void Feed()
    {
        try
        {
            using EngineClient client = EngineClient.Connect(_parts.Configuration.Engine.Socket, "engine", default, Patience);
            Feed(client);
        }
        catch (EngineClientException) when (_stop.IsCancellationRequested)
        {
            return;
        }
    }

    private void Feed(EngineClient client)
    {
        Topology topology = _parts.Core.Topology;
        while (!_stop.IsCancellationRequested)
        {
            bool confirms = Volatile.Read(ref _confirm) != 0;
            Observation[] batch = new Observation[topology.Instruments.Length + (confirms ? topology.Routes.Length : 0)];
            for (int i = 0; i < batch.Length; i++)
            {
                bool price = i < topology.Instruments.Length;
                batch[i] = new Observation
                {
                    Kind = price ? ObservationKind.Price : ObservationKind.Confirmation,
                    Index = (uint)(price ? i : i - topology.Instruments.Length),
                    SourceTime = _parts.Clock.CoreNowNs(),
                    V0 = price ? 50_000 * FixedPoint.Scale : FixedPoint.Second,
                };
            }

            client.Send(batch);
            _stop.Token.WaitHandle.WaitOne(100);
        }
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Tests.Sims.Engine;

/// <summary>
/// What an engine sees of a daemon: the real socket and the real gate page, and no decision behind them. A thread of its own serves the socket and
/// renews the page. What the engine told stays here.
/// </summary>
internal sealed class FakeDaemon : IDisposable, IEngineClock
{
    private const ulong AllowAll = 0xFFF00000FFF;
    private const ulong AllButOpen = 0xFFE00000FFE;
    private const long ValidNs = 2 * FixedPoint.Second;

    private readonly EngineEndpoint _endpoint;
    private readonly GateWriter _gate;
    private readonly ConcurrentQueue<EngineCommand> _commands = new();
    private readonly ConcurrentQueue<Observation> _told = new();
    private readonly Thread _thread;
    private readonly bool _isCluster;
    private volatile bool _stop;

    public FakeDaemon(string folder, bool confirmsCommits = true, EngineCommand? atOpen = null, int clusterEpoch = 0)
    {
        Topology = Build();
        _isCluster = clusterEpoch > 0;
        ulong epoch = (ulong)Math.Max(1, clusterEpoch);
        string[] scopes = [.. Topology.Scopes.Select(s => s.Name)];
        _gate = GateWriter.Create(Path.Combine(folder, "gate"), epoch, scopes, GateClock.BootTime, out string problem)
            ?? throw new InvalidOperationException(problem);
        _endpoint = EngineEndpoint.Open(Path.Combine(folder, "engine.sock"), new EngineOptions { IsCluster = _isCluster }, Topology, this);
        ConfirmsCommits = confirmsCommits;
        AtOpen = atOpen;
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public Topology Topology { get; }

    /// <summary>The latest commit: what is handed over in a cluster, at the start of a session and with an activate.</summary>
    public (long Id, byte[] Bytes) State { get; set; } = (0, []);

    public bool ConfirmsCommits { get; set; }

    /// <summary>Told to each session as soon as it is open, before it can ask for names.</summary>
    public EngineCommand? AtOpen { get; }

    public IEnumerable<Observation> Told => _told;

    public long Rejections { get; private set; }

    public static Topology Build()
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        foreach (string venue in (string[])["alpha", "bravo"])
        {
            builder.AddVenue(venue);
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: true);
            builder.AddRoute("BTC", venue, null, "USDT");
            builder.AddPosition($"BTC-PERP@{venue}", venue);
            builder.AddUnitReference("USDT", "USD", venue);
        }

        return builder.Build();
    }

    public long CoreNowNs() => BootClock.WallNs();

    public int ScopeOf(string name) => Array.FindIndex(Topology.Scopes, s => s.Name == name);

    public void Allow(string scope, bool isAllowed = true) => _gate.Publish(ScopeOf(scope), isAllowed ? AllowAll : AllButOpen, 0, 0, 1);

    public void AllowAllScopes(bool isAllowed = true)
    {
        foreach (string scope in Topology.Scopes.Select(s => s.Name))
        {
            Allow(scope, isAllowed);
        }
    }

    public void Send(long id, EngineCommandKind kind, string scope, long argument0 = 0, long argument1 = 0, long epoch = 1)
    {
        _commands.Enqueue(new EngineCommand(id, epoch, kind, ScopeOf(scope), CoreNowNs() + FixedPoint.Second, argument0, argument1));
        _endpoint.Wake();
    }

    public Observation[] Of(ObservationKind kind) => [.. _told.Where(o => o.Kind == kind)];

    /// <summary>Results of the acknowledgements of a command, in order.</summary>
    public long[] Acks(long id) => [.. Of(ObservationKind.CommandAck).Where(o => o.V0 == id).Select(o => o.V1)];

    /// <summary>Ids of new orders at a venue.</summary>
    public long[] OrdersAt(string venue)
    {
        int route = Array.FindIndex(Topology.Routes, r => r.Name == $"BTC@{venue}");
        return [.. Of(ObservationKind.OrderEvent).Where(o => o.V1 == 0 && o.Index == route).Select(o => o.V0)];
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _gate.Close();
        _gate.Dispose();
        _endpoint.Dispose();
    }

    private void Serve()
    {
        while (!_stop)
        {
            _gate.Renew(BootClock.NowNs() + ValidNs);
            _endpoint.Poll(20);
            foreach (ref readonly InboxItem item in _endpoint.Inbox)
            {
                Take(item);
            }

            while (_commands.TryDequeue(out EngineCommand command))
            {
                _ = command.Kind == EngineCommandKind.Activate
                    ? _endpoint.Activate(0, command, State.Id, State.Bytes)
                    : _endpoint.Command(command);
            }
        }
    }

    private void Take(in InboxItem item)
    {
        switch (item.Kind)
        {
            case InboxItemKind.Observation:
                _told.Enqueue(item.Record);
                break;
            case InboxItemKind.Commit when ConfirmsCommits:
                State = (item.Record.V0, _endpoint.CommitBytes(item).ToArray());
                _endpoint.CommitDone(item.Session, item.Record.V0, 1);
                break;
            case InboxItemKind.SessionOpened when _isCluster && State.Id > 0:
                _endpoint.HandOver(item.Session, State.Id, State.Bytes);
                break;
            case InboxItemKind.SessionOpened when AtOpen is { } command:
                _endpoint.Command(item.Session, command);
                break;
            case InboxItemKind.Rejected or InboxItemKind.SequenceGap:
                Rejections++;
                break;
        }
    }
}

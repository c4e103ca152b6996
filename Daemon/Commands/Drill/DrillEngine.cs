using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Engine;

namespace Basisd.Commands.Drill;

/// <summary>
/// The engine of a drill: one thread that tells the node a quiet market, the wrong record that it is asked for, and reports; that acknowledges every
/// command; and that connects again, as an engine must, whenever the node is gone. It trades nothing.
/// </summary>
internal sealed class DrillEngine : IDisposable
{
    private const int HelloTimeoutMs = 5_000;
    private const int PauseMs = 20;
    private const int BeatMs = 250;
    private const int SlowBeats = 4;
    private const long CallLatencyNs = 20 * FixedPoint.Millisecond;
    private const long Balance = 10 * FixedPoint.Scale;
    private const long Missing = FixedPoint.Scale / 2;
    private const long BtcPrice = 60_000 * FixedPoint.Scale;
    private const long EthPrice = 3_000 * FixedPoint.Scale;

    private readonly string _socket;
    private readonly ConcurrentQueue<Observation> _once = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private readonly List<Observation> _batch = [];
    private volatile bool _differs;
    private volatile bool _confirms;
    private volatile string _problem = string.Empty;
    private Names? _names;
    private int _acknowledged;
    private long _beats;

    /// <summary>Prepares the engine.</summary>
    /// <param name="socket">The node's engine socket; it need not exist yet.</param>
    public DrillEngine(string socket)
    {
        _socket = socket;
        _thread = new Thread(Run) { IsBackground = true, Name = "drill engine" };
    }

    /// <summary>The route whose balance is told wrong.</summary>
    public static string WrongRoute => "BTC@bravo";

    /// <summary>Whether the venue's balance of <see cref="WrongRoute"/> is half a coin less than ours.</summary>
    public bool Differs
    {
        get => _differs;
        set => _differs = value;
    }

    /// <summary>Whether a test transfer of each asset is told as confirmed.</summary>
    public bool Confirms
    {
        get => _confirms;
        set => _confirms = value;
    }

    /// <summary>Commands acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>What the node did not take; empty for nothing.</summary>
    public string Problem => _problem;

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Reports that a decision differs from its replay.</summary>
    public void ReportDecision(long number) => _once.Enqueue(new Observation
    {
        Kind = ObservationKind.IntegrityReport,
        Index = Topology.Platform,
        V0 = IntegrityCode.DecisionDiffers,
        V1 = number,
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                // Names first, in a session without commands: what comes down while they are asked for would be lost.
                _names ??= Names.Of(_socket);
                using EngineClient client = EngineClient.Connect(_socket, "drill-engine", SessionFlags.Commands, HelloTimeoutMs);
                SessionClock clock = new(client.Reply);
                while (!_stop.IsCancellationRequested)
                {
                    Beat(client, clock, _names);
                    Hear(client, clock);
                }
            }
            catch (EngineClientException)
            {
                // The node is away, which a drill may well be about: it will be back.
                _stop.Token.WaitHandle.WaitOne(PauseMs);
            }
        }
    }

    private void Beat(EngineClient client, SessionClock clock, Names names)
    {
        _batch.Clear();
        Add(clock, ObservationKind.EngineHeartbeat, 0, ++_beats);
        for (int venue = 0; venue < names.Venues; venue++)
        {
            Add(clock, ObservationKind.CallResult, venue, 0, CallLatencyNs, -1);
        }

        for (int i = 0; i < names.Instruments.Count; i++)
        {
            Add(clock, ObservationKind.Price, i, names.Instruments[i].StartsWith("BTC", StringComparison.Ordinal) ? BtcPrice : EthPrice);
        }

        for (int route = 0; route < names.Routes.Count; route++)
        {
            bool isWrong = _differs && names.Routes[route].EndsWith(WrongRoute, StringComparison.Ordinal);
            Add(clock, ObservationKind.BalancePair, route, Balance, isWrong ? Balance - Missing : Balance);
            if (_confirms && _beats % SlowBeats == 0)
            {
                Add(clock, ObservationKind.Confirmation, route, FixedPoint.Second, 0, _beats);
            }
        }

        while (_once.TryDequeue(out Observation report))
        {
            report.SourceTime = clock.NowNs();
            _batch.Add(report);
        }

        client.Send(CollectionsMarshal.AsSpan(_batch));
    }

    private void Add(SessionClock clock, ObservationKind kind, int index, long v0, long v1 = 0, long v2 = 0) => _batch.Add(new Observation
    {
        Kind = kind,
        Index = (uint)index,
        SourceTime = clock.NowNs(),
        V0 = v0,
        V1 = v1,
        V2 = v2,
    });

    private void Hear(EngineClient client, SessionClock clock)
    {
        long end = Environment.TickCount64 + BeatMs;
        for (long left = BeatMs; left > 0 && _once.IsEmpty && !_stop.IsCancellationRequested; left = end - Environment.TickCount64)
        {
            if (!client.TryReceive((int)Math.Min(left, PauseMs), out ControlRecord record))
            {
                continue;
            }

            if (record.Kind == ControlKind.Command)
            {
                Span<Observation> done =
                    [new Observation { Kind = ObservationKind.CommandAck, SourceTime = clock.NowNs(), V0 = record.V0 }];
                client.Send(done);
                Interlocked.Increment(ref _acknowledged);
            }
            else if (record.Kind == ControlKind.Rejected)
            {
                _problem = $"the node rejected a {(ObservationKind)record.Index}: {(RejectReason)record.Flags}";
            }
        }
    }

    private sealed record Names(int Venues, IReadOnlyList<string> Instruments, IReadOnlyList<string> Routes)
    {
        public static Names Of(string socket)
        {
            using EngineClient client = EngineClient.Connect(socket, "drill-names", SessionFlags.None, HelloTimeoutMs);
            return new Names(
                client.Names(IndexTable.Venues, HelloTimeoutMs).Count, client.Names(IndexTable.Instruments, HelloTimeoutMs),
                client.Names(IndexTable.Routes, HelloTimeoutMs));
        }
    }
}

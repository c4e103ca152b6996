using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// The reference engine's side of <c>engine.sock</c>: one thread that connects, learns the names, sends what the others have to say, hears
/// commands, and begins again when the daemon is gone. Measurements say something about now and are dropped while nobody
/// listens; facts are kept in the <see cref="FactLedger"/> until they are durable.
/// Must never lose a command: those that come before the names are known wait for them.
/// </summary>
internal sealed class EngineLink : IDisposable
{
    private const SessionFlags Wishes = SessionFlags.Commands | SessionFlags.Commits | SessionFlags.HandOver;
    private const int HelloTimeoutMs = 2_000;
    private const int NamesTimeoutMs = 5_000;

    // An order goes to the venue right after its event was put here: what the daemon has not got when it dies, nobody knows.
    private const int WaitMs = 1;

    // A standby's engine waits here for its node to become the owner: this is part of every takeover.
    private const int PauseMs = 10;
    private const int MeasurementsKept = 8_192;
    private const long HeartbeatEveryNs = 100 * FixedPoint.Millisecond;
    private const long CommitEveryNs = FixedPoint.Second;

    // A fact that waited for a daemon keeps its own time, but the daemon takes none that is more than an hour old.
    private const long OldestFactNs = 30 * FixedPoint.Minute;

    private readonly SimEngineOptions _options;
    private readonly Action<ControlRecord> _command;
    private readonly Func<byte[]> _state;
    private readonly Action _began;
    private readonly Ownership _ownership;
    private readonly CommitAssembly _assembly = new();
    private readonly ConcurrentQueue<Observation> _measurements = new();
    private readonly FactLedger _facts = new();
    private readonly Lock _lock = new();
    private readonly List<Observation> _batch = [];
    private readonly Queue<ControlRecord> _early = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile EngineNames? _names;
    private SessionClock? _clock;
    private long _beats;
    private long _beatAt;
    private long _commitAt;
    private long _lastCommit;
    private long _ownCommit;
    private byte[]? _handed;
    private int _lives;

    /// <summary>Prepares the link.</summary>
    /// <param name="options">The engine's options.</param>
    /// <param name="command">Takes each command, on the link's thread; must not wait.</param>
    /// <param name="state">Bytes of the engine's state for a commit.</param>
    /// <param name="began">Told that a session is open, and that a state was handed over, on the link's thread; must not wait.</param>
    /// <param name="ownership">Told of each session whether it needs an activate.</param>
    public EngineLink(SimEngineOptions options, Action<ControlRecord> command, Func<byte[]> state, Action began, Ownership ownership)
    {
        _ownership = ownership;
        _options = options;
        _command = command;
        _state = state;
        _began = began;
        _thread = new Thread(Run) { IsBackground = true, Name = "engine link" };
    }

    /// <summary>The daemon's names; null before the first session.</summary>
    public EngineNames? Names => _names;

    /// <summary>Whether a session is open.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Sessions so far: a new number asks for everything that is told once per session.</summary>
    public int Lives => Volatile.Read(ref _lives);

    /// <summary>Whether so many facts wait for confirmation that no new order may be made.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _facts.IsFull;
            }
        }
    }

    /// <summary>Takes the state that the daemon handed over, if it is of another life than this one.</summary>
    /// <returns>It, or null when there is none that is news.</returns>
    public byte[]? TakeHandedOver() => Interlocked.Exchange(ref _handed, null);

    /// <summary>Core time, Unix ns; the wall clock before the first session.</summary>
    public long NowNs() => Volatile.Read(ref _clock)?.NowNs() ?? BootClock.WallNs();

    /// <summary>Begins.</summary>
    public void Start() => _thread.Start();

    /// <summary>Tells a measurement; dropped while there is no session, or when nobody takes them.</summary>
    public void Measure(Observation measurement)
    {
        if (IsConnected && _measurements.Count < MeasurementsKept)
        {
            measurement.SourceTime = NowNs();
            _measurements.Enqueue(measurement);
        }
    }

    /// <summary>Tells a fact; kept until the daemon has it durable.</summary>
    public void Tell(Observation fact)
    {
        fact.SourceTime = NowNs();
        lock (_lock)
        {
            _facts.Add(fact);
        }
    }

    /// <summary>Acknowledges a command.</summary>
    public void Acknowledge(long command, bool isDone) =>
        Measure(new Observation { Kind = ObservationKind.CommandAck, V0 = command, V1 = isDone ? 0 : 1 });

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
        string told = string.Empty;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using EngineClient client = EngineClient.Connect(
                    _options.EngineSocket, "sim-engine", Wishes, HelloTimeoutMs);
                Begin(client);
                string session = $"session {client.Reply.SessionId}, last commit {client.Reply.LastCommitId}";
                _options.Told?.Invoke("connected", $"connected to {_options.EngineSocket}, {session}");
                told = string.Empty;
                while (!_stop.IsCancellationRequested)
                {
                    Round(client);
                }
            }
            catch (EngineClientException gone)
            {
                // Said once per reason: a daemon that is away for a minute is one line.
                if (gone.Message != told && !_stop.IsCancellationRequested)
                {
                    told = gone.Message;
                    _options.Told?.Invoke("disconnected", gone.Message);
                }
            }
            finally
            {
                IsConnected = false;
            }

            _stop.Token.WaitHandle.WaitOne(PauseMs);
        }
    }

    private void Begin(EngineClient client)
    {
        _early.Clear();
        _assembly.Abandon();
        _ownership.Begin((client.Reply.Flags & SessionFlags.Cluster) != SessionFlags.None);
        _measurements.Clear();
        Volatile.Write(ref _clock, new SessionClock(client.Reply));
        _lastCommit = Math.Max(_lastCommit, client.Reply.LastCommitId);
        Dictionary<IndexTable, string[]> tables = [];
        for (IndexTable table = IndexTable.Assets; table <= IndexTable.Scopes; table++)
        {
            tables[table] = ReadNames(client, table);
        }

        _names = new EngineNames(tables);
        lock (_lock)
        {
            _facts.Restart();
        }

        IsConnected = true;
        Interlocked.Increment(ref _lives);
        _began();
        while (_early.TryDequeue(out ControlRecord command))
        {
            _command(command);
        }
    }

    // Not the client's own call: a daemon tells its unacknowledged commands as soon as the session is open, and that call drops them.
    private string[] ReadNames(EngineClient client, IndexTable table)
    {
        List<string> names = [];
        long total = -1;
        long deadline = Environment.TickCount64 + NamesTimeoutMs;
        while (total < 0 || names.Count < total)
        {
            client.Send(new ControlRecord { Kind = ControlKind.NamesRequest, Index = (uint)names.Count, V0 = (long)table }, []);
            while (true)
            {
                int left = (int)Math.Max(0, deadline - Environment.TickCount64);
                if (!client.TryReceive(left, out ControlRecord record) && left == 0)
                {
                    throw new EngineClientException(RejectReason.None, $"no names within {NamesTimeoutMs} ms");
                }

                if (record.Kind == ControlKind.NamesReply)
                {
                    total = record.V1;
                    Take(client.Payload, record.Flags, names);
                    break;
                }

                if (record.Kind == ControlKind.State)
                {
                    HandOver(record, client.Payload);
                }
                else if (record.Kind == ControlKind.Command)
                {
                    _early.Enqueue(record);
                }
                else if (record.Kind is ControlKind.Refused or ControlKind.Rejected)
                {
                    RejectReason reason = (RejectReason)record.Flags;
                    throw new EngineClientException(reason, $"the daemon refuses to name its {table}: {reason}");
                }
            }
        }

        return [.. names];
    }

    private static void Take(ReadOnlySpan<byte> page, int count, List<string> names)
    {
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = page.Slice(i * EngineProtocol.NameEntryBytes, EngineProtocol.NameEntryBytes);
            names.Add(Encoding.UTF8.GetString(entry.Slice(sizeof(ushort), MemoryMarshal.Read<ushort>(entry))));
        }
    }

    private void Round(EngineClient client)
    {
        int wait = WaitMs;
        while (client.TryReceive(wait, out ControlRecord record))
        {
            Take(record, client.Payload);
            wait = 0;
        }

        long now = NowNs();
        long boot = BootClock.NowNs();
        if (boot - _beatAt >= HeartbeatEveryNs)
        {
            _beatAt = boot;
            Measure(new Observation { Kind = ObservationKind.EngineHeartbeat, V0 = ++_beats });
        }

        // Facts first, and of the measurements only those that were there before: an acknowledgement must not arrive before the order
        // events of what it acknowledges.
        int measurements = _measurements.Count;
        _batch.Clear();
        lock (_lock)
        {
            _facts.TakeUnsent(_batch);
        }

        foreach (ref Observation fact in CollectionsMarshal.AsSpan(_batch))
        {
            fact.SourceTime = Math.Max(Math.Min(fact.SourceTime, now), now - OldestFactNs);
        }

        for (; measurements > 0 && _measurements.TryDequeue(out Observation measurement); measurements--)
        {
            _batch.Add(measurement);
        }

        client.Send(CollectionsMarshal.AsSpan(_batch));
        Commit(client, boot);
    }

    // What this life committed itself is nothing that it does not know.
    private void HandOver(in ControlRecord record, ReadOnlySpan<byte> payload)
    {
        bool fits = record.Index <= payload.Length;
        if (!fits || _assembly.Add(record.V0, record.V1, record.V2, payload[..(int)record.Index]) != RejectReason.None || !_assembly.IsComplete)
        {
            return;
        }

        _lastCommit = Math.Max(_lastCommit, _assembly.Id);
        if (_assembly.Id != _ownCommit)
        {
            Volatile.Write(ref _handed, _assembly.Bytes.ToArray());
            _began();
        }
    }

    private void Take(in ControlRecord record, ReadOnlySpan<byte> payload)
    {
        switch (record.Kind)
        {
            case ControlKind.State:
                HandOver(record, payload);
                break;
            case ControlKind.Command:
                _command(record);
                break;
            case ControlKind.CommitDone:
                lock (_lock)
                {
                    _facts.Confirmed(record.V0);
                    _ownCommit = Math.Max(_ownCommit, record.V0);
                }

                _options.Told?.Invoke(SimEngineOptions.CommitDone, $"{record.V0}");
                break;
            case ControlKind.Rejected when record.Index == (uint)ControlKind.CommitChunk:
                lock (_lock)
                {
                    _facts.Refused(record.V0);
                }

                break;
            case ControlKind.Rejected:
                _options.Told?.Invoke("rejected", $"the daemon refused record {record.V0} of kind {record.Index}: {(RejectReason)record.Flags}");
                break;
            default:
                break;
        }
    }

    private void Commit(EngineClient client, long boot)
    {
        // Whoever does not act has nothing to say about orders, and must not put its word over the owner's.
        if (boot - _commitAt < CommitEveryNs || !_ownership.MayAct)
        {
            return;
        }

        lock (_lock)
        {
            if (!_facts.IsCommitDue)
            {
                return;
            }
        }

        _commitAt = boot;
        _lastCommit++;
        lock (_lock)
        {
            _facts.Committing(_lastCommit);
        }

        client.SendCommit(_lastCommit, _state());
    }
}

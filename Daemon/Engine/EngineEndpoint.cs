using System;
using System.Runtime.InteropServices;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>
/// The engine's socket (SPEC 13), and the place where the loop thread waits: one epoll set over the listener, the sessions, a wake-up and the
/// descriptors of others. Everything happens in <see cref="Poll"/> on the one thread that owns the node; only <see cref="Wake"/> and
/// <see cref="Counters"/> are for other threads. Must never wait on an engine, throw on its input, or grow with it.
/// </summary>
public sealed unsafe partial class EngineEndpoint : IDisposable
{
    /// <summary>Descriptors of others that <see cref="Watch"/> takes, tokens 0 to 31.</summary>
    public const int MaxWatched = 32;

    private const int MaxEvents = 128;

    // 100 000 times real time and a day: their product stays inside 64 bits.
    private const long MaxTimeScalePpm = 100_000 * FixedPoint.Ppm;
    private const long MaxToleranceNs = 24 * 60 * FixedPoint.Minute;

    private readonly EngineOptions _options;
    private readonly IEngineClock _clock;
    private readonly Inbox _inbox;
    private readonly EngineDecoder _decoder;
    private readonly SessionTable _table;
    private readonly byte* _packet;
    private readonly byte* _events;
    private readonly byte[] _packetOwner;
    private readonly byte[] _eventsOwner;
    private readonly EpollSet _set;
    private int _firstSlot;
    private bool _acceptReady;
    private uint _ready;
    private bool _isDisposed;

    private EngineEndpoint(
        EngineOptions options, Topology topology, NameTable names, IEngineClock clock, EngineListener listener, EpollSet set, int wake)
    {
        _options = options;
        _clock = clock;
        _set = set;
        WakeFd = wake;
        _inbox = new Inbox(options.InboxItems);
        long speed = Math.Max(FixedPoint.Ppm, options.TimeScalePpm);
        ObservationRules rules = new(
            IndexLimits.Of(topology),
            FixedPoint.MulDiv(options.MaxFutureNs, speed, FixedPoint.Ppm),
            FixedPoint.MulDiv(options.MaxAgeNs, speed, FixedPoint.Ppm));
        _decoder = new EngineDecoder(options, rules, names, _inbox, Counters);
        _table = new SessionTable(options, _inbox, _decoder, Counters, listener, set);
        _packetOwner = GC.AllocateUninitializedArray<byte>(EngineProtocol.MaxPacketBytes, pinned: true);
        _packet = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_packetOwner, 0);
        _eventsOwner = GC.AllocateUninitializedArray<byte>(MaxEvents * EventCalls.EventBytes, pinned: true);
        _events = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_eventsOwner, 0);
    }

    /// <summary>Signal this eventfd (or call <see cref="Wake"/>) to end a waiting poll.</summary>
    public int WakeFd { get; }

    /// <summary>Whether a wake-up ended or accompanied the last poll. Its signals are taken already.</summary>
    public bool Woken { get; private set; }

    /// <summary>What came and what was refused. Any thread may read.</summary>
    public EngineCounters Counters { get; } = new();

    /// <summary>Sessions that said hello.</summary>
    public int OpenSessions => _decoder.OpenSessions;

    /// <summary>What the last poll brought, in order. Valid until the next poll.</summary>
    public ReadOnlySpan<InboxItem> Inbox => _inbox.Items;

    /// <summary>Opens the socket.</summary>
    /// <param name="path">Path of the socket, for example <c>/run/basisd/engine.sock</c>.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="topology">The tables that indexes point into.</param>
    /// <param name="clock">Core time.</param>
    /// <exception cref="EngineEndpointException">The path or the machine does not allow it; the message says how to mend it.</exception>
    public static EngineEndpoint Open(string path, EngineOptions options, Topology topology, IEngineClock clock)
    {
        Check(options);
        NameTable names = NameTable.Of(topology);
        EngineListener listener = EngineListener.Open(path, options.SocketMode);
        int epoll = EventCalls.OpenSet();
        int wake = epoll < 0 ? epoll : EventFd.TryOpen();
        if (wake < 0)
        {
            listener.Close();
            throw new EngineEndpointException($"engine socket '{path}': {new LinuxException("epoll, eventfd", path, -wake).Message}");
        }

        EpollSet set = new(epoll);
        set.Add(listener.Fd, EpollSet.Listener, 0);
        set.Add(wake, EpollSet.Wake, 0);
        return new EngineEndpoint(options, topology, names, clock, listener, set, wake);
    }

    /// <summary>Ends a poll that waits. Any thread.</summary>
    public void Wake() => _ = EventFd.Signal(WakeFd);

    /// <summary>Lets <see cref="Poll"/> wait for a descriptor of another room as well. Its owner reads it; it stays ready until then.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="token">0 to 31, for <see cref="IsReady"/>.</param>
    public void Watch(int fd, int token)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, MaxWatched);
        _set.Add(fd, EpollSet.Watched, (uint)token);
    }

    /// <summary>Stops watching, before the descriptor is closed.</summary>
    public void Unwatch(int fd) => _set.Remove(fd);

    /// <summary>Whether the watched descriptor of a token was readable at the last poll.</summary>
    public bool IsReady(int token) => (_ready & (1U << token)) != 0;

    /// <summary>
    /// Forgets the last batch, waits for something to happen and takes what came, within bounds. What does not fit stays in the kernel and
    /// ends the next poll at once.
    /// </summary>
    /// <param name="timeoutMs">Longest wait, ms; 0 not to wait; -1 for ever.</param>
    /// <returns>Items in <see cref="Inbox"/>.</returns>
    public int Poll(int timeoutMs)
    {
        _inbox.Clear();
        _ready = 0;
        Woken = false;
        _table.Settle();
        int count = _table.Rings.Wait(_set, _events, MaxEvents, _inbox.Count > 0 ? 0 : _table.Shortened(timeoutMs));

        for (int i = 0; i < count; i++)
        {
            Dispatch(EventCalls.TagAt(_events, i), EventCalls.EventsAt(_events, i));
        }

        ReceiveInTurns();
        if (_acceptReady)
        {
            _acceptReady = false;
            _table.AcceptWaiting();
        }

        _table.Expire();
        return _inbox.Count;
    }

    /// <summary>The bytes of a <see cref="InboxItemKind.Commit"/> item, until the next poll: copy them.</summary>
    public ReadOnlySpan<byte> CommitBytes(in InboxItem item) =>
        _table.Find(item.Session) is { HoldsCommit: true } session ? session.Commit.Bytes : [];

    /// <summary>Who a session is; known until its slot is used again, which is not before the poll after its end.</summary>
    public bool TryGetSession(long session, out EngineSessionInfo info) => _table.TryDescribe(session, out info);

    /// <summary>Says that a commit is durable. Call only then (SPEC 4).</summary>
    /// <returns>False when the session is gone: the engine learns it from its next hello reply.</returns>
    public bool CommitDone(long session, long commitId, long journalSequence)
    {
        _decoder.LastDurableCommitId = Math.Max(_decoder.LastDurableCommitId, commitId);
        ControlRecord record = new() { Kind = ControlKind.CommitDone, V0 = commitId, V1 = journalSequence };
        return _table.AnswerCommit(session, ref record);
    }

    /// <summary>Refuses an observation of the inbox that was too old for its kind when it was taken (R-4.1).</summary>
    /// <returns>True the first time in its session: then it is to be journaled (R-4.2).</returns>
    public bool RefuseLate(long session, in Observation record) => _decoder.RefuseLate(_table.Find(session), record);

    /// <summary>Says that a commit was not taken (R-11.6). The engine must use a new id.</summary>
    public bool RefuseCommit(long session, long commitId)
    {
        ControlRecord record = new()
        {
            Kind = ControlKind.Rejected,
            Flags = (ushort)RejectReason.CommitRefused,
            Index = (ushort)ControlKind.CommitChunk,
            V0 = commitId,
        };
        Counters.Reject(EngineCounters.ControlSlot, RejectReason.CommitRefused);
        return _table.AnswerCommit(session, ref record);
    }

    /// <summary>Hands a command to every session that asked for commands.</summary>
    /// <returns>Sessions that it was handed to; 0 is for the caller's deadline to judge.</returns>
    public int Command(in EngineCommand command)
    {
        int reached = 0;
        foreach (EngineSession session in _table.Sessions)
        {
            if ((session.Flags & SessionFlags.Commands) != SessionFlags.None && session.IsOpen && _table.Command(session, command))
            {
                reached++;
            }
        }

        return reached;
    }

    /// <summary>Hands a command to one session, for example again to one that has just said hello.</summary>
    public bool Command(long session, in EngineCommand command) => _table.Find(session) is { } found && _table.Command(found, command);

    /// <summary>Ends a session; its <see cref="InboxItemKind.SessionClosed"/> comes with the next poll.</summary>
    public void Close(long session)
    {
        if (_table.Find(session) is { } found)
        {
            _table.Drop(found, RejectReason.Closing);
        }
    }

    /// <summary>Refuses everyone, stops listening and removes the path.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _inbox.Clear();
        _table.Dispose();
        SocketCalls.Close(WakeFd);
        _set.Dispose();
    }

    private static void Check(EngineOptions options)
    {
        bool tablesFit = options.MaxSessions >= 1 && options.MaxHandshakes >= 1
            && (long)options.MaxSessions + options.MaxHandshakes <= EngineOptions.ConnectionsLimit
            && options.InboxItems >= EngineOptions.SmallestInbox && options.OutboxBytes >= EngineOptions.SmallestOutbox
            && (options.RingSlots == 0 || RingLayout.IsPossible(options.RingSlots, RingLayout.MostSlots)) && options.RingSpinNs >= 0;
        bool turnsFit = options.PacketsPerSession >= 1 && options.AcceptsPerPoll >= 1 && options.OutstandingCommits >= 1;
        bool timesFit = options.HandshakeTimeoutMs >= 1 && options.TimeScalePpm is >= 1 and <= MaxTimeScalePpm
            && options.MaxFutureNs is >= 0 and <= MaxToleranceNs && options.MaxAgeNs is >= 0 and <= MaxToleranceNs;
        if (!tablesFit || !turnsFit || !timesFit || options.LastCommitId < 0)
        {
            throw new EngineEndpointException($"engine options are outside their bounds: {options}");
        }
    }

    private void Dispatch(ulong tag, uint events)
    {
        switch ((uint)(tag >> 32))
        {
            case EpollSet.Session:
                EngineSession session = _table.Sessions[(int)(tag & uint.MaxValue)];
                session.IsReadable |= (events & (EventCalls.In | EventCalls.HangUp | EventCalls.Error)) != 0;
                if ((events & EventCalls.Out) != 0)
                {
                    _table.Flush(session);
                }

                break;
            case EpollSet.Listener:
                _acceptReady = true;
                break;
            case EpollSet.Wake:
                Woken |= EventFd.Take(WakeFd);
                break;
            default:
                _ready |= 1U << (int)(tag & (MaxWatched - 1));
                break;
        }
    }

    // One packet of each session in turn, so that a session that never pauses cannot keep the others out of the inbox.
    private void ReceiveInTurns()
    {
        EngineSession[] sessions = _table.Sessions;
        int slots = sessions.Length;
        for (int round = 0; round < _options.PacketsPerSession; round++)
        {
            bool any = false;
            for (int i = 0; i < slots; i++)
            {
                EngineSession session = sessions[(_firstSlot + i) % slots];
                if (!session.HasWork)
                {
                    continue;
                }

                if (_inbox.Free < EngineDecoder.MaxItemsPerPacket)
                {
                    // The one that found no room is the first of the next poll.
                    _firstSlot = session.Slot;
                    return;
                }

                any |= ReceiveOne(session);
            }

            if (!any)
            {
                break;
            }
        }

        _firstSlot = (_firstSlot + 1) % slots;
    }

    /// <summary>Takes from the ring, where there is one, then from the socket what comes behind it.</summary>
    private bool ReceiveOne(EngineSession session)
    {
        if (session.Ring is { } ring)
        {
            if (!_table.Rings.TryTake(session, _clock.CoreNowNs(), out bool isSocketNext))
            {
                _table.Part(session, RejectReason.RingCorrupt);
                return false;
            }

            if (!isSocketNext || _inbox.Free < EngineDecoder.MaxItemsPerPacket)
            {
                return Answered(session);
            }

            ring.IsMarked = false;
        }

        return ReceivePacket(session);
    }

    private bool ReceivePacket(EngineSession session)
    {
        int length = SocketCalls.Receive(session.Fd, _packet, EngineProtocol.MaxPacketBytes);
        if (length == -Errno.WouldBlock)
        {
            session.IsReadable = false;
            return false;
        }

        if (length <= 0)
        {
            _table.Part(session, RejectReason.None);
            return false;
        }

        bool wasOpen = session.IsOpen;
        ReadOnlySpan<byte> packet = new(_packet, Math.Min(length, EngineProtocol.MaxPacketBytes));
        _decoder.Decode(session, packet, length, _clock.CoreNowNs());
        if (session.IsOpen && !wasOpen)
        {
            _table.Greeted();
        }

        if (session.RingSlots > 0 && !_table.Rings.TryOpen(session))
        {
            _decoder.Reject(session, RejectReason.RingRefused, MemoryMarshal.Read<Observation>(packet), _clock.CoreNowNs());
        }

        return Answered(session);
    }

    /// <summary>Sends what was said to a session while its input was judged.</summary>
    private bool Answered(EngineSession session)
    {
        if (session.Drop != RejectReason.None)
        {
            _table.Part(session, session.Drop);
            return false;
        }

        if (!session.Outbox.IsEmpty)
        {
            _table.Flush(session);
        }

        if (session.HoldsCommit)
        {
            _table.Held();
            session.IsReadable = false;
        }

        return session.HasWork;
    }
}

using System;
using System.Runtime.InteropServices;
using System.Text;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>
/// The connections of the engine's socket: how they come, wait for their hello, are written to, and end. A fixed number of slots; who finds
/// none is told so and closed. Must never wait for an engine, and never close a session outside a poll, while its items are being read.
/// </summary>
internal sealed unsafe partial class SessionTable : IDisposable
{
    private const int ListenerPauseMs = 100;
    private const int DiscardsOnRefusal = 8;
    private const int SlotBits = 8;
    private const long SlotMask = (1L << SlotBits) - 1;

    private readonly EngineOptions _options;
    private readonly Inbox _inbox;
    private readonly EngineDecoder _decoder;
    private readonly EngineCounters _counters;
    private readonly EngineListener _listener;
    private readonly EpollSet _set;
    private long _serial;
    private int _greeting;
    private bool _anyDrop;
    private bool _anyHeld;
    private long _listenAgainAt;

    /// <summary>Reserves every slot.</summary>
    public SessionTable(EngineOptions options, Inbox inbox, EngineDecoder decoder, EngineCounters counters, EngineListener listener, EpollSet set)
    {
        _options = options;
        _inbox = inbox;
        _decoder = decoder;
        _counters = counters;
        _listener = listener;
        _set = set;
        Sessions = new EngineSession[options.MaxSessions + options.MaxHandshakes];
        for (int slot = 0; slot < Sessions.Length; slot++)
        {
            Sessions[slot] = new EngineSession(slot, options.OutboxBytes);
        }

        Rings = new RingDesk(options, decoder, Sessions);
    }

    /// <summary>All slots.</summary>
    public EngineSession[] Sessions { get; }

    /// <summary>Their rings.</summary>
    public RingDesk Rings { get; }

    /// <summary>One connection less that waits for its hello.</summary>
    public void Greeted() => _greeting--;

    /// <summary>A session holds a commit until the next poll.</summary>
    public void Held() => _anyHeld = true;

    /// <summary>The open session of an id, or null.</summary>
    public EngineSession? Find(long id)
    {
        long slot = id & SlotMask;
        return slot < Sessions.Length && Sessions[slot].Id == id && Sessions[slot].IsOpen ? Sessions[slot] : null;
    }

    /// <summary>Who a session is or just was.</summary>
    public bool TryDescribe(long id, out EngineSessionInfo info)
    {
        long slot = id & SlotMask;
        bool known = slot < Sessions.Length && Sessions[slot].Id == id;
        info = known ? new EngineSessionInfo(id, Sessions[slot].Name, Sessions[slot].Flags, Sessions[slot].Peer) : default;
        return known;
    }

    /// <summary>At the start of a poll: commits of the last one are taken, and what was dropped since then ends.</summary>
    public void Settle()
    {
        if (!_anyHeld && !_anyDrop)
        {
            return;
        }

        _anyHeld = false;
        _anyDrop = false;
        foreach (EngineSession session in Sessions)
        {
            session.HoldsCommit = false;
            if (session.Fd >= 0 && session.Drop != RejectReason.None)
            {
                Part(session, session.Drop);
            }
        }
    }

    /// <summary>A poll's timeout, shortened to the next deadline of this table.</summary>
    public int Shortened(int timeoutMs)
    {
        if (_greeting == 0 && _listenAgainAt == 0)
        {
            return timeoutMs;
        }

        long next = _listenAgainAt == 0 ? long.MaxValue : _listenAgainAt;
        foreach (EngineSession session in Sessions)
        {
            if (session.Fd >= 0 && !session.IsOpen)
            {
                next = Math.Min(next, HelloDeadline(session));
            }
        }

        // Rounded up, or the last fraction of a millisecond would spin.
        long left = (next - BootClock.NowNs() + FixedPoint.Millisecond - 1) / FixedPoint.Millisecond;
        int bounded = (int)Math.Clamp(left, 0, int.MaxValue);
        return timeoutMs < 0 ? bounded : Math.Min(timeoutMs, bounded);
    }

    /// <summary>At the end of a poll: connections that never said hello end, and a listener that rested listens again.</summary>
    public void Expire()
    {
        if (_greeting == 0 && _listenAgainAt == 0)
        {
            return;
        }

        long now = BootClock.NowNs();
        if (_listenAgainAt != 0 && now >= _listenAgainAt)
        {
            _listenAgainAt = 0;
            _listener.Restore();
            _set.Change(_listener.Fd, EventCalls.In, EpollSet.Listener, 0);
        }

        foreach (EngineSession session in Sessions)
        {
            if (session.Fd >= 0 && !session.IsOpen && now >= HelloDeadline(session))
            {
                Part(session, RejectReason.HandshakeTimeout);
            }
        }
    }

    /// <summary>Takes waiting connections, a bounded number of them.</summary>
    public void AcceptWaiting()
    {
        for (int i = 0; i < _options.AcceptsPerPoll; i++)
        {
            int fd = _listener.Accept();
            if (fd == -Errno.WouldBlock)
            {
                return;
            }

            if (fd is -Errno.TooManyFiles or -Errno.TableFull or -Errno.NoBuffers or -Errno.NoMemory)
            {
                Shed();
                return;
            }

            // Any other error belongs to a connection that has gone again.
            if (fd >= 0)
            {
                Admit(fd);
            }
        }
    }

    /// <summary>Sends what waits, and asks to be told when there is room for the rest.</summary>
    public void Flush(EngineSession session)
    {
        int result = session.Outbox.Flush(session.Fd);
        while (result == 0 && session.HandOver is { } handing && session.Drop == RejectReason.None)
        {
            // One part at a time, so that the room stays free for everything else.
            if (handing.IsDone)
            {
                session.HandOver = null;
                _ = handing.Activate is not { } activate || QueueCommand(session, activate);
            }
            else
            {
                ControlRecord part = handing.Next(out ReadOnlySpan<byte> payload);
                _anyDrop |= !session.Enqueue(ref part, payload);
            }

            result = session.Outbox.Flush(session.Fd);
        }

        if (result is not 0 and not -Errno.WouldBlock and not -Errno.NoBuffers)
        {
            // The engine is gone. What it sent before is still read, and the end of that closes the session.
            session.Outbox.Clear();
            session.HandOver = null;
        }

        bool wants = !session.Outbox.IsEmpty;
        if (wants != session.WantsWrite)
        {
            session.WantsWrite = wants;
            _set.Change(session.Fd, wants ? EventCalls.In | EventCalls.Out : EventCalls.In, EpollSet.Session, (uint)session.Slot);
        }
    }

    /// <summary>Marks a session to end with the next poll.</summary>
    public void Drop(EngineSession session, RejectReason reason)
    {
        session.Drop = reason;
        _anyDrop = true;
    }

    /// <summary>Answers one commit of a session, if it is still there.</summary>
    public bool AnswerCommit(long id, ref ControlRecord record)
    {
        EngineSession? session = Find(id);
        if (session is null)
        {
            return false;
        }

        session.OutstandingCommits = Math.Max(0, session.OutstandingCommits - 1);
        return Say(session, ref record);
    }

    /// <summary>Ends a connection now. Only inside a poll.</summary>
    public void Part(EngineSession session, RejectReason reason)
    {
        // Behind packets that wait, a refusal would come out of turn; a reader that reads nothing does not get one.
        if (reason != RejectReason.None && session.Outbox.IsEmpty)
        {
            SendRefusal(session.Fd, reason);
        }

        Hang(session.Fd, reason);
        _counters.Close(reason);
        if (session.IsOpen)
        {
            _decoder.OpenSessions--;
            _inbox.Add(InboxItemKind.SessionClosed, session.Id, reason, 0, default(Observation));
        }
        else
        {
            _greeting--;
            CountRefusal(reason);
        }

        Rings.Close(session);
        session.Fd = -1;
        session.IsOpen = false;
        session.IsReadable = false;
    }

    /// <summary>Ends everything and stops listening.</summary>
    public void Dispose()
    {
        foreach (EngineSession session in Sessions)
        {
            if (session.Fd >= 0)
            {
                Part(session, RejectReason.Closing);
            }
        }

        _listener.Close();
    }

    private long HelloDeadline(EngineSession session) => session.ConnectedAt + (_options.HandshakeTimeoutMs * FixedPoint.Millisecond);

    private bool Say(EngineSession session, ref ControlRecord record)
    {
        if (session.Drop != RejectReason.None)
        {
            return false;
        }

        if (!session.Enqueue(ref record, []))
        {
            _anyDrop = true;
            return false;
        }

        Flush(session);
        return true;
    }

    private void Admit(int fd)
    {
        EngineSession? free = Array.Find(Sessions, static s => s.Fd < 0);
        if (free is null)
        {
            CountRefusal(RejectReason.TooManySessions);
            _counters.Close(RejectReason.TooManySessions);
            SendRefusal(fd, RejectReason.TooManySessions);
            Hang(fd, RejectReason.TooManySessions);
            return;
        }

        // Credentials that cannot be read are nobody's: user and group 0 would be the wrong guess.
        if (SocketCalls.Peer(fd, out PeerCredentials peer) < 0)
        {
            peer = new PeerCredentials(0, uint.MaxValue, uint.MaxValue);
        }

        _serial++;
        free.Connect(fd, (_serial << SlotBits) | (long)free.Slot, BootClock.NowNs(), peer);
        _greeting++;
        _set.Add(fd, EpollSet.Session, (uint)free.Slot);
    }

    private void Shed()
    {
        _counters.OutOfDescriptor();
        int fd = _listener.AcceptWithReserve();
        if (fd >= 0)
        {
            CountRefusal(RejectReason.TooManySessions);
            _counters.Close(RejectReason.TooManySessions);
            SendRefusal(fd, RejectReason.TooManySessions);
            Hang(fd, RejectReason.TooManySessions);
            _listener.Restore();
            return;
        }

        if (fd != -Errno.WouldBlock)
        {
            // Nothing can be done until descriptors come back: rest, instead of spinning on a listener that stays ready.
            _listenAgainAt = BootClock.NowNs() + (ListenerPauseMs * FixedPoint.Millisecond);
            _set.Change(_listener.Fd, 0, EpollSet.Listener, 0);
        }

        _listener.Restore();
    }

    private void CountRefusal(RejectReason reason)
    {
        if (reason != RejectReason.None)
        {
            _counters.Reject(EngineCounters.UnknownSlot, reason);
        }
    }

    private void SendRefusal(int fd, RejectReason reason)
    {
        Span<byte> packet = stackalloc byte[EngineProtocol.RecordBytes + EngineProtocol.MaxTextBytes];
        packet.Clear();
        int text = Encoding.UTF8.GetBytes(Refusals.Text(reason, _options), packet[EngineProtocol.RecordBytes..]);
        ControlRecord record = new() { Kind = ControlKind.Refused, Flags = (ushort)reason, Index = (uint)text };
        MemoryMarshal.Write(packet, in record);
        int padded = (text + EngineProtocol.RecordBytes - 1) / EngineProtocol.RecordBytes * EngineProtocol.RecordBytes;
        fixed (byte* start = packet)
        {
            // Best effort: who is refused may have gone.
            _ = SocketCalls.Send(fd, start, EngineProtocol.RecordBytes + padded);
        }
    }

    private static void Hang(int fd, RejectReason reason)
    {
        if (reason != RejectReason.None)
        {
            // Closing with packets unread would make the peer's next call fail before it has seen the refusal.
            SocketCalls.Shutdown(fd, SocketCalls.ShutdownBoth);
            int discarded = 0;
            while (discarded < DiscardsOnRefusal && SocketCalls.Discard(fd) > 0)
            {
                discarded++;
            }
        }

        SocketCalls.Close(fd);
    }
}

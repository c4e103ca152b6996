using System;
using System.Threading;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Engine;

/// <summary>
/// The rings of all sessions: opens them, takes from them in the order that the protocol promises, and waits for them beside the sockets, by looking
/// where a processor is granted, else by sleeping until a bell. Owned by the loop thread.
/// </summary>
internal sealed unsafe class RingDesk(EngineOptions options, EngineDecoder decoder, EngineSession[] sessions)
{
    private const int LooksPerPoll = 64;
    private const long NsPerMs = 1_000_000;

    private readonly Observation[] _copies = new Observation[EngineProtocol.MaxRecordsPerPacket];
    private int _open;

    /// <summary>Makes the ring that a session asked for and hands it over.</summary>
    /// <returns>False where it cannot be made or handed over now; the engine goes on over the socket.</returns>
    public bool TryOpen(EngineSession session)
    {
        int slots = session.RingSlots;
        session.RingSlots = 0;
        if (!session.Outbox.IsEmpty || EngineRing.TryOpen(slots, session.Id) is not { } ring)
        {
            return false;
        }

        ControlRecord reply = new()
        {
            Kind = ControlKind.Ring,
            Index = (uint)slots,
            Sequence = session.DownSequence + 1,
            V0 = RingLayout.Version,
            V1 = RingLayout.TotalBytes(slots),
        };
        if (DescriptorPassing.Send(session.Fd, (byte*)&reply, EngineProtocol.RecordBytes, ring.File) != EngineProtocol.RecordBytes)
        {
            ring.Dispose();
            return false;
        }

        session.DownSequence++;
        session.Ring = ring;
        _open++;
        return true;
    }

    /// <summary>Gives up the ring of a session that ended.</summary>
    public void Close(EngineSession session)
    {
        session.RingSlots = 0;
        if (session.Ring is { } ring)
        {
            session.Ring = null;
            _open--;
            ring.Dispose();
        }
    }

    /// <summary>
    /// Takes records of a ring, and says whether the socket's next packet comes behind them: one that waits there is looked at before the ring's
    /// counter, so everything published before it was sent is judged before it.
    /// </summary>
    /// <returns>False when the ring cannot be believed any more.</returns>
    public bool TryTake(EngineSession session, long now, out bool isSocketNext)
    {
        isSocketNext = false;
        EngineRing ring = session.Ring!;
        if (session.IsReadable && !ring.IsMarked)
        {
            if (SocketCalls.Peek(session.Fd) == -Errno.WouldBlock)
            {
                session.IsReadable = false;
            }
            else if (!ring.TryMark())
            {
                return false;
            }
        }

        int count = ring.Take(_copies);
        if (count == EngineRing.Corrupt)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            decoder.Take(session, _copies[i], now);
        }

        isSocketNext = ring.IsMarked && ring.IsPastMark;
        return true;
    }

    /// <summary>Waits for sockets and rings.</summary>
    /// <param name="set">The sockets.</param>
    /// <param name="events">Room for their events.</param>
    /// <param name="max">Most of these.</param>
    /// <param name="timeoutMs">Longest wait, ms; -1 for ever.</param>
    public int Wait(EpollSet set, byte* events, int max, int timeoutMs)
    {
        if (_open == 0)
        {
            return set.Wait(events, max, timeoutMs);
        }

        int count = timeoutMs != 0 && options.RingSpinNs > 0 ? Spin(set, events, max, ref timeoutMs) : 0;
        if (count != 0 || timeoutMs == 0)
        {
            return count != 0 ? count : set.Wait(events, max, 0);
        }

        bool mayRest = true;
        foreach (EngineSession session in sessions)
        {
            mayRest &= session.Ring?.TryRest() ?? true;
        }

        count = set.Wait(events, max, mayRest ? timeoutMs : 0);
        foreach (EngineSession session in sessions)
        {
            session.Ring?.Rise();
        }

        return count;
    }

    /// <summary>Looks until something is there, for as long as is granted; the sockets now and then.</summary>
    private int Spin(EpollSet set, byte* events, int max, ref int timeoutMs)
    {
        long begun = BootClock.NowNs();
        long longest = timeoutMs < 0 ? options.RingSpinNs : Math.Min(options.RingSpinNs, timeoutMs * NsPerMs);
        for (int looks = 1; ; looks++)
        {
            foreach (EngineSession session in sessions)
            {
                if (session.Ring is { HasWork: true })
                {
                    timeoutMs = 0;
                    return 0;
                }
            }

            if (looks % LooksPerPoll == 0)
            {
                // Where the processor is not granted after all, whoever waits for it goes first: above all the thread that commits.
                _ = Thread.Yield();
                int count = set.Wait(events, max, 0);
                if (count != 0)
                {
                    return count;
                }

                if (BootClock.NowNs() - begun >= longest)
                {
                    timeoutMs = timeoutMs < 0 ? timeoutMs : Math.Max(0, timeoutMs - (int)(longest / NsPerMs));
                    return 0;
                }
            }

            Thread.SpinWait(1);
        }
    }
}

using System;
using System.Runtime.InteropServices;
using System.Text;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>
/// The gateway: turns the packets of a session into inbox items and answers. Knows no socket, so that any bytes can be thrown at it.
/// Must never throw on input, allocate per packet, or let a record through that <see cref="ObservationRules"/> did not judge.
/// </summary>
internal sealed partial class EngineDecoder(EngineOptions options, ObservationRules rules, NameTable names, Inbox inbox, EngineCounters counters)
{
    /// <summary>Items that one packet makes at most: a gap and an observation or rejection per record, and the session's opening or end.</summary>
    public const int MaxItemsPerPacket = (2 * EngineProtocol.MaxRecordsPerPacket) + 2;

    private const SessionFlags KnownFlags = SessionFlags.Commands | SessionFlags.Commits | SessionFlags.HandOver;

    /// <summary>Sessions that said hello.</summary>
    public int OpenSessions { get; set; }

    /// <summary>Largest commit id taken.</summary>
    public long LastCommitId { get; private set; } = options.LastCommitId;

    /// <summary>Largest commit id known to be durable, for hello replies.</summary>
    public long LastDurableCommitId { get; set; } = options.LastCommitId;

    /// <summary>A commit that came another way, as a follower's copy: those of engines must be larger.</summary>
    public void Raise(long commitId)
    {
        LastCommitId = Math.Max(LastCommitId, commitId);
        LastDurableCommitId = Math.Max(LastDurableCommitId, commitId);
    }

    /// <summary>Judges one packet.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="packet">The bytes that were received.</param>
    /// <param name="length">The packet's real length, larger when it was cut off.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public void Decode(EngineSession session, ReadOnlySpan<byte> packet, int length, long now)
    {
        counters.Packet();
        if (!session.IsOpen)
        {
            session.Drop = Greet(session, packet, length, now);
            return;
        }

        if (length > packet.Length || length < EngineProtocol.RecordBytes || length % EngineProtocol.RecordBytes != 0)
        {
            Reject(session, RejectReason.PacketLength, Describe(packet, length), now);
            return;
        }

        ReadOnlySpan<Observation> records = MemoryMarshal.Cast<byte, Observation>(packet);
        if ((ushort)records[0].Kind >= EngineProtocol.FirstControlKind)
        {
            Control(session, packet, now);
            return;
        }

        if (length > EngineProtocol.MaxBatchBytes)
        {
            Reject(session, RejectReason.PacketLength, Describe(packet, length), now);
            return;
        }

        if (session.Ring is not null)
        {
            Reject(session, RejectReason.BesideRing, records[0], now);
            return;
        }

        for (int i = 0; i < records.Length; i++)
        {
            Take(session, records[i], now);
        }
    }

    /// <summary>Counts a rejection, reports the first of its reason to the loop, and tells the engine at a bounded rate.</summary>
    public void Reject(EngineSession session, RejectReason reason, in Observation record, long now)
    {
        counters.Reject(EngineCounters.SlotOf((ushort)record.Kind), reason);
        session.Rejections++;
        ulong bit = 1UL << (int)reason;
        if ((session.ReportedReasons & bit) == 0)
        {
            session.ReportedReasons |= bit;
            inbox.Add(InboxItemKind.Rejected, session.Id, reason, now, record);
        }

        Tell(session, reason, record);
    }

    /// <summary>Counts an observation that came through the gateway and was too old for its kind, and tells the engine at a bounded rate.</summary>
    /// <returns>True the first time in the session: then the loop reports it.</returns>
    public bool RefuseLate(EngineSession? session, in Observation record)
    {
        counters.Reject(EngineCounters.SlotOf((ushort)record.Kind), RejectReason.SourceTimeOld);
        if (session is null)
        {
            return false;
        }

        session.Rejections++;
        Tell(session, RejectReason.SourceTimeOld, record);
        const ulong Bit = 1UL << (int)RejectReason.SourceTimeOld;
        bool isFirst = (session.ReportedReasons & Bit) == 0;
        session.ReportedReasons |= Bit;
        return isFirst;
    }

    private static void Tell(EngineSession session, RejectReason reason, in Observation record)
    {
        // Real time, not core time: the bound protects this machine, whatever the speed of a replay.
        long boot = BootClock.NowNs();
        if (boot - session.RejectedSince >= FixedPoint.Second)
        {
            session.RejectedSince = boot;
            session.RejectedSent = 0;
        }

        if (session.RejectedSent == EngineSession.RejectedPerSecond)
        {
            return;
        }

        session.RejectedSent++;
        bool isControl = (ushort)record.Kind >= EngineProtocol.FirstControlKind;
        ControlRecord answer = new()
        {
            Kind = ControlKind.Rejected,
            Flags = (ushort)reason,
            Index = (ushort)record.Kind,
            V0 = isControl || reason == RejectReason.PacketLength ? record.V0 : unchecked((long)record.Sequence),
            V1 = record.Index,
            V2 = session.Rejections,
        };
        session.Enqueue(ref answer, []);
    }

    // What a packet of a wrong length began with, so that the journal has something to show: its kind where there is one, its length in V0.
    private static Observation Describe(ReadOnlySpan<byte> packet, int length) => new()
    {
        Kind = packet.Length >= sizeof(ushort) ? (ObservationKind)MemoryMarshal.Read<ushort>(packet) : ObservationKind.None,
        V0 = length,
    };

    private RejectReason Greet(EngineSession session, ReadOnlySpan<byte> packet, int length, long now)
    {
        if (packet.Length < EngineProtocol.RecordBytes)
        {
            return RejectReason.NotHello;
        }

        ControlRecord hello = MemoryMarshal.Read<ControlRecord>(packet);
        if (hello.Kind != ControlKind.Hello)
        {
            return RejectReason.NotHello;
        }

        if (hello.Index != EngineProtocol.Magic)
        {
            return RejectReason.BadMagic;
        }

        if (hello.V0 != EngineProtocol.Version)
        {
            return RejectReason.BadVersion;
        }

        SessionFlags flags = (SessionFlags)hello.Flags;
        if (length != EngineProtocol.RecordBytes || hello.Sequence != 0 || hello.Reserved != 0 || (flags & ~KnownFlags) != SessionFlags.None
            || !TryName(packet.Slice(EngineProtocol.RecordBytes - EngineProtocol.EngineNameBytes, EngineProtocol.EngineNameBytes), out string name))
        {
            return RejectReason.BadHello;
        }

        if (OpenSessions >= options.MaxSessions)
        {
            return RejectReason.TooManySessions;
        }

        session.IsOpen = true;
        session.Name = name;
        session.Flags = flags;
        OpenSessions++;
        counters.Open();
        inbox.Add(InboxItemKind.SessionOpened, session.Id, RejectReason.None, now, default);
        Welcome(session, now);
        return session.Drop;
    }

    private static bool TryName(ReadOnlySpan<byte> field, out string name)
    {
        int length = field.IndexOf((byte)0);
        ReadOnlySpan<byte> text = length < 0 ? field : field[..length];
        bool good = !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !field[text.Length..].ContainsAnyExcept((byte)0);
        name = good ? Encoding.ASCII.GetString(text) : string.Empty;
        return good;
    }

    private void Welcome(EngineSession session, long now)
    {
        bool asksHandOver = (session.Flags & SessionFlags.HandOver) != SessionFlags.None;
        (byte major, byte minor, ushort patch) = options.DaemonVersion;
        ControlRecord reply = new()
        {
            Kind = ControlKind.HelloReply,
            Flags = (ushort)(options.IsCluster && asksHandOver ? session.Flags | SessionFlags.Cluster : session.Flags),
            Index = EngineProtocol.Version,
            V0 = now,
            V1 = options.TimeScalePpm,
            V2 = session.Id,
            V3 = LastDurableCommitId,
            V4 = EngineProtocol.MaxPacketBytes | ((((long)major << 24) | ((long)minor << 16) | patch) << 32),
        };
        session.Enqueue(ref reply, []);
    }

    /// <summary>Judges one observation: of a packet, or the copy of one from a ring.</summary>
    public void Take(EngineSession session, in Observation record, long now)
    {
        if ((ushort)record.Kind >= EngineProtocol.FirstControlKind)
        {
            Reject(session, RejectReason.ControlInBatch, record, now);
            return;
        }

        ulong last = session.LastSequence;
        if (record.Sequence <= last)
        {
            Reject(session, RejectReason.SequenceOld, record, now);
            return;
        }

        ulong missing = record.Sequence - last - 1;
        if (missing != 0)
        {
            Gap(session, last + 1, missing, now);
        }

        // A rejected record uses its number up too: it is one fault, not a gap as well.
        session.LastSequence = record.Sequence;
        RejectReason reason = rules.Judge(record, now);
        if (reason != RejectReason.None)
        {
            Reject(session, reason, record, now);
            return;
        }

        counters.Accept(record.Kind);
        inbox.Add(InboxItemKind.Observation, session.Id, RejectReason.None, now, record);
    }

    private void Gap(EngineSession session, ulong first, ulong missing, long now)
    {
        long bounded = missing > long.MaxValue ? long.MaxValue : (long)missing;
        counters.Gap(bounded);
        Observation facts = new() { Kind = ObservationKind.IntegrityReport, V0 = unchecked((long)first), V1 = bounded };
        inbox.Add(InboxItemKind.SequenceGap, session.Id, RejectReason.None, now, facts);
    }

    private void Control(EngineSession session, ReadOnlySpan<byte> packet, long now)
    {
        ControlRecord record = MemoryMarshal.Read<ControlRecord>(packet);
        RejectReason reason = record.Kind switch
        {
            ControlKind.Hello => RejectReason.SecondHello,
            ControlKind.CommitChunk => Chunk(session, record, packet[EngineProtocol.RecordBytes..], now),
            ControlKind.NamesRequest => Names(session, record, packet.Length),
            ControlKind.RingRequest => Ring(session, record, packet.Length),
            ControlKind.Bell => JudgePlain(record, packet.Length),
            ControlKind.Ping => Pong(session, record, packet.Length, now),
            _ => RejectReason.UnknownKind,
        };
        if (reason != RejectReason.None)
        {
            Reject(session, reason, MemoryMarshal.Read<Observation>(packet), now);
        }
    }

    private RejectReason Names(EngineSession session, in ControlRecord record, int length)
    {
        RejectReason reason = JudgePlain(record, length);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        int count = names.Count(record.V0);
        bool known = record.V0 is > 0 and <= (int)IndexTable.Scopes;

        // The first page of an empty table is an answer; a page behind the end is a mistake.
        if (!known || (record.Index != 0 && record.Index >= (uint)count))
        {
            return RejectReason.UnknownTable;
        }

        ReadOnlySpan<byte> page = names.Page(record.V0, record.Index);
        ControlRecord reply = new()
        {
            Kind = ControlKind.NamesReply,
            Flags = (ushort)(page.Length / EngineProtocol.NameEntryBytes),
            Index = record.Index,
            V0 = record.V0,
            V1 = count,
        };
        session.Enqueue(ref reply, page);
        return RejectReason.None;
    }

    /// <summary>Notes that a ring is wanted; whoever knows the socket makes it.</summary>
    private RejectReason Ring(EngineSession session, in ControlRecord record, int length)
    {
        RejectReason reason = JudgePlain(record, length);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        if (session.Ring is not null || record.V0 != RingLayout.Version || !RingLayout.IsPossible(record.Index, options.RingSlots))
        {
            return RejectReason.RingRefused;
        }

        session.RingSlots = (int)record.Index;
        return RejectReason.None;
    }

    private static RejectReason Pong(EngineSession session, in ControlRecord record, int length, long now)
    {
        RejectReason reason = record.Index != 0 ? RejectReason.ReservedNotZero : JudgePlain(record, length);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        ControlRecord reply = new()
        {
            Kind = ControlKind.Pong,
            V0 = record.V0,
            V1 = unchecked((long)session.LastSequence),
            V2 = now,
            V3 = session.Rejections,
        };
        session.Enqueue(ref reply, []);
        return RejectReason.None;
    }

    private static RejectReason JudgePlain(in ControlRecord record, int length)
    {
        if (length != EngineProtocol.RecordBytes)
        {
            return RejectReason.PacketLength;
        }

        bool clean = record.Flags == 0 && record.Sequence == 0 && record.Reserved == 0
            && record.V1 == 0 && record.V2 == 0 && record.V3 == 0 && record.V4 == 0;
        return clean ? RejectReason.None : RejectReason.ReservedNotZero;
    }
}

using System;
using Basisd.Linux;

namespace Basisd.Engine;

/// <summary>
/// One connection slot with its counts and queues; reused for the next connection, so that a reconnecting engine allocates nothing but its
/// name. Owned by the loop thread.
/// </summary>
internal sealed class EngineSession(int slot, int outboxBytes)
{
    /// <summary>Rejected records that a session is told of per second; the rest is in the count that they carry.</summary>
    public const int RejectedPerSecond = 32;

    private Outbox? _outbox;
    private CommitAssembly? _commit;

    /// <summary>Its place in the table.</summary>
    public int Slot { get; } = slot;

    /// <summary>Descriptor, -1 when the slot is free.</summary>
    public int Fd { get; set; } = -1;

    /// <summary>Session id, unique while the endpoint lives.</summary>
    public long Id { get; set; }

    /// <summary>Whether it said hello.</summary>
    public bool IsOpen { get; set; }

    /// <summary>When it connected, CLOCK_BOOTTIME ns.</summary>
    public long ConnectedAt { get; set; }

    /// <summary>Who connected.</summary>
    public PeerCredentials Peer { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    public SessionFlags Flags { get; set; }

    /// <summary>Last sequence judged.</summary>
    public ulong LastSequence { get; set; }

    /// <summary>Rejections so far.</summary>
    public long Rejections { get; set; }

    /// <summary>Reasons that were reported to the loop already, one bit each.</summary>
    public ulong ReportedReasons { get; set; }

    /// <summary>Why it must end, when it must.</summary>
    public RejectReason Drop { get; set; }

    /// <summary>Whether the socket may hold packets.</summary>
    public bool IsReadable { get; set; }

    /// <summary>Whether the endpoint waits for room in its socket.</summary>
    public bool WantsWrite { get; set; }

    /// <summary>Whether a whole commit waits to be taken by the loop; nothing is read meanwhile.</summary>
    public bool HoldsCommit { get; set; }

    /// <summary>Its ring, or null.</summary>
    public EngineRing? Ring { get; set; }

    /// <summary>Records of a ring that it asked for and that is still to be made; 0 for none.</summary>
    public int RingSlots { get; set; }

    /// <summary>Whether there is something to take, in the socket or in the ring.</summary>
    public bool HasWork => IsReadable || Ring is { HasWork: true };

    /// <summary>Commits handed over and not yet answered.</summary>
    public int OutstandingCommits { get; set; }

    /// <summary>Start of the second in which rejections are counted for the rate bound, CLOCK_BOOTTIME ns.</summary>
    public long RejectedSince { get; set; }

    /// <summary>Rejected records sent in it.</summary>
    public int RejectedSent { get; set; }

    /// <summary>Packets to the engine.</summary>
    public Outbox Outbox => _outbox ??= new Outbox(outboxBytes);

    /// <summary>Commit that is assembled.</summary>
    public CommitAssembly Commit => _commit ??= new CommitAssembly();

    /// <summary>State that is being handed over, or null.</summary>
    public HandOver? HandOver { get; set; }

    /// <summary>Id of the commit whose state was handed over to it, or is being; 0 for none.</summary>
    public long HandedId { get; set; }

    /// <summary>Number of the last record down.</summary>
    public ulong DownSequence { get; set; }

    /// <summary>Takes a connection.</summary>
    public void Connect(int fd, long id, long bootNs, PeerCredentials peer)
    {
        Fd = fd;
        Id = id;
        ConnectedAt = bootNs;
        Peer = peer;
        IsOpen = false;
        Name = string.Empty;
        Flags = SessionFlags.None;
        LastSequence = 0;
        DownSequence = 0;
        Rejections = 0;
        ReportedReasons = 0;
        Drop = RejectReason.None;
        IsReadable = false;
        WantsWrite = false;
        HoldsCommit = false;
        OutstandingCommits = 0;
        RejectedSince = 0;
        RejectedSent = 0;
        HandOver = null;
        HandedId = 0;
        _outbox?.Clear();
        _commit?.Abandon();
    }

    /// <summary>Queues one packet down. A full queue makes it a slow reader, which ends the session.</summary>
    public bool Enqueue(ref ControlRecord record, ReadOnlySpan<byte> payload)
    {
        record.Sequence = DownSequence + 1;
        if (!Outbox.Enqueue(record, payload))
        {
            Drop = RejectReason.SlowReader;
            return false;
        }

        DownSequence++;
        return true;
    }
}

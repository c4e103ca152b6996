using System;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// What the three threads of a journal share: the published head, the fault latch, the base of the kept log, what is ready. Each field has one
/// writer, named at it.
/// The first fault stays; nothing takes it back.
/// </summary>
internal sealed class JournalState
{
    /// <summary>What frames and blocks add to the bytes of a snapshot, at most one part in so many.</summary>
    private const int AnnouncedShare = 32;
    private readonly Lock _headGate = new();
    private readonly int _commitSignal;
    private JournalHead _head;
    private long _end;
    private ulong _committedSequence;
    private JournalFault? _fault;
    private long _commitStartedNs;
    private int _readySegment;
    private int _wantedSegment;
    private int _announcedSegment = -1;
    private int _awaitedSegment = -1;
    private int _segmentTries;
    private long _segmentOutcome;
    private long _baseAddress;
    private JournalHead _beforeBase;
    private SnapshotPoint? _newestSnapshot;
    private TaskCompletionSource? _more;
    private bool _ended;
    private int _requestedBase = -1;
    private SegmentOrigin _requestedOrigin;
    private SnapshotPoint _requestedBehind;
    private string? _cutRefused;
    private bool _belowFloor;
    private long _freeBytes = long.MaxValue;

    public JournalState(JournalOptions options, in Anchor anchor, RecoveredLog log, int readySegment)
    {
        Directory = options.Directory;
        Ground = options.Ground;
        CommitDeadlineMs = options.CommitDeadlineMs;
        Floor = new FreeSpaceFloor(options.FreeFloorBytes);
        ReserveSegments = options.ReserveSegments;
        ReserveFromNs = BootClock.NowNs() + (options.ReserveAfterMs * 1_000_000L);
        Retention = new RetentionRule(options.RetentionAgeNs, options.RetentionBytes);
        Timed = options.Timed;
        Geometry = anchor.Geometry;
        Id = anchor.Id;
        _commitSignal = options.CommitSignal;
        LastSignedHead = log.SignedHead is { } payload ? SignedHead.Read(payload) : null;
        _head = new JournalHead(log.NextSequence - 1, log.Head);
        _committedSequence = _head.Sequence;
        _end = log.End;
        _readySegment = readySegment;
        _baseAddress = Geometry.SegmentStart(anchor.BaseSegment);
        _beforeBase = new JournalHead(anchor.BaseSequence - 1, anchor.BasePrevious);
        _newestSnapshot = log.Snapshots.Complete > 0 ? log.Snapshots.Newest : null;
        HousekeeperWake = EventFd.Open();
        SegmentSettled = EventFd.Open();
    }

    public string Directory { get; }

    /// <summary>What the journal stands on.</summary>
    public JournalGround Ground { get; }

    public int CommitDeadlineMs { get; }

    /// <summary>The floor of free space. User: housekeeper.</summary>
    public FreeSpaceFloor Floor { get; }

    /// <summary>Segments to have written ahead beyond the next one.</summary>
    public int ReserveSegments { get; }

    /// <summary>Boot time from which on the reserve is filled.</summary>
    public long ReserveFromNs { get; }

    /// <summary>What is kept behind the older snapshot.</summary>
    public RetentionRule Retention { get; }

    public Action<long>? Timed { get; }

    public JournalGeometry Geometry { get; }

    public JournalId Id { get; }

    /// <summary>The last signed statement about the head that recovery met; null for none.</summary>
    public SignedHead? LastSignedHead { get; }

    /// <summary>Eventfd of the housekeeper.</summary>
    public int HousekeeperWake { get; }

    /// <summary>Eventfd of the commit thread while it waits for a segment: <see cref="SettleSegment"/> was called.</summary>
    public int SegmentSettled { get; }

    public JournalFault? Fault => Volatile.Read(ref _fault);

    public ulong CommittedSequence => Volatile.Read(ref _committedSequence);

    /// <summary>Highest segment that is written ahead. Writer: housekeeper.</summary>
    public int ReadySegment => Volatile.Read(ref _readySegment);

    /// <summary>Highest segment that the commit thread asked for.</summary>
    public int WantedSegment => Volatile.Read(ref _wantedSegment);

    /// <summary>Highest segment that will be needed soon: no time to write all of it ahead. Writers: loop and commit thread.</summary>
    public int UrgentSegment => Math.Max(Volatile.Read(ref _announcedSegment), Volatile.Read(ref _awaitedSegment));

    /// <summary>The segment that the commit thread waits for. Writer: commit thread.</summary>
    public int AwaitedSegment
    {
        set => Volatile.Write(ref _awaitedSegment, value);
    }

    /// <summary>Tries to write a segment ahead that have begun. Writer: housekeeper.</summary>
    public int SegmentTries => Volatile.Read(ref _segmentTries);

    /// <summary>Begin of the kept log; below it nothing may be read. Writer: housekeeper, after the anchor says so.</summary>
    public long BaseAddress => Volatile.Read(ref _baseAddress);

    /// <summary>The latest complete snapshot; null for none. Writer: commit thread.</summary>
    public SnapshotPoint? NewestSnapshot
    {
        get
        {
            lock (_headGate)
            {
                return _newestSnapshot;
            }
        }

        set
        {
            lock (_headGate)
            {
                _newestSnapshot = value;
            }
        }
    }

    /// <summary>Bytes free on the file system at the last look. Writer: housekeeper.</summary>
    public long FreeBytes
    {
        get => Volatile.Read(ref _freeBytes);
        set => Volatile.Write(ref _freeBytes, value);
    }

    /// <summary>Whether the floor of free space is reached. Writer: housekeeper.</summary>
    public bool BelowFloor
    {
        get => Volatile.Read(ref _belowFloor);
        set => Volatile.Write(ref _belowFloor, value);
    }

    /// <summary>Why the log is not cut though it could be; null while nothing is wrong. Writer: housekeeper.</summary>
    public string? CutRefused
    {
        get => Volatile.Read(ref _cutRefused);
        set => Volatile.Write(ref _cutRefused, value);
    }

    /// <summary>Boot time at which the commit in flight began, 0 for none. Writer: commit thread.</summary>
    public long CommitStartedNs => Volatile.Read(ref _commitStartedNs);

    public void CommitBegins(long nowNs) => Volatile.Write(ref _commitStartedNs, nowNs);

    /// <summary>Makes a committed head visible and wakes the loop.</summary>
    public void Publish(in JournalHead head, long end)
    {
        TaskCompletionSource? more;
        lock (_headGate)
        {
            _head = head;
            _end = end;
            more = _more;
            _more = null;
        }

        Volatile.Write(ref _committedSequence, head.Sequence);
        Volatile.Write(ref _commitStartedNs, 0);
        SignalLoop();
        more?.TrySetResult();
    }

    /// <summary>Done as soon as more than <paramref name="behind"/> is durable, or the journal has ended. Any thread.</summary>
    public Task More(ulong behind)
    {
        lock (_headGate)
        {
            if (_head.Sequence > behind || _ended)
            {
                return Task.CompletedTask;
            }

            // Whoever waits goes on elsewhere: the commit thread only says that there is more.
            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _more.Task;
        }
    }

    /// <summary>Nothing more becomes durable: whoever waits for that goes on.</summary>
    public void End()
    {
        TaskCompletionSource? more;
        lock (_headGate)
        {
            _ended = true;
            more = _more;
            _more = null;
        }

        more?.TrySetResult();
    }

    /// <summary>The log begins here from now on. Housekeeper, after the anchor says so.</summary>
    /// <param name="address">Address of the first group.</param>
    /// <param name="before">Sequence and chain hash before it.</param>
    public void SetBase(long address, in JournalHead before)
    {
        lock (_headGate)
        {
            _beforeBase = before;
            Volatile.Write(ref _baseAddress, address);
        }
    }

    /// <summary>Where the kept log begins, and sequence and chain hash before that. Any thread.</summary>
    public long Base(out JournalHead before)
    {
        lock (_headGate)
        {
            before = _beforeBase;
            return _baseAddress;
        }
    }

    /// <summary>The committed head and the end of its group, taken together.</summary>
    public JournalHead Committed(out long end)
    {
        lock (_headGate)
        {
            end = _end;
            return _head;
        }
    }

    /// <summary>How many segments are written ahead beyond the one that the log needs next, negative when not even that one. Any thread.</summary>
    public int Reserve()
    {
        _ = Committed(out long end);
        return ReadySegment - Geometry.SegmentOf(end) - 1;
    }

    /// <summary>Latches the first fault and wakes everyone.</summary>
    public void Latch(JournalFault fault)
    {
        if (Ground.Has(JournalGuards.StopAfterFault) && Interlocked.CompareExchange(ref _fault, fault, null) is null)
        {
            SignalLoop();
            End();
            _ = EventFd.Signal(HousekeeperWake);
        }
    }

    /// <summary>The commit thread will need this segment.</summary>
    public void WakeHousekeeper(int segment)
    {
        if (segment > _wantedSegment || ReadySegment < segment)
        {
            Volatile.Write(ref _wantedSegment, segment);
            _ = EventFd.Signal(HousekeeperWake);
        }
    }

    /// <summary>
    /// So many bytes will come at once: the segments for them are had ready now, not one by one while the commits wait. Loop thread.
    /// </summary>
    public void Announce(long bytes)
    {
        _ = Committed(out long end);
        int segment = Geometry.SegmentOf(end + bytes + (bytes / AnnouncedShare) + Geometry.GroupBytes);
        if (segment > ReadySegment)
        {
            Volatile.Write(ref _announcedSegment, segment);
            _ = EventFd.Signal(HousekeeperWake);
        }
    }

    /// <summary>The housekeeper begins to write a segment ahead.</summary>
    public void BeginSegment() => Volatile.Write(ref _segmentTries, _segmentTries + 1);

    /// <summary>
    /// Errno of the last try to write ahead, when that is one that began after so many others: what failed earlier says nothing about now.
    /// </summary>
    public int SegmentErrorAfter(int tries)
    {
        long outcome = Volatile.Read(ref _segmentOutcome);
        return outcome >> 32 > tries ? (int)(outcome & int.MaxValue) : 0;
    }

    /// <summary>The housekeeper tried to write a segment ahead; wakes the commit thread where it waits for that.</summary>
    public void SettleSegment(int segment, int errno)
    {
        Volatile.Write(ref _segmentOutcome, ((long)_segmentTries << 32) | (uint)errno);
        if (errno == 0)
        {
            Volatile.Write(ref _readySegment, segment);
        }

        _ = EventFd.Signal(SegmentSettled);
    }

    /// <summary>The threads have ended: gives their descriptors back.</summary>
    public void CloseWakeUps()
    {
        EventFd.Close(HousekeeperWake);
        EventFd.Close(SegmentSettled);
    }

    /// <summary>The commit thread asks to cut the log below a segment; <paramref name="behind"/> must be whole then.</summary>
    public void RequestBase(int segment, SegmentOrigin origin, in SnapshotPoint behind)
    {
        lock (_headGate)
        {
            _requestedBase = segment;
            _requestedOrigin = origin;
            _requestedBehind = behind;
        }

        _ = EventFd.Signal(HousekeeperWake);
    }

    /// <summary>The last request of <see cref="RequestBase"/>, -1 for none.</summary>
    public int RequestedBase(out SegmentOrigin origin, out SnapshotPoint behind)
    {
        lock (_headGate)
        {
            origin = _requestedOrigin;
            behind = _requestedBehind;
            return _requestedBase;
        }
    }

    /// <summary>Wakes the loop. Any thread.</summary>
    public void SignalLoop()
    {
        if (_commitSignal >= 0)
        {
            // A full counter is a signal too; any other error means that the caller closed the descriptor, which only costs it the wake-up.
            _ = EventFd.Signal(_commitSignal);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Group commit on a thread of its own: takes all that is due, writes it as one group, waits for the device, publishes the head. One
/// group is in flight at
/// a time, so a later group on disk proves that the ones before were committed; recovery stands on that. After the first fault it does nothing any
/// more.
/// </summary>
internal sealed class CommitThread
{
    private const int IdleSliceMs = 1_000;
    private const int SegmentSliceMs = 100;
    private readonly JournalState _state;
    private readonly StagingArea _staging;
    private readonly FasterAppender _appender;
    private readonly Dictionary<int, SegmentOrigin> _origins;
    private readonly SnapshotLedger _ledger;
    private readonly Thread _thread;
    private readonly int _wake;
    private readonly Action _publish;
    private long _end;
    private long _released;
    private JournalHead _inFlight;
    private long _inFlightEnd;
    private volatile bool _closing;
    private int _woken;
    private int _asleep;

    public CommitThread(JournalState state, StagingArea staging, FasterAppender appender, RecoveredLog log)
    {
        _state = state;
        _staging = staging;
        _appender = appender;
        _origins = log.Origins;
        _ledger = log.Snapshots;
        _end = log.End;
        _released = state.BaseAddress;
        _wake = EventFd.Open();
        _publish = Publish;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal-commit" };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Something is staged. A thread that is at work looks by itself before it sleeps: no system call then.</summary>
    public void Wake()
    {
        Interlocked.Exchange(ref _woken, 1);
        if (Volatile.Read(ref _asleep) != 0)
        {
            _ = EventFd.Signal(_wake);
        }
    }

    /// <summary>Commits what is staged, then ends.</summary>
    /// <returns>False when the thread did not end in time; its descriptor is left to it then.</returns>
    public bool Stop(int deadlineMs)
    {
        _closing = true;
        Wake();
        if (_state.Ground.Stepped)
        {
            Run();
        }
        else if (!_thread.Join(deadlineMs))
        {
            return false;
        }

        EventFd.Close(_wake);
        return true;
    }

    /// <summary>Commits one group on the caller's thread, for tests that drive the journal themselves; false when nothing is staged.</summary>
    public bool Step() => Step(all: true);

    private bool Step(bool all)
    {
        bool taken = _staging.TryTake(all, out StagedGroup group);
        if (taken)
        {
            Commit(group);
        }

        return taken;
    }

    private void Run()
    {
        bool idle = false;
        while (_state.Fault is null)
        {
            bool closing = _closing;
            Volatile.Write(ref _woken, 0);
            if (Step(closing || idle))
            {
                idle = false;
                continue;
            }

            if (closing)
            {
                return;
            }

            idle = !Sleep();
        }
    }

    /// <summary>Waits for the loop; false when nobody called for so long that a batch may have been left unflushed.</summary>
    private bool Sleep()
    {
        Interlocked.Exchange(ref _asleep, 1);
        bool woken = Volatile.Read(ref _woken) != 0 || EventFd.Wait(_wake, IdleSliceMs);
        Volatile.Write(ref _asleep, 0);
        return woken;
    }

    private void Commit(StagedGroup group)
    {
        long began = BootClock.NowNs();
        _state.CommitBegins(began);
        JournalGeometry geometry = _state.Geometry;
        long address = GroupFormat.Place(geometry, _end, group.FramesLength);
        int total = GroupFormat.TotalBytes(address, group.FramesLength);
        Span<byte> bytes = group.Buffer.AsSpan(0, total);
        bytes[(GroupFormat.HeaderBytes + group.FramesLength)..].Clear();
        GroupFormat.Write(bytes, address, _state.Id, group.FirstSequence, group.FrameCount, group.FramesLength);
        Release();
        _inFlight = group.Last;
        _inFlightEnd = address + total;
        JournalFault? fault = CheckPieces(group) ?? AwaitSegment(geometry.SegmentOf(address));

        // The wait for a segment has a deadline of its own; what follows may hang in the kernel, and its time counts from here.
        _state.CommitBegins(BootClock.NowNs());
        fault ??= _appender.AppendDurably(new GroupEntry(group, total), total, address, _state.CommitDeadlineMs, _publish);
        group.Pieces.AsSpan(0, group.PieceCount).Clear();
        if (fault is not null)
        {
            _state.Latch(fault);
            return;
        }

        _state.Timed?.Invoke(BootClock.NowNs() - began);

        _end = address + total;
        int segment = geometry.SegmentOf(address);
        long wall = FrameFormat.ReadHeader(bytes[GroupFormat.HeaderBytes..], address).WallNs;
        bool opened = _origins.TryAdd(segment, new SegmentOrigin(group.FirstSequence, group.Previous, wall));
        Note(group, address);
        if (opened || geometry.OffsetInSegment(_end) > geometry.SegmentBytes / 2)
        {
            _state.WakeHousekeeper(segment + 1);
        }
    }

    /// <summary>
    /// What is copied now must be what was hashed: the frames are staged already, and bytes that do not fit them would hurt the log.
    /// </summary>
    private static JournalFault? CheckPieces(in StagedGroup group)
    {
        foreach (ref readonly LatePiece piece in group.Pieces.AsSpan(0, group.PieceCount))
        {
            if (Crc32C.Compute(piece.Bytes.Span) != piece.Checksum)
            {
                return new JournalFault(
                    JournalFaultKind.StateChanged, "the bytes of a snapshot were changed while it was written; it was given up, the log is whole");
            }
        }

        return null;
    }

    /// <summary>The group in flight is durable. After a fault nothing is published any more.</summary>
    private void Publish()
    {
        if (_state.Fault is null)
        {
            _state.Publish(_inFlight, _inFlightEnd);
        }
    }

    /// <summary>Follows the snapshots and asks for the cut behind the older one.</summary>
    private void Note(StagedGroup group, long address)
    {
        bool endsEarlier = group.SnapshotEnded != 0 && group.SnapshotEnded < group.FirstSequence;
        if (endsEarlier)
        {
            _ledger.End(group.SnapshotEnded);
        }

        if (group.SnapshotBegun != 0)
        {
            _ledger.Begin(new SnapshotPoint(group.SnapshotBegun, address, group.FirstSequence, group.Previous));
        }

        if (group.SnapshotEnded != 0 && !endsEarlier)
        {
            _ledger.End(group.SnapshotEnded);
        }

        if (group.SnapshotEnded != 0 && _ledger.Complete > 0)
        {
            _state.NewestSnapshot = _ledger.Newest;
        }

        if (group.SnapshotEnded != 0 && _ledger.Complete == 2)
        {
            JournalGeometry geometry = _state.Geometry;
            int keep = _state.Retention.FirstKept(
                geometry, geometry.SegmentOf(_state.BaseAddress), geometry.SegmentOf(_ledger.Older.GroupAddress), _state.ReadySegment, _origins,
                BootClock.WallNs(), _state.BelowFloor);
            _state.RequestBase(keep, _origins[keep], _ledger.Older);
        }
    }

    /// <summary>Lets FASTER close segments that the housekeeper has cut off.</summary>
    private void Release()
    {
        long released = _state.BaseAddress;
        if (released > _released)
        {
            _appender.ReleaseBefore(released);
            _released = released;
        }
    }

    /// <summary>
    /// Waits until the segment is written ahead. Only a try that began after it was asked for counts: an earlier one may have failed for want of
    /// space that is there by now.
    /// </summary>
    private JournalFault? AwaitSegment(int segment)
    {
        // Where threads are stepped the housekeeper had its turn just before, and gets none while this waits.
        int before = _state.Ground.Stepped ? 0 : _state.SegmentTries;
        long deadline = BootClock.NowNs() + (_state.CommitDeadlineMs * 1_000_000L);
        while (_state.ReadySegment < segment)
        {
            _state.AwaitedSegment = segment;
            _state.WakeHousekeeper(segment);
            int errno = _state.SegmentErrorAfter(before);
            if (errno != 0 || BootClock.NowNs() > deadline)
            {
                string why = errno != 0 ? Errno.Describe(errno) : "it took too long";
                return new JournalFault(
                    JournalFaultKind.SegmentFailed, $"{SegmentFiles.PathOf(_state.Directory, segment)} could not be written ahead: {why}");
            }

            EventFd.Wait(_state.SegmentSettled, SegmentSliceMs);
        }

        return null;
    }
}

using System;
using System.IO;
using System.Threading;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// What must happen beside the commits and never on their path: the anchor follows the head, segments are written ahead, the log is cut behind the
/// older snapshot, free space
/// is watched. It must never anchor what is not committed, nor remove a segment before the anchor says that the log begins behind it.
/// </summary>
internal sealed class Housekeeper
{
    private const int PauseMs = 1;
    private const int UrgentShare = 8;
    private const int ReserveLookMs = 50;
    private const long QuietBytes = 64 * 1024;
    private readonly Func<long, bool> _pace;
    private readonly JournalState _state;
    private readonly AnchorFile _file;
    private readonly Thread _thread;
    private readonly int _intervalMs;
    private readonly int _ending;
    private Anchor _anchor;
    private long _anchorDueNs;
    private long _looked;
    private long _lookDueNs;
    private ulong _refused;
    private volatile bool _closing;

    public Housekeeper(JournalState state, AnchorFile file, in Anchor anchor, int intervalMs)
    {
        _state = state;
        _file = file;
        _anchor = anchor;
        _intervalMs = intervalMs;
        _lookDueNs = state.ReserveFromNs;
        _ending = EventFd.Open();
        _pace = Pace;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal-keep" };
    }

    /// <summary>Does what is due, on the caller's thread: for tests that drive the journal themselves.</summary>
    /// <param name="follow">Whether the anchor is due.</param>
    public void Step(bool follow)
    {
        WriteAhead();
        Cut();
        if (follow)
        {
            FollowHead();
            Measure();
        }
    }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        Measure();
        _thread.Start();
    }

    /// <summary>Ends the thread; the anchor is written a last time when there is no fault.</summary>
    /// <param name="deadlineMs">Time to wait for it.</param>
    /// <param name="alone">The commit thread has ended. If not, the descriptor stays open: a late signal must not hit one that was reused.</param>
    public bool Stop(int deadlineMs, bool alone)
    {
        _closing = true;
        _ = EventFd.Signal(_ending);
        _ = EventFd.Signal(_state.HousekeeperWake);
        if (!_state.Ground.Stepped && !_thread.Join(deadlineMs))
        {
            return false;
        }

        EventFd.Close(_ending);
        if (_state.Fault is null)
        {
            FollowHead();
        }

        if (alone)
        {
            _state.CloseWakeUps();
        }

        return true;
    }

    private void Run()
    {
        while (!_closing && _state.Fault is null)
        {
            bool looks = _state.Reserve() < _state.ReserveSegments && BootClock.NowNs() >= _state.ReserveFromNs;
            EventFd.Wait(_state.HousekeeperWake, looks ? Math.Min(ReserveLookMs, _intervalMs) : _intervalMs);
            if (_closing || _state.Fault is not null)
            {
                return;
            }

            bool due = BootClock.NowNs() >= _anchorDueNs;
            Step(due);
            FillReserve();
            _anchorDueNs = due ? BootClock.NowNs() + (_intervalMs * 1_000_000L) : _anchorDueNs;
        }
    }

    private void Measure()
    {
        if (_state.Ground.Disk.FreeBytes(_state.Directory, out long free) == 0)
        {
            _state.FreeBytes = free;
            _state.BelowFloor = _state.Floor.Take(free);
        }
    }

    private void WriteAhead()
    {
        int errno = 0;
        while (errno == 0 && !_closing && Math.Max(_state.WantedSegment, _state.UrgentSegment) > _state.ReadySegment)
        {
            errno = WriteSegment();
        }
    }

    private int WriteSegment()
    {
        int segment = _state.ReadySegment + 1;
        _state.BeginSegment();
        int errno = SegmentFiles.WriteAhead(_state.Ground.Disk, _state.Directory, segment, _state.Geometry.SegmentBytes, _pace);
        _state.SettleSegment(segment, errno);
        return errno;
    }

    /// <summary>
    /// One more segment for the reserve, if the log hardly grew since the last look: while it is busy only what it needs next is written ahead.
    /// What fails here is no news: when the segment is needed it is tried again.
    /// </summary>
    private void FillReserve()
    {
        long now = BootClock.NowNs();
        if (_closing || now < _lookDueNs || _state.Reserve() >= _state.ReserveSegments)
        {
            return;
        }

        _ = _state.Committed(out long end);
        bool quiet = end - _looked <= QuietBytes;
        _looked = end;
        _lookDueNs = now + (ReserveLookMs * 1_000_000L);
        if (quiet && _state.Floor.Spares(_state.FreeBytes, _state.Geometry.SegmentBytes))
        {
            WriteSegment();
        }
    }

    /// <summary>Commits on the same device get their turn; true when the log will reach the segment before it could be written.</summary>
    private bool Pace(long done)
    {
        int segment = _state.ReadySegment + 1;
        if (done > 0 && !_state.Ground.Stepped)
        {
            EventCalls.WaitOne(_ending, EventCalls.In, PauseMs);
        }

        _ = _state.Committed(out long end);
        long left = _state.Geometry.SegmentStart(segment) - end;
        return _state.UrgentSegment >= segment || left < _state.Geometry.SegmentBytes / UrgentShare;
    }

    private void FollowHead()
    {
        JournalHead head = _state.Committed(out long end);
        if (head.Sequence > _anchor.Sequence)
        {
            Write(_anchor with { Sequence = head.Sequence, Hash = head.Hash, EndAddress = end });
        }
    }

    private bool Write(in Anchor anchor)
    {
        int errno = _file.Write(anchor);
        if (errno != 0)
        {
            _state.Latch(new JournalFault(
                JournalFaultKind.AnchorFailed, $"{Path.Combine(_state.Directory, AnchorFile.Name)} could not be written: {Errno.Describe(errno)}"));
            return false;
        }

        _anchor = anchor;
        return true;
    }

    private void Cut()
    {
        int segment = _state.RequestedBase(out SegmentOrigin origin, out SnapshotPoint behind);
        if (segment <= _anchor.BaseSegment || behind.BeginSequence == _refused || !IsWhole(behind))
        {
            return;
        }

        JournalHead head = _state.Committed(out long end);
        Anchor cut = _anchor with
        {
            Sequence = head.Sequence,
            Hash = head.Hash,
            EndAddress = end,
            BaseSegment = segment,
            BaseSequence = origin.FirstSequence,
            BasePrevious = origin.Previous,
        };

        int first = _anchor.BaseSegment;

        // Both slots must say it before the first segment goes: either of them may be the one that survives.
        JournalGround ground = _state.Ground;
        if (!ground.Has(JournalGuards.AnchorBeforeCut))
        {
            Remove(first, segment);
        }

        if (!Write(cut) || (ground.Has(JournalGuards.BothSlotsBeforeCut) && !Write(cut)))
        {
            return;
        }

        _state.SetBase(_state.Geometry.SegmentStart(segment), new JournalHead(origin.FirstSequence - 1, origin.Previous));
        Remove(first, segment);
    }

    /// <summary>
    /// Reads the snapshot that the cut log would begin with back from the file, every checksum and its hash. Only what was read goes on to be
    /// the oldest thing that a start can stand on; a snapshot that is hurt keeps everything before it.
    /// </summary>
    private bool IsWhole(in SnapshotPoint point)
    {
        using LogScanner scanner = new(
            _state.Ground, _state.Directory, _state.Geometry, _state.Id, point.GroupAddress, point.GroupFirstSequence, point.GroupPrevious);
        using SnapshotCheck check = new();
        while (scanner.TryNextGroup())
        {
            while (scanner.TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload))
            {
                if (check.Take(header, payload) == SnapshotStep.Completed && check.BeginSequence == point.BeginSequence)
                {
                    _state.CutRefused = null;
                    return true;
                }
            }
        }

        _refused = point.BeginSequence;
        string what = $"the snapshot at sequence {point.BeginSequence} does not read back whole ({scanner.Defect})";
        _state.CutRefused = $"{what}, so nothing before it is removed";
        return false;
    }

    private void Remove(int first, int segment)
    {
        for (int gone = first; gone < segment; gone++)
        {
            int errno = _state.Ground.Disk.Unlink(SegmentFiles.PathOf(_state.Directory, gone));
            if (errno is not 0 and not Errno.NoEntry)
            {
                _state.Latch(new JournalFault(
                    JournalFaultKind.TruncateFailed, $"{SegmentFiles.PathOf(_state.Directory, gone)} could not be removed: {Errno.Describe(errno)}"));
                return;
            }
        }

        int synced = _state.Ground.Disk.SyncDirectory(_state.Directory);
        if (synced != 0)
        {
            _state.Latch(new JournalFault(JournalFaultKind.TruncateFailed, $"{_state.Directory} could not be synced: {Errno.Describe(synced)}"));
        }
    }
}

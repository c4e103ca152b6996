using System;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Journal;

/// <summary>
/// The journal of one node (SPEC 11): what is appended here survives. One loop thread appends; a commit thread makes groups durable and publishes
/// the head; the loop lets out
/// what must not go before durable when <see cref="CommittedSequence"/> has passed it. It must never report as committed what is not on the
/// device, and after
/// the first <see cref="Fault"/> it does nothing any more: the caller closes the gate and stops the process.
/// </summary>
public sealed class NodeJournal : IDisposable
{
    private const int DisposeDeadlineMs = 5_000;
    /// <summary>The commit thread says by itself when a commit is late, unless it is stuck: so much more of the deadline is left to it.</summary>
    private const int HangGraceShare = 4;
    private readonly JournalState _state;
    private readonly StagingArea _staging;
    private readonly CommitThread _commit;
    private readonly HashThread _hash = new();
    private readonly Housekeeper _keeper;
    private readonly FasterAppender _appender;
    private readonly AnchorFile _anchor;
    private readonly StateLock _lock;
    private readonly ReplaySource _replay;
    private readonly ReplicaIntake _intake;
    private readonly JournalHead? _opened;
    private SnapshotWriter? _snapshot;
    private ulong _committedAtLook;
    private long _lookedNs;
    private long _stoodNs;
    private bool _appended;
    private bool _wakeDue;
    private bool _closed;

    internal NodeJournal(
        JournalState state,
        StagingArea staging,
        CommitThread commit,
        Housekeeper keeper,
        FasterAppender appender,
        AnchorFile anchor,
        StateLock stateLock,
        ReplaySource replay,
        RecoveredLog log)
    {
        _state = state;
        _staging = staging;
        _commit = commit;
        _keeper = keeper;
        _appender = appender;
        _anchor = anchor;
        _lock = stateLock;
        _replay = replay;
        _intake = new ReplicaIntake(staging, state.Geometry, log.Run);
        Appended = state.Committed(out _);
        LastEpoch = log.Epoch;
        _opened = HasState ? Appended : null;
        if (!state.Ground.Stepped)
        {
            _hash.Start();
        }
    }

    /// <summary>Opens or creates the journal of a state directory. Nothing is thrown for what an operator can meet.</summary>
    public static JournalOpenResult Open(JournalOptions options) => JournalOpening.Open(options);

    /// <summary>Last sequence that is durable. Any thread.</summary>
    public ulong CommittedSequence => _state.CommittedSequence;

    /// <summary>Last durable frame: sequence and chain hash together. Any thread.</summary>
    public JournalHead Committed => _state.Committed(out _);

    /// <summary>Last appended frame, durable or not. Loop thread.</summary>
    public JournalHead Appended { get; private set; }

    /// <summary>Highest epoch of an appended frame, 0 before the first. Loop thread.</summary>
    public ulong LastEpoch { get; private set; }

    /// <summary>
    /// Whether the log tells a state: from its first frame on, or by a complete snapshot. False only for a copy that is still getting its first
    /// snapshot; such a node must not take over. Any thread.
    /// </summary>
    public bool HasState
    {
        get
        {
            _ = _state.Base(out JournalHead before);
            return before.Sequence == 0 || _state.NewestSnapshot is not null;
        }
    }

    /// <summary>The fault that ended this journal, or null. Any thread.</summary>
    public JournalFault? Fault => _state.Fault;

    /// <summary>Bytes free on the file system, looked at about once a second. Any thread.</summary>
    public long FreeBytes => _state.FreeBytes;

    /// <summary>Segment files of the kept log, the one written ahead among them.</summary>
    public int Segments => _state.ReadySegment - _state.Geometry.SegmentOf(_state.BaseAddress) + 1;

    /// <summary>Whether the reserve of segments written ahead is complete. Any thread.</summary>
    internal bool ReserveFull => _state.Reserve() >= _state.ReserveSegments;

    /// <summary>Bytes of all segment files together.</summary>
    public long Bytes => (long)Segments * _state.Geometry.SegmentBytes;

    /// <summary>
    /// Free space is below the floor, or was and has not grown a quarter beyond it: accept no engine commits, keep protecting. Any thread.
    /// </summary>
    public bool BelowFloor => _state.BelowFloor;

    /// <summary>Why the log is not cut though it could be, for people; null while nothing is wrong. Any thread.</summary>
    public string? CutRefused => _state.CutRefused;

    /// <summary>Largest payload of one frame, bytes.</summary>
    public int MaxPayloadBytes => _state.Geometry.MaxPayloadBytes;

    /// <summary>The last signed statement about the head that the journal held when it was opened; null for none.</summary>
    public SignedHead? LastSignedHead => _state.LastSignedHead;

    /// <summary>Identity of this journal.</summary>
    public JournalId Id => _state.Id;

    /// <summary>Visits the last complete snapshot and every frame behind its begin. Once, before the first append.</summary>
    /// <returns>How it went; unless it is whole, what the visitor took counts for nothing and the node must stay closed.</returns>
    public ReplayReport Replay(IJournalVisitor visitor)
    {
        if (_appended)
        {
            throw new InvalidOperationException("Replay comes before the first append.");
        }

        return _replay.Run(visitor);
    }

    /// <summary>Stages a frame and wakes the commit thread. Loop thread; allocates nothing.</summary>
    /// <param name="kind">What the payload is; below <see cref="ReservedKinds.First"/>.</param>
    /// <param name="epoch">Ownership epoch.</param>
    /// <param name="wallNs">Wall clock, Unix nanoseconds.</param>
    /// <param name="payload">At most <see cref="MaxPayloadBytes"/>.</param>
    /// <param name="sequence">The frame's sequence; it is durable when <see cref="CommittedSequence"/> reaches it.</param>
    /// <returns>False when the staging bound is reached or the journal has ended: nothing was taken, the caller holds back its source.</returns>
    public bool TryAppend(ushort kind, ulong epoch, long wallNs, ReadOnlySpan<byte> payload, out ulong sequence)
    {
        bool staged = TryStage(kind, epoch, wallNs, payload, out sequence);
        Flush();
        return staged;
    }

    /// <summary>
    /// Stages a frame without waking the commit thread, so that a batch becomes one group: stage all of it, then <see cref="Flush"/>. A batch that
    /// is never flushed waits until the commit thread looks by itself, up to a second.
    /// </summary>
    /// <inheritdoc cref="TryAppend"/>
    public bool TryStage(ushort kind, ulong epoch, long wallNs, ReadOnlySpan<byte> payload, out ulong sequence)
    {
        if (kind >= ReservedKinds.First)
        {
            ThrowReserved(kind);
        }

        return TryStageAny(kind, epoch, wallNs, payload, out sequence);
    }

    /// <summary>Appends a signed statement about the head and wakes the commit thread. Loop thread.</summary>
    /// <returns>False like <see cref="TryAppend"/>.</returns>
    public bool TryAppendHead(ulong epoch, long wallNs, SignedHead head, out ulong sequence)
    {
        bool staged = TryStageAny(ReservedKinds.SignedHead, epoch, wallNs, head.Payload(), out sequence);
        Flush();
        return staged;
    }

    /// <summary>
    /// Stages frames of the owner's log as they are, after each of them was verified: length, checksum, version, sequence, previous and chain hash,
    /// an epoch not below <see cref="LastEpoch"/>. The kinds of the journal itself go through. Of one call either all that it looked at is staged or
    /// nothing. The thread that appends.
    /// </summary>
    /// <param name="frames">Whole frames, back to back, the first one being the one behind <see cref="Appended"/>.</param>
    public ReplicaAppend TryAppendReplicated(ReadOnlySpan<byte> frames)
    {
        if (_closed || _state.Fault is not null)
        {
            return ReplicaAppend.Ended(Appended, LastEpoch);
        }

        ReplicaAppend taken = _intake.Take(frames, Appended, LastEpoch);
        if (taken.Bytes > 0)
        {
            _appended = true;
            Appended = taken.Last.Head;
            LastEpoch = taken.Last.Epoch;
        }

        if (taken.Bytes > 0 || taken.Status == ReplicaAppendStatus.Full)
        {
            _wakeDue = true;
            Flush();
        }

        return taken;
    }

    /// <summary>Reads durable frames for one follower; to be disposed before this journal. Any thread.</summary>
    public FramePull OpenPull() => new(_state);

    /// <summary>
    /// Hands durable frames out as they come, behind what <see cref="Replay"/> visited; see <see cref="DurableFeed"/>. To be disposed before this
    /// journal. Any thread.
    /// </summary>
    public DurableFeed OpenFeed() => new(_state, _opened);

    /// <summary>Waits until more is durable, without asking again and again. Any thread, any number of waiters.</summary>
    /// <param name="behind">A sequence.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancel">Ends the wait; the task is cancelled then.</param>
    /// <returns>Whether a frame behind it is durable; false after the time, a fault or a close.</returns>
    public async Task<bool> WaitDurableAsync(ulong behind, TimeSpan timeout, CancellationToken cancel)
    {
        await _state.More(behind).WaitAsync(timeout, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        return _state.CommittedSequence > behind;
    }

    /// <summary>Wakes the commit thread when something was staged since the last call. Loop thread; allocates nothing.</summary>
    public void Flush()
    {
        if (_wakeDue)
        {
            _wakeDue = false;
            _staging.Flush();
            _commit.Wake();
        }
    }

    /// <summary>Begins to write a snapshot of the state after the last appended frame; see <see cref="SnapshotWriter"/>. Loop thread.</summary>
    /// <param name="state">
    /// Canonical bytes. They are read until <see cref="SnapshotWriter.EndSequence"/> is durable and must not change before: what was hashed and what
    /// is written would differ, and the log would be hurt.
    /// </param>
    /// <param name="epoch">Ownership epoch.</param>
    /// <param name="wallNs">Wall clock, Unix nanoseconds.</param>
    /// <param name="atOnce">The caller has nothing else to do: all is hashed now, on his thread.</param>
    public SnapshotWriter BeginSnapshot(ReadOnlyMemory<byte> state, ulong epoch, long wallNs, bool atOnce = false)
    {
        _snapshot?.End();
        _state.Announce(state.Length);
        _snapshot = new SnapshotWriter(this, _state.Geometry, state, epoch, wallNs, atOnce || _closed || _state.Ground.Stepped ? null : _hash);
        return _snapshot;
    }

    /// <summary>
    /// Looks whether the commit in flight hangs, or the commit thread does not begin with what was appended; the loop calls it every tick, so a
    /// thread that is stuck anywhere is seen from outside. One caller at a time.
    /// </summary>
    /// <param name="bootNowNs">CLOCK_BOOTTIME, ns.</param>
    /// <returns>The fault, or null.</returns>
    public JournalFault? CheckHang(long bootNowNs)
    {
        long started = _state.CommitStartedNs;
        long deadlineNs = _state.CommitDeadlineMs * 1_000_000L;
        long allowedNs = deadlineNs + (deadlineNs / HangGraceShare);
        if (started != 0 && bootNowNs - started > allowedNs)
        {
            _state.Latch(new JournalFault(JournalFaultKind.CommitTimeout, $"a commit has been in flight for more than {allowedNs / 1_000_000L} ms"));
        }

        if (StandsStill(started, bootNowNs, allowedNs))
        {
            _state.Latch(new JournalFault(
                JournalFaultKind.CommitTimeout,
                $"entries wait and no commit has begun for more than {allowedNs / 1_000_000L} ms: the commit thread hangs"));
        }

        return _state.Fault;
    }

    /// <summary>
    /// Whether entries have waited for so long, with no commit in flight and none done meanwhile. The time between two looks counts half of what
    /// is allowed at most: a machine that was paused is no thread that hangs, and whoever woke up first must not say so.
    /// </summary>
    private bool StandsStill(long started, long bootNowNs, long allowedNs)
    {
        ulong committed = CommittedSequence;
        bool waits = started == 0 && committed < Appended.Sequence && committed == _committedAtLook;
        _stoodNs = waits ? _stoodNs + Math.Min(bootNowNs - _lookedNs, allowedNs / 2) : 0;
        _committedAtLook = committed;
        _lookedNs = bootNowNs;
        return _stoodNs > allowedNs;
    }

    /// <summary>Commits all that is staged, writes the anchor, gives the lock back. The journal is unusable afterwards.</summary>
    /// <param name="deadlineMs">Time for the commits.</param>
    /// <returns>Null when everything appended is durable, else the fault.</returns>
    public JournalFault? Close(int deadlineMs)
    {
        if (_closed)
        {
            return _state.Fault;
        }

        _closed = true;
        _wakeDue = false;
        _snapshot?.End();
        _intake.Dispose();
        _hash.Stop(!_state.Ground.Stepped);
        bool stopped = _commit.Stop(deadlineMs);
        if (!stopped)
        {
            _state.Latch(new JournalFault(JournalFaultKind.CommitTimeout, $"the last commits did not end within {deadlineMs} ms"));
        }

        bool kept = _keeper.Stop(deadlineMs, stopped);
        if (stopped && kept)
        {
            _appender.Dispose();
            _anchor.Dispose();
        }

        _lock.Dispose();
        _state.End();
        return _state.Fault;
    }

    /// <summary>Commits one group on the caller's thread; only on a ground that is stepped.</summary>
    internal bool StepCommit() => _commit.Step();

    /// <summary>Lets the housekeeper do what is due on the caller's thread; only on a ground that is stepped.</summary>
    internal void StepKeeper(bool follow) => _keeper.Step(follow);

    /// <summary>Has the segment written ahead that the next group may need, on the caller's thread; only on a ground that is stepped.</summary>
    internal void StepSegment()
    {
        _ = _state.Committed(out long end);
        int segment = Math.Max(_state.WantedSegment, _state.Geometry.SegmentOf(end + _state.Geometry.GroupBytes));
        if (segment > _state.ReadySegment)
        {
            _state.WakeHousekeeper(segment);
            _keeper.Step(follow: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close(DisposeDeadlineMs);

    internal bool TryStageAny(ushort kind, ulong epoch, long wallNs, ReadOnlySpan<byte> payload, out ulong sequence)
    {
        sequence = 0;
        if (_closed || _state.Fault is not null)
        {
            return false;
        }

        bool taken = Note(_staging.TryAppend(kind, epoch, wallNs, payload, out JournalHead head, out bool first), head, first);
        sequence = head.Sequence;
        LastEpoch = taken ? Math.Max(LastEpoch, epoch) : LastEpoch;
        return taken;
    }

    /// <summary>Stages a piece of a snapshot.</summary>
    internal bool TryStagePiece(ulong epoch, long wallNs, ReadOnlySpan<byte> front, ReadOnlyMemory<byte> piece, uint checksum) =>
        !_closed && _state.Fault is null
            && Note(_staging.TryAppendPiece(epoch, wallNs, front, piece, checksum, out JournalHead head, out bool first), head, first);

    /// <summary>Wakes the loop. Any thread.</summary>
    internal void SignalLoop() => _state.SignalLoop();

    private bool Note(bool taken, in JournalHead head, bool first)
    {
        if (!taken)
        {
            // Full: the commit thread must have been told, or the caller would wait for room that nobody makes.
            Flush();
            return false;
        }

        _appended = true;
        _wakeDue |= first;
        Appended = head;
        return true;
    }

    private static void ThrowReserved(ushort kind) =>
        throw new ArgumentOutOfRangeException(nameof(kind), kind, "Kinds from 0xF000 on belong to the journal.");
}

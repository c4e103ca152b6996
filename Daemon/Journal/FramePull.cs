using System;
using System.Globalization;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Reads durable frames of a running journal for one follower, as the exact bytes of the log, beside appends and cuts (SPEC 12). It remembers where
/// the last answer ended: a follower that is up to date costs one read of what is new. It must never give out what is not durable, nor call
/// common what is not proved to be (FORMAT.md, Copies). One thread at a time, any thread.
/// </summary>
public sealed class FramePull : IDisposable
{
    /// <summary>Room that the buffer of a caller must have at least: the largest frame.</summary>
    public const int MinBufferBytes = FrameFormat.OverheadBytes + FrameFormat.MaxPayloadBytes;

    private const int MaxTries = 8;
    private readonly JournalState _state;
    private readonly JournalGeometry _geometry;
    private readonly SegmentWindow _window;
    private readonly LogSeek _seek;
    private JournalHead _last;
    private bool _placed;
    private long _address;
    private long _groupEnd;
    private int _framesLeft;
    private string _problem = string.Empty;

    internal FramePull(JournalState state)
    {
        _state = state;
        _geometry = state.Geometry;
        _window = new SegmentWindow(state.Ground, state.Directory, state.Geometry);
        _seek = new LogSeek(state);
    }

    /// <summary>The journal that is read.</summary>
    public JournalId Id => _state.Id;

    /// <summary>Where a copy begins that has nothing: at the latest complete snapshot, or with the first frame.</summary>
    public FramePullAnswer PullBase()
    {
        JournalHead committed = _state.Committed(out _);
        for (int i = 0; i < MaxTries; i++)
        {
            _ = _state.Base(out JournalHead before);
            if (_state.NewestSnapshot is not { } snapshot)
            {
                return before.Sequence == 0
                    ? From(committed, before)
                    : Fail(committed, "this log has no complete snapshot yet, so no copy can begin from it");
            }

            if (snapshot.BeginSequence - 1 == before.Sequence)
            {
                return From(committed, before);
            }

            SeekOutcome outcome = _seek.TryLast(snapshot.BeginSequence - 1, ulong.MaxValue, out SoughtFrame frame);
            if (outcome == SeekOutcome.Failed)
            {
                return Fail(committed, _seek.Problem);
            }

            if (outcome == SeekOutcome.Found && frame.Header.Sequence == snapshot.BeginSequence - 1)
            {
                return From(committed, frame.Position.Head);
            }
        }

        return Fail(committed, "the log was cut again and again while its begin was looked for");
    }

    /// <summary>The frames behind a follower's last one, as many as fit whole.</summary>
    /// <param name="id">The follower's journal.</param>
    /// <param name="last">Its last durable frame.</param>
    /// <param name="target">Takes the frames; at least <see cref="MinBufferBytes"/>.</param>
    public FramePullAnswer Pull(in JournalId id, in FramePosition last, Span<byte> target)
    {
        if (target.Length < MinBufferBytes)
        {
            throw new ArgumentException("A buffer must hold the largest frame.", nameof(target));
        }

        JournalHead committed = _state.Committed(out long end);
        if (id != _state.Id)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"the copy is of journal {id}, this is journal {_state.Id}");
            return new FramePullAnswer(FramePullKind.Foreign, committed) { Message = message };
        }

        if ((!_placed || last.Head != _last) && Place(committed, last) is { } answer)
        {
            return answer;
        }

        return Read(committed, end, target);
    }

    /// <summary>
    /// The last durable frame whose sequence and epoch are not above these; what stands before the kept log where that is all there is. A follower
    /// reads its own log so: its position when it connects (no bounds), and where to ask from after <see cref="FramePullKind.Diverged"/>.
    /// </summary>
    /// <param name="sequence">Highest sequence.</param>
    /// <param name="epoch">Highest epoch.</param>
    /// <param name="position">The frame.</param>
    /// <param name="problem">Why there is none; empty where all of the kept log is behind these bounds: nothing in it is common then.</param>
    public bool TryFind(ulong sequence, ulong epoch, out FramePosition position, out string problem)
    {
        problem = string.Empty;
        SeekOutcome outcome = _seek.TryLast(sequence, epoch, out SoughtFrame found);
        position = found.Position;
        if (outcome == SeekOutcome.None)
        {
            _ = _state.Base(out JournalHead before);
            position = new FramePosition(before.Sequence, before.Hash, 0);
            return before.Sequence <= sequence;
        }

        problem = outcome == SeekOutcome.Failed ? _seek.Problem : string.Empty;
        return outcome == SeekOutcome.Found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _window.Dispose();
        _seek.Dispose();
    }

    /// <summary>Goes to the follower's position; an answer where that is not in this log.</summary>
    private FramePullAnswer? Place(in JournalHead committed, in FramePosition last)
    {
        _placed = false;
        long begin = _state.Base(out JournalHead before);
        if (last.Sequence < before.Sequence)
        {
            return PullBase();
        }

        if (last.Sequence == before.Sequence)
        {
            return last.Hash == before.Hash ? At(last.Head, begin, begin, 0) : PullBase();
        }

        if (last.Sequence > committed.Sequence)
        {
            return Apart(committed, last);
        }

        return _seek.TryLast(last.Sequence, ulong.MaxValue, out SoughtFrame frame) switch
        {
            SeekOutcome.Failed => Fail(committed, _seek.Problem),
            SeekOutcome.None => PullBase(),
            _ when frame.Header.Hash != last.Hash => Apart(committed, last),
            _ => At(
                last.Head, frame.Header.Address + FrameFormat.OverheadBytes + frame.Header.PayloadLength, frame.GroupEnd, frame.FramesLeft),
        };
    }

    private FramePullAnswer? At(in JournalHead head, long address, long groupEnd, int framesLeft)
    {
        _last = head;
        _framesLeft = framesLeft;
        _groupEnd = groupEnd;
        _address = framesLeft == 0 ? groupEnd : address;
        _placed = true;
        return null;
    }

    /// <summary>
    /// The follower's last frame is not here. This log's last frame of an epoch not above the follower's bounds what is common, in sequence and in
    /// epoch; FORMAT.md says why, and why one such step need not be enough.
    /// </summary>
    private FramePullAnswer Apart(in JournalHead committed, in FramePosition last)
    {
        _ = _state.Base(out JournalHead before);
        switch (_seek.TryLast(ulong.MaxValue, last.Epoch, out SoughtFrame frame))
        {
            case SeekOutcome.Failed:
                return Fail(committed, _seek.Problem);
            case SeekOutcome.None when committed.Sequence > before.Sequence:
                // All that stands here has a higher epoch. Where it is the whole log, nothing is common but the begin.
                return before.Sequence > 0 ? PullBase() : new FramePullAnswer(FramePullKind.Diverged, committed);
            default:
                break;
        }

        FramePosition bound = frame.Header.Sequence > 0 ? frame.Position : new FramePosition(committed.Sequence, committed.Hash, 0);
        if (bound.Epoch == last.Epoch && bound.Sequence >= last.Sequence)
        {
            return new FramePullAnswer(FramePullKind.Conflict, committed)
            {
                Message = $"sequence {last.Sequence} of epoch {last.Epoch} is another one in the copy than here: two histories under one epoch",
            };
        }

        if (bound.Sequence == committed.Sequence)
        {
            return new FramePullAnswer(FramePullKind.Ahead, committed)
            {
                Message = $"the copy ends at sequence {last.Sequence}, epoch {last.Epoch}, this log at {committed.Sequence}, epoch {bound.Epoch}: "
                    + "nothing of a higher epoch stands here, so nothing proves that the rest of the copy was given up",
            };
        }

        return new FramePullAnswer(FramePullKind.Diverged, committed)
        {
            CommonSequence = Math.Min(bound.Sequence, last.Sequence - 1),
            CommonEpoch = bound.Epoch,
        };
    }

    private FramePullAnswer Read(in JournalHead committed, long end, Span<byte> target)
    {
        int used = 0;
        int frames = 0;
        while (_address < end)
        {
            if (_framesLeft == 0 && !TryEnterGroup(end))
            {
                return frames > 0 ? Answer(committed, used, frames) : Gone(committed);
            }

            if (_window.From(_address).IsEmpty && !TryLoad(end))
            {
                return frames > 0 ? Answer(committed, used, frames) : Gone(committed);
            }

            ReadOnlySpan<byte> rest = _window.From(_address);
            FrameDefect defect = FrameFormat.Check(
                rest, _last.Sequence + 1, _last.Hash, _address, rehash: false, JournalGuards.None, out FrameHeader header);
            if (defect != FrameDefect.None)
            {
                Note(defect.ToString());
                return frames > 0 ? Answer(committed, used, frames) : Gone(committed);
            }

            int length = FrameFormat.OverheadBytes + header.PayloadLength;
            if (length > target.Length - used)
            {
                break;
            }

            rest[..length].CopyTo(target[used..]);
            used += length;
            frames++;
            _last = new JournalHead(header.Sequence, header.Hash);
            _framesLeft--;
            _address = _framesLeft == 0 ? _groupEnd : _address + length;
        }

        return Answer(committed, used, frames);
    }

    private FramePullAnswer Answer(in JournalHead committed, int bytes, int frames) =>
        new(frames > 0 ? FramePullKind.Frames : FramePullKind.Current, committed) { Bytes = bytes, Frames = frames, Last = _last };

    /// <summary>What follows was cut off, or is hurt.</summary>
    private FramePullAnswer Gone(in JournalHead committed)
    {
        _placed = false;
        return _geometry.SegmentOf(_address) < _geometry.SegmentOf(_state.BaseAddress) ? PullBase() : Fail(committed, _problem);
    }

    /// <summary>Takes up the group at the address, or the one behind the empty rest of the page.</summary>
    private bool TryEnterGroup(long end)
    {
        while (true)
        {
            // A group whose end is not in memory yet is loaded from its begin; then all of it is.
            FrameDefect defect = GroupFormat.Read(_window.From(_address), _address, _state.Id, JournalGuards.None, out GroupHeader group);
            if (defect != FrameDefect.None)
            {
                if (!TryLoad(end))
                {
                    return false;
                }

                defect = GroupFormat.Read(_window.From(_address), _address, _state.Id, JournalGuards.None, out group);
            }

            if (defect == FrameDefect.None)
            {
                _framesLeft = group.FrameCount;
                _groupEnd = _address + group.TotalBytes;
                _address += GroupFormat.HeaderBytes;
                return true;
            }

            long next = _geometry.NextPage(_address);
            ReadOnlySpan<byte> bytes = _window.From(_address);
            bool isGap = next < end && (_address & (_geometry.PageBytes - 1L)) != 0
                && !bytes[..Math.Min(bytes.Length, GroupFormat.HeaderBytes)].ContainsAnyExcept((byte)0);
            if (!isGap)
            {
                Note(defect.ToString());
                return false;
            }

            _address = next;
            _groupEnd = next;
        }
    }

    private bool TryLoad(long end)
    {
        int errno = _window.Load(_address, end);
        if (errno != 0)
        {
            Note(Errno.Describe(errno));
        }

        return errno == 0;
    }

    private void Note(string why) => _problem = string.Create(
        CultureInfo.InvariantCulture,
        $"{SegmentFiles.PathOf(_state.Directory, _geometry.SegmentOf(_address))}, offset {_geometry.OffsetInSegment(_address)}: sequence "
        + $"{_last.Sequence + 1} is durable and does not read back ({why}): the device or the memory fails, or another process writes here");

    private FramePullAnswer From(in JournalHead committed, in JournalHead before) =>
        new(FramePullKind.FromSnapshot, committed) { Base = new JournalBase(_state.Id, _geometry, before) };

    private static FramePullAnswer Fail(in JournalHead committed, string message) => new(FramePullKind.Failed, committed) { Message = message };
}

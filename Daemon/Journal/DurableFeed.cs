using System;

namespace Basisd.Journal;

/// <summary>
/// Hands the durable frames of a running journal to a visitor, in order and each one once: what a follower applies to a core of its own (SPEC 12).
/// It goes on behind what the journal held when it was opened (<see cref="NodeJournal.Replay"/> visits that); where that was no state yet, it
/// waits for the first complete snapshot and begins there. It must never hand out what is not durable. One thread at a time, any thread.
/// </summary>
public sealed class DurableFeed : IDisposable
{
    private readonly JournalState _state;
    private readonly FramePull _pull;
    private readonly SnapshotCheck _check = new();
    private readonly byte[] _frames = new byte[FramePull.MinBufferBytes];
    private FramePosition _at;
    private FrameHeader _begin;
    private byte[] _bytes = [];
    private int _used;
    private bool _hasState;

    internal DurableFeed(JournalState state, JournalHead? opened)
    {
        _state = state;
        _pull = new FramePull(state);
        _ = state.Base(out JournalHead before);
        JournalHead at = opened ?? before;
        _hasState = opened is not null;
        _at = new FramePosition(at.Sequence, at.Hash, 0);
    }

    /// <summary>The last frame that was handed out, or passed over because the visitor has no use for it.</summary>
    public JournalHead Last => _at.Head;

    /// <summary>Whether the visitor has been given a state, by the replay or by a snapshot.</summary>
    public bool HasState => _hasState;

    /// <summary>Visits what has become durable since the last call; one round at most, so that a caller can do other things in between.</summary>
    /// <param name="visitor">Told of a snapshot at most once, before the first frame, and then of every frame of the node.</param>
    /// <returns>How it went. <see cref="ReplayReport.Last"/> below the committed sequence: there is more, call again.</returns>
    public ReplayReport Advance(IJournalVisitor visitor)
    {
        FramePullAnswer answer = _pull.Pull(_state.Id, _at, _frames);
        if (answer.Kind is not (FramePullKind.Frames or FramePullKind.Current))
        {
            return new ReplayReport(
                _at.Sequence, answer.Message ?? $"the log was cut behind sequence {_at.Sequence} before this was visited: open it anew", null);
        }

        for (int at = 0; at < answer.Bytes;)
        {
            FrameHeader header = FrameFormat.ReadHeader(_frames.AsSpan(at), at);
            ReadOnlySpan<byte> payload = _frames.AsSpan(at + FrameFormat.HeaderBytes, header.PayloadLength);
            at += FrameFormat.OverheadBytes + header.PayloadLength;
            _at = new FramePosition(header.Sequence, header.Hash, header.Epoch);
            if (_hasState && header.Kind < ReservedKinds.First)
            {
                visitor.Frame(header, payload);
            }
            else if (!_hasState && Assemble(header, payload))
            {
                visitor.Snapshot(_begin, _bytes.AsSpan(0, _used));
                _hasState = true;
                _bytes = [];

                // What stands between its begin and its end changes the state that it tells: read again, as frames behind it.
                _at = new FramePosition(_begin.Sequence, _begin.Hash, _begin.Epoch);
                break;
            }
        }

        return new ReplayReport(_at.Sequence, string.Empty, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pull.Dispose();
        _check.Dispose();
    }

    /// <summary>Collects the bytes of a snapshot; true when it is complete.</summary>
    private bool Assemble(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (_check.Take(header, payload))
        {
            case SnapshotStep.Begun:
                _begin = header;
                _used = 0;
                return false;
            case SnapshotStep.Continued:
                _ = SnapshotFormat.TryReadBytes(header.Kind, payload, out _, out _, out ReadOnlySpan<byte> bytes);
                if (_bytes.Length < _used + bytes.Length)
                {
                    Array.Resize(ref _bytes, Math.Max(_used + bytes.Length, _bytes.Length * 2));
                }

                bytes.CopyTo(_bytes.AsSpan(_used));
                _used += bytes.Length;
                return false;
            case SnapshotStep.Completed:
                return true;
            default:
                return false;
        }
    }
}

using System;
using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>
/// Puts one whole chain together from what is intact in a hurt log and from another source of the same frames. What both have must be the same to
/// the byte, and each frame must continue the one before, up to the anchor. It must never bridge a gap, nor choose between two histories.
/// </summary>
internal sealed class FrameMerge
{
    private readonly List<SequenceRange> _filled = [];
    private readonly List<SequenceRange> _missing = [];
    private readonly IFrameSource _log;
    private readonly IFrameSource _other;
    private readonly Anchor? _anchor;
    private ulong _next;
    private ChainHash _head;

    /// <summary>Prepares a merge.</summary>
    /// <param name="log">What is intact of the log.</param>
    /// <param name="other">The other source.</param>
    /// <param name="anchor">What must come out at least, and where it begins; null when that is lost.</param>
    public FrameMerge(IFrameSource log, IFrameSource other, Anchor? anchor)
    {
        _log = log;
        _other = other;
        _anchor = anchor;
        _next = anchor?.BaseSequence ?? 0;
        _head = anchor?.BasePrevious ?? default;
    }

    /// <summary>Sequences that only the other source has.</summary>
    public IReadOnlyList<SequenceRange> Filled => _filled;

    /// <summary>Sequences that nobody has.</summary>
    public IReadOnlyList<SequenceRange> Missing => _missing;

    /// <summary>First sequence of the result.</summary>
    public ulong First { get; private set; }

    /// <summary>Chain hash before it.</summary>
    public ChainHash Previous { get; private set; }

    /// <summary>Last frame of the result.</summary>
    public JournalHead Last => new(_next - 1, _head);

    /// <summary>Why the two cannot be one history; null when they are.</summary>
    public string? Conflict { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="sink">Takes each frame of the result in order; returns false to end the run. Null only judges.</param>
    /// <returns>Whether a whole chain came out, up to the anchor at least.</returns>
    public bool Run(LogRewriter? sink)
    {
        bool hasLog = _log.TryNext(out FrameHeader log, out ReadOnlySpan<byte> logFrame);
        bool hasOther = _other.TryNext(out FrameHeader other, out ReadOnlySpan<byte> otherFrame);
        if (_next == 0 && (hasLog || hasOther))
        {
            bool fromLog = hasLog && (!hasOther || log.Sequence <= other.Sequence);
            _next = fromLog ? log.Sequence : other.Sequence;
            _head = ChainHash.Read((fromLog ? logFrame : otherFrame)[FrameFormat.PreviousOffset..]);
        }

        First = _next;
        Previous = _head;
        while (Conflict is null && (hasLog || hasOther))
        {
            if (hasLog && log.Sequence < _next)
            {
                hasLog = _log.TryNext(out log, out logFrame);
                continue;
            }

            if (hasOther && other.Sequence < _next)
            {
                hasOther = _other.TryNext(out other, out otherFrame);
                continue;
            }

            bool logIsNext = hasLog && log.Sequence == _next;
            bool otherIsNext = hasOther && other.Sequence == _next;
            if (logIsNext && otherIsNext && !logFrame.SequenceEqual(otherFrame))
            {
                Conflict = $"sequence {_next} is intact in the log and another one in the file: the file is not of this history";
            }
            else if (!logIsNext && !otherIsNext)
            {
                bool logFirst = hasLog && (!hasOther || log.Sequence < other.Sequence);
                Skip(logFirst ? log.Sequence : other.Sequence, logFirst ? logFrame : otherFrame);
            }
            else if (!Take(logIsNext ? log : other, logIsNext ? logFrame : otherFrame, !logIsNext, sink))
            {
                return false;
            }
        }

        if (Conflict is null && _anchor is { } anchor && _next <= anchor.Sequence)
        {
            _missing.Add(new SequenceRange(_next, anchor.Sequence));
        }

        return Conflict is null && _missing.Count == 0 && _other.Problem is null && _next > First;
    }

    private void Skip(ulong to, ReadOnlySpan<byte> frame)
    {
        _missing.Add(new SequenceRange(_next, to - 1));
        _head = ChainHash.Read(frame[FrameFormat.PreviousOffset..]);
        _next = to;
    }

    private bool Take(in FrameHeader header, ReadOnlySpan<byte> frame, bool filled, LogRewriter? sink)
    {
        if (ChainHash.Read(frame[FrameFormat.PreviousOffset..]) != _head)
        {
            Conflict = $"sequence {_next} {(filled ? "of the file" : "of the log")} does not continue sequence {_next - 1} "
                + $"{(filled ? "of the log" : "of the file")}: the file is not of this history";
            return true;
        }

        if (_anchor is { } anchor && header.Sequence == anchor.Sequence && header.Hash != anchor.Hash)
        {
            Conflict = $"sequence {_next} is not the one that was committed according to {AnchorFile.Name}";
            return true;
        }

        if (filled)
        {
            bool goesOn = _filled.Count > 0 && _filled[^1].Last == _next - 1;
            SequenceRange range = goesOn ? _filled[^1] with { Last = _next } : new SequenceRange(_next, _next);
            if (goesOn)
            {
                _filled[^1] = range;
            }
            else
            {
                _filled.Add(range);
            }
        }

        _head = header.Hash;
        _next++;
        return sink is null || sink.Add(header, frame);
    }
}

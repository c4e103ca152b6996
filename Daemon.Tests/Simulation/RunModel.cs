using System;
using System.Collections.Generic;
using System.Globalization;
using Basisd.Journal;

namespace Basisd.Tests.Simulation;

/// <summary>What was given to the journal, and what it may be held to.</summary>
internal sealed class RunModel
{
    private readonly List<Given> _frames = [];
    private readonly List<Taken> _snapshots = [];

    /// <summary>Highest sequence that the journal called committed, as the world outside saw it.</summary>
    public ulong Acknowledged { get; set; }

    /// <summary>Last sequence that was given to it.</summary>
    public ulong Appended { get; private set; }

    public void Frame(ulong sequence, ushort kind, byte[] payload)
    {
        _frames.Add(new Given(sequence, kind, payload));
        Appended = sequence;
    }

    public void Reached(ulong sequence) => Appended = Math.Max(Appended, sequence);

    public void Snapshot(ulong begin, ulong end, byte[] state) => _snapshots.Add(new Taken(begin, end, state));

    /// <summary>What recovery ended with is the truth from now on.</summary>
    public void Recovered(ulong last)
    {
        _frames.RemoveAll(f => f.Sequence > last);
        _snapshots.RemoveAll(s => s.End > last);
        Appended = last;
        Acknowledged = last;
    }

    /// <summary>Compares what was replayed up to <paramref name="last"/> with what was given.</summary>
    public void Check(Replayed replayed, ulong last)
    {
        Taken expected = default;
        foreach (Taken taken in _snapshots)
        {
            expected = taken.End <= last ? taken : expected;
        }

        if (replayed.SnapshotBegin != expected.Begin)
        {
            throw new SimViolation(Say($"replay began with the snapshot at {replayed.SnapshotBegin} instead of {expected.Begin}"));
        }

        if (expected.Begin != 0 && !replayed.State.AsSpan().SequenceEqual(expected.State))
        {
            throw new SimViolation(Say($"the snapshot at {expected.Begin} came back different"));
        }

        int index = 0;
        while (index < _frames.Count && _frames[index].Sequence < expected.Begin)
        {
            index++;
        }

        foreach ((ulong sequence, ushort kind, byte[] payload) in replayed.Frames)
        {
            if (index == _frames.Count || _frames[index].Sequence != sequence)
            {
                string instead = index < _frames.Count ? _frames[index].Sequence.ToString(CultureInfo.InvariantCulture) : "the end";
                throw new SimViolation(Say($"sequence {sequence} was replayed where {instead} must stand"));
            }

            if (_frames[index].Kind != kind || !_frames[index].Payload.AsSpan().SequenceEqual(payload))
            {
                throw new SimViolation(Say($"sequence {sequence} came back different"));
            }

            index++;
        }

        if (index < _frames.Count && _frames[index].Sequence <= last)
        {
            throw new SimViolation(Say($"sequence {_frames[index].Sequence} was not replayed, the last one is {last}"));
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Given(ulong Sequence, ushort Kind, byte[] Payload);

    private readonly record struct Taken(ulong Begin, ulong End, byte[] State);
}

/// <summary>Keeps what was replayed.</summary>
internal sealed class Replayed : IJournalVisitor
{
    public byte[] State { get; private set; } = [];

    public ulong SnapshotBegin { get; private set; }

    public List<(ulong Sequence, ushort Kind, byte[] Payload)> Frames { get; } = [];

    public void Snapshot(in FrameHeader begin, ReadOnlySpan<byte> state)
    {
        State = state.ToArray();
        SnapshotBegin = begin.Sequence;
    }

    public void Frame(in FrameHeader header, ReadOnlySpan<byte> payload) => Frames.Add((header.Sequence, header.Kind, payload.ToArray()));
}

using System;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>
/// Rows that say what holds from their second on: each is given once a second until the next row comes or it has held long enough. A hold of one
/// second is a row that speaks of its own second alone.
/// </summary>
internal abstract class HeldStream : HistoryStream
{
    private readonly ObservationKind _kind;
    private readonly uint _index;
    private readonly long _end;
    private readonly long _hold;
    private HeldValues[] _values;
    private HeldValues[] _nextValues;
    private long _from;
    private long _next;
    private int _count;
    private int _nextCount;
    private int _given;

    /// <summary>Fixes what the rows are about.</summary>
    /// <param name="kind">Kind of the observations.</param>
    /// <param name="input">Their input.</param>
    /// <param name="most">Most observations of a row.</param>
    /// <param name="hold">Seconds that a row holds without a next one.</param>
    /// <param name="end">Unix second behind the last that is wanted.</param>
    protected HeldStream(ObservationKind kind, HistoryInput input, int most, long hold, long end)
    {
        _kind = kind;
        _index = (uint)input.Index;
        _end = input.NextTime > 0 ? Math.Min(end, input.NextSecond) : end;
        _hold = hold;
        _values = new HeldValues[most];
        _nextValues = new HeldValues[most];
    }

    /// <inheritdoc/>
    public override void Take(ref Observation observation)
    {
        observation.Kind = _kind;
        observation.Index = _index;
        observation.V0 = _values[_given].V0;
        observation.V1 = _values[_given].V1;
        observation.V2 = _values[_given].V2;
        _given++;
        if (_given == _count)
        {
            _given = 0;
            MoveTo(Second + 1);
        }
    }

    /// <summary>Begins at the first second that is not before <paramref name="first"/>; called once, by the constructor of the leaf.</summary>
    protected void Begin(long first)
    {
        _from = Ended;
        Look();
        MoveTo(first);
    }

    /// <summary>Reads the next row: its second, and how many of <paramref name="values"/> it has. False at the end and after an error.</summary>
    protected abstract bool Read(Span<HeldValues> values, out long second, out int count);

    // The row that holds at this second, or else the next that begins.
    private void MoveTo(long second)
    {
        while (_next <= second)
        {
            Turn();
        }

        bool holds = _from != Ended && second - _from < _hold;
        if (!holds && _next != Ended)
        {
            second = _next;
            Turn();
            holds = true;
        }

        // A broken file ends at once: what it said before does not go on holding.
        Second = holds && second < _end && Error is null ? second : Ended;
    }

    private void Turn()
    {
        (_values, _nextValues) = (_nextValues, _values);
        _from = _next;
        _count = _nextCount;
        Look();
    }

    private void Look()
    {
        if (!Read(_nextValues, out _next, out _nextCount))
        {
            _next = Ended;
        }
    }
}

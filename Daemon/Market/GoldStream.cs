using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Gold candles as the gold reference: within a bar a straight line from its open to its close, market open; between bars that do not touch the
/// last close, market closed. The extremes of a bar are not played: nobody knows when within the hour they were, and a basis against a token must
/// not be made of that guess.
/// </summary>
internal sealed class GoldStream : HistoryStream
{
    private readonly CandleFile _file;
    private readonly int _interval;
    private readonly long _end;
    private readonly long _next;
    private Candle _bar;
    private Candle _following;
    private bool _hasFollowing;

    /// <summary>Starts at the first second that is not before <paramref name="first"/>.</summary>
    public GoldStream(CandleFile file, HistoryInput input, long first, long end)
    {
        _file = file;
        _interval = input.IntervalSeconds;
        _end = end;
        _next = input.NextTime > 0 ? input.NextSecond : 0;
        _hasFollowing = _file.Next(out _following);
        Turn();
        MoveTo(Math.Max(first, _bar.Second));
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _file.Error;

    /// <inheritdoc/>
    public override void Take(ref Observation observation)
    {
        long since = Second - _bar.Second;
        bool isOpen = since < _interval;
        observation.Kind = ObservationKind.Gold;
        observation.Index = 0;
        observation.V0 = isOpen ? _bar.Open + FixedPoint.MulDiv(_bar.Close - _bar.Open, since, _interval) : _bar.Close;
        observation.V1 = isOpen ? 1 : 0;
        MoveTo(Second + 1);
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private void MoveTo(long second)
    {
        while (_hasFollowing && _following.Second <= second)
        {
            Turn();
        }

        // Behind the last bar nothing is known, unless another file goes on: then it is closed until there.
        long last = _hasFollowing ? _following.Second : Math.Max(_bar.Second + _interval, _next);
        Second = Error is null && second < last && second < _end ? second : Ended;
    }

    private void Turn()
    {
        _bar = _following;
        _hasFollowing = _file.Next(out _following);
    }
}

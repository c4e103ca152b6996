using System;
using Basisd.Safety;

namespace Basisd.Sims.Book;

/// <summary>
/// What the rest of the world offers in one market: levels of quantity around a mid price that walks at random within a range of its
/// anchor. The same seed and the same number of ticks give the same ladder; trades eat into it until the next tick, and move no price.
/// </summary>
public sealed class PriceLadder
{
    /// <summary>Levels on each side.</summary>
    public const int Levels = 20;

    // Half a basis point between two levels, so that the whole ladder lies within the 25 bp that depth is counted in.
    private const long StepsInAnchor = 20_000;

    // The mid moves by at most this many steps per tick.
    private const long LongestMove = 2;

    // A level is worth 10,000 to 30,000 quote units, and never more than this many units of the base.
    private const long LeastNotional = 10_000;
    private const long NotionalRange = 20_000;
    private const long MostQuantity = 100_000 * FixedPoint.Scale;
    private const long Lot = FixedPoint.Scale / 10_000;

    private readonly SeededRandom _random;
    private readonly long _rangePpm;
    private readonly long[] _bids = new long[Levels];
    private readonly long[] _asks = new long[Levels];
    private long _anchor;
    private long _step;
    private long _offset;

    /// <summary>Creates a ladder at its anchor.</summary>
    /// <param name="anchor">Price that the mid stays near, 1e-8.</param>
    /// <param name="rangePpm">How far the mid may stray from it, ppm.</param>
    /// <param name="random">Its own chance.</param>
    public PriceLadder(long anchor, long rangePpm, SeededRandom random)
    {
        _random = random;
        _rangePpm = rangePpm;
        MoveTo(anchor);
    }

    /// <summary>Mid price, 1e-8.</summary>
    public long Mid => _anchor + (_offset * _step);

    /// <summary>Sets the price that the walk stays near, at once.</summary>
    public void MoveTo(long anchor)
    {
        _anchor = anchor;
        _step = Math.Max(1, anchor / StepsInAnchor);
        _offset = 0;
        Refill();
    }

    /// <summary>One step of the walk, and every level full again.</summary>
    public void Tick()
    {
        long range = Math.Max(1, FixedPoint.MulDiv(_anchor, _rangePpm, FixedPoint.Ppm) / _step);
        long move = _random.Below((2 * LongestMove) + 1) - LongestMove;
        _offset = Math.Clamp(_offset + move, -range, range);
        Refill();
    }

    /// <summary>Price of a level, 1e-8: 0 is the best.</summary>
    /// <param name="isAsk">Which side.</param>
    /// <param name="level">0 to <see cref="Levels"/> − 1.</param>
    public long PriceAt(bool isAsk, int level) => isAsk ? Mid + ((level + 1) * _step) : Mid - ((level + 1) * _step);

    /// <summary>What is left of a level, 1e-8 of the base.</summary>
    /// <param name="isAsk">Which side.</param>
    /// <param name="level">0 to <see cref="Levels"/> − 1.</param>
    public long QuantityAt(bool isAsk, int level) => (isAsk ? _asks : _bids)[level];

    /// <summary>Takes from a level what was traded.</summary>
    public void Take(bool isAsk, int level, long quantity) => (isAsk ? _asks : _bids)[level] -= quantity;

    /// <summary>Best price that is left on a side, 1e-8; 0 where the side is eaten up.</summary>
    public long Best(bool isAsk)
    {
        for (int level = 0; level < Levels; level++)
        {
            if (QuantityAt(isAsk, level) > 0)
            {
                return PriceAt(isAsk, level);
            }
        }

        return 0;
    }

    /// <summary>Quantity that is left on a side within a band around the mid, 1e-8 of the base.</summary>
    public long Depth(bool isAsk, long bandPpm)
    {
        long band = FixedPoint.MulDiv(Mid, bandPpm, FixedPoint.Ppm);
        long depth = 0;
        for (int level = 0; level < Levels; level++)
        {
            depth += Math.Abs(PriceAt(isAsk, level) - Mid) <= band ? QuantityAt(isAsk, level) : 0;
        }

        return depth;
    }

    private void Refill()
    {
        for (int level = 0; level < Levels; level++)
        {
            _bids[level] = Drawn(PriceAt(isAsk: false, level));
            _asks[level] = Drawn(PriceAt(isAsk: true, level));
        }
    }

    private long Drawn(long price)
    {
        long notional = (LeastNotional + _random.Below(NotionalRange)) * FixedPoint.Scale;
        long quantity = Math.Min(FixedPoint.MulDiv(notional, FixedPoint.Scale, price), MostQuantity);
        return quantity > Lot ? quantity - (quantity % Lot) : quantity;
    }
}

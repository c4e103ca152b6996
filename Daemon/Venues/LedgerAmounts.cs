using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>The arithmetic of the gateway's contract, exact, never a wrap: what leaves 64 bits is clamped and so differs from any answer.</summary>
public static class LedgerAmounts
{
    /// <summary>The nearest 64-bit value.</summary>
    public static long Clamp(Int128 value) =>
        value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;

    /// <summary>Effect of a spot fill on the quote unit's balance without the fee: −trunc(quantity · price), 1e-8.</summary>
    public static long SpotCash(long quantity, long price) => Clamp(-((Int128)quantity * price / FixedPoint.Scale));

    /// <summary>Effect of funding on the unit's balance: −trunc(quantity · mark price · rate), 1e-8.</summary>
    public static long Funding(long quantity, long mark, long ratePpm)
    {
        Int128 notional = (Int128)quantity * mark;
        Int128 rate = ratePpm;
        Int128 most = Int128.MaxValue / (rate == Int128.Zero ? Int128.One : Int128.Abs(rate));
        if (Int128.Abs(notional) > most)
        {
            return (notional < Int128.Zero) == (rate < Int128.Zero) ? long.MinValue : long.MaxValue;
        }

        return Clamp(-(notional * rate / ((Int128)FixedPoint.Scale * FixedPoint.Ppm)));
    }
}

using System;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// The common price of one asset, minute by minute, before venues differ: small bodies drawn back to an anchor, wide wicks, so that the calm
/// volatility over 60 s is about 10 bp while the price stays where it is.
/// </summary>
internal sealed class AssetCourse
{
    private const long MinBodyPpm = 400;
    private const long MaxBodyPpm = 1_000;
    private const long MinWickPpm = 1_600;
    private const long MaxWickPpm = 2_100;
    private const long CrashWickPpm = 150;

    // The further from its anchor, the likelier the way back: beyond this distance it is certain.
    private const long LeashPpm = 8_000;

    private readonly SplitMix _chance;
    private long _price;
    private long _anchor;

    /// <summary>Starts at a price, 1e-8.</summary>
    public AssetCourse(SplitMix chance, long price)
    {
        _chance = chance;
        _price = price;
        _anchor = price;
    }

    /// <summary>The next minute.</summary>
    /// <param name="second">Unix second of its open.</param>
    /// <param name="crash">Whether it falls by <see cref="MarketCourse.CrashPpm"/>.</param>
    /// <param name="nervesPercent">Size of its wicks in percent of a calm minute's.</param>
    public Candle Next(long second, bool crash, long nervesPercent)
    {
        // Both are drawn in every minute, so that a crash shifts no later number.
        long size = _chance.Between(MinBodyPpm, MaxBodyPpm);
        long fate = _chance.Between(-LeashPpm, LeashPpm);
        long up = _chance.Between(MinWickPpm, MaxWickPpm) * nervesPercent / 100;
        long down = _chance.Between(MinWickPpm, MaxWickPpm) * nervesPercent / 100;
        long away = FixedPoint.MulDiv(_price - _anchor, FixedPoint.Ppm, _anchor);
        long body = crash ? -MarketCourse.CrashPpm : away > fate ? -size : size;
        if (crash)
        {
            up = CrashWickPpm;
            down = CrashWickPpm;
        }

        long open = _price;
        long close = Moved(open, body);
        _price = close;
        _anchor = crash ? close : _anchor;
        return new Candle(second, open, Moved(Math.Max(open, close), up), Moved(Math.Min(open, close), -down), close);
    }

    private static long Moved(long price, long ppm) => FixedPoint.MulDiv(price, FixedPoint.Ppm + ppm, FixedPoint.Ppm);
}

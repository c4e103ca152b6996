using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// When what happens within a phase. The sizes are chosen against the defaults of SPEC 5, so that each event trips what it is for and nothing
/// escalates: above the limit, below twice the limit ("a value that worsens past 2x its trip level"), one scope at a time, phases apart.
/// </summary>
internal static class MarketCourse
{
    /// <summary>Minute of its phase at which an event begins.</summary>
    public const int EventMinute = 5;

    /// <summary>Minutes that BTC falls in a crash.</summary>
    public const int CrashMinutes = 3;

    /// <summary>
    /// What BTC loses in each of them, ppm. On the path a minute's fall takes 30 s, so the volatility over 60 s is 3.5 % / sqrt(30) = 64 bp: about
    /// six times the calm 10 bp, above 40 bp and below twice that. After three minutes the price is about 7 % below its 5-minute mean. A crash also
    /// raises the baseline for the hour that follows: of three crashes within an hour the third is no spike any more.
    /// </summary>
    public const long CrashPpm = 35_000;

    /// <summary>Seconds for which calls fail in an outage.</summary>
    public const int OutageSeconds = 70;

    /// <summary>How far USDC falls, ppm of USD: past 1.5 %, not past twice that.</summary>
    public const long DepegPpm = 27_000;

    private const int DepegFallMinutes = 6;
    private const int DepegStayMinutes = 5;
    private const int DepegReturnMinutes = 4;
    private const int AftershockMinutes = 8;

    /// <summary>The phase of a minute of the script, and the minute within it.</summary>
    public static MarketPhase At(MarketScript script, int minute, out int inPhase)
    {
        inPhase = minute % script.MinutesPerPhase;
        return script.Phases[minute / script.MinutesPerPhase];
    }

    /// <summary>Whether BTC falls in this minute.</summary>
    public static bool IsCrash(MarketScript script, int minute) =>
        At(script, minute, out int m) == MarketPhase.Crash && m is >= EventMinute and < EventMinute + CrashMinutes;

    /// <summary>Size of the candle wicks in percent of a calm minute's: BTC stays nervous for a while after a crash.</summary>
    public static long NervesPercent(MarketScript script, int minute)
    {
        int since = At(script, minute, out int m) == MarketPhase.Crash ? m - EventMinute - CrashMinutes : -1;
        return since is < 0 or >= AftershockMinutes ? 100 : 100 + (5 * (AftershockMinutes - since));
    }

    /// <summary>What a USDC is worth at the start of a minute, ppm of USD.</summary>
    public static long UsdcPpm(MarketScript script, int minute)
    {
        if (minute >= script.Minutes || At(script, minute, out int m) != MarketPhase.Depeg)
        {
            return FixedPoint.Ppm;
        }

        int since = m - EventMinute;
        int back = since - DepegFallMinutes - DepegStayMinutes;
        if (since <= 0 || back >= DepegReturnMinutes)
        {
            return FixedPoint.Ppm;
        }

        long depth = since < DepegFallMinutes ? DepegPpm * since / DepegFallMinutes : DepegPpm;
        return FixedPoint.Ppm - (back > 0 ? DepegPpm * (DepegReturnMinutes - back) / DepegReturnMinutes : depth);
    }

    /// <summary>Whether calls to the outage's venue fail in this second of the script.</summary>
    public static bool IsOutage(MarketScript script, long second)
    {
        if (At(script, (int)(second / 60), out int m) != MarketPhase.Outage)
        {
            return false;
        }

        long since = ((m - EventMinute) * 60L) + (second % 60);
        return since is >= 0 and < OutageSeconds;
    }
}

using Basisd.Safety;

namespace Basisd.Market;

/// <summary>The columns of a file of plain numbers, behind its time: the header, and what each number may be, in 1e-8.</summary>
/// <param name="Header">The header, byte for byte.</param>
/// <param name="Ranges">Smallest and largest of each column behind the time.</param>
internal sealed record NumberLayout(string Header, (long Min, long Max)[] Ranges)
{
    /// <summary>Basis points of the bands of <see cref="DepthLayout.Ladder"/>.</summary>
    public static readonly int[] LadderBps = [2, 5, 10];

    /// <summary>Columns of a file of implied rates behind its time: the markets that the rate follows from.</summary>
    public static readonly string[] ImpliedVia = ["btc", "eth", "sol"];

    private const long OnePpm = FixedPoint.Scale / FixedPoint.Ppm;

    private static readonly (long Min, long Max) Price = (1, FixedPoint.MaxPrice);
    private static readonly (long Min, long Max) Amount = (0, FieldText.MaxNumber);
    private static readonly (long Min, long Max) Quantity = (0, FixedPoint.MaxPrice);
    private static readonly (long Min, long Max) Rate = (OnePpm, FixedPoint.MaxRatio * OnePpm);

    /// <summary>Funding: a fraction per interval. More than the whole position is a percentage that was taken for a fraction.</summary>
    public static NumberLayout Funding { get; } = new("ts_utc_ms,rate", [(-FixedPoint.Scale, FixedPoint.Scale)]);

    /// <summary>Rates of a unit that follow from two markets each.</summary>
    public static NumberLayout Implied { get; } = new("ts_utc_ms,via_btc,via_eth,via_sol", [Rate, Rate, Rate]);

    private static NumberLayout Touch { get; } = new(
        "ts_utc_ms,mid_close,spread_mean,spread_last,depth_mean,depth_last", [Price, Amount, Amount, Quantity, Quantity]);

    private static NumberLayout Ladder { get; } = new(
        "ts_utc_ms,best_bid,best_ask,bid_usd_2bps,ask_usd_2bps,bid_usd_5bps,ask_usd_5bps,bid_usd_10bps,ask_usd_10bps",
        [Price, Price, Amount, Amount, Amount, Amount, Amount, Amount]);

    /// <summary>The columns of a depth file.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="bandBps">The band that its name gives, bp.</param>
    public static NumberLayout Depth(DepthLayout layout, int bandBps) => layout switch
    {
        DepthLayout.Touch => Touch,
        DepthLayout.Ladder => Ladder,
        _ => new NumberLayout($"ts_utc_ms,mid,spread_bps,depth_{bandBps}bps_usd", [Price, Amount, Amount]),
    };
}

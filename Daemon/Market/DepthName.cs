using System;

namespace Basisd.Market;

/// <summary>Names of depth files (FORMATS.md): three shapes, for the three layouts that are read.</summary>
internal static class DepthName
{
    private const string Prefix = "depth";
    private const string Suffix = "bps";
    private const int MaxBandBps = 10_000;

    /// <summary>Reads a name that is one of a depth file; false where it is none.</summary>
    public static bool TryParse(string[] parts, out HistoryFileName name)
    {
        name = default;
        if (parts[0] == Prefix)
        {
            name = Touch(parts);
        }
        else if (parts.Length > 2 && parts[2].StartsWith(Prefix, StringComparison.Ordinal))
        {
            name = Band(parts);
        }
        else if (parts.Length > 3 && parts[3] == "l2")
        {
            name = Ladder(parts);
        }

        return name.Reason is not null;
    }

    // depth_coinbase_btc_usd_1m
    private static HistoryFileName Touch(string[] parts)
    {
        bool isPair = parts.Length > 4 && HistoryFileName.IsVenue(parts[1]) && MarketScope.IsUnit(Upper(parts[3]));
        if (!isPair || !Interval.TryParse(parts[4], out int seconds))
        {
            return HistoryFileName.Unknown("a depth file is named depth_VENUE_asset_unit_INTERVAL.csv");
        }

        return Depth(parts[1], MarketScope.AssetOf(Upper(parts[2])), Upper(parts[3]), MarketKind.Spot, seconds, DepthLayout.Touch, 0);
    }

    // hyperliquid_BTC_depth50bps_6h
    private static HistoryFileName Band(string[] parts)
    {
        string band = parts[2][Prefix.Length..];
        bool known = band.EndsWith(Suffix, StringComparison.Ordinal) && HistoryFileName.IsVenue(parts[0]);
        int bps = known ? Number(band[..^Suffix.Length]) : 0;
        if (bps == 0 || parts.Length < 4 || !Interval.TryParse(parts[3], out int seconds))
        {
            return HistoryFileName.Unknown("a file of depth within a band is named VENUE_ASSET_depthNbps_INTERVAL.csv");
        }

        return Depth(parts[0], MarketScope.AssetOf(parts[1]), string.Empty, MarketKind.Perpetual, seconds, DepthLayout.Band, bps);
    }

    // binance_BTCUSDT_spot_l2_1s_20240808
    private static HistoryFileName Ladder(string[] parts)
    {
        bool known = parts.Length > 4 && parts[4] == "1s" && HistoryFileName.IsVenue(parts[0]) && parts[2] is "spot" or "perp";
        if (!known || !MarketScope.TrySplit(parts[1], out string asset, out string unit))
        {
            return HistoryFileName.Unknown("a file of depths within bands is named VENUE_BASEQUOTE_spot|perp_l2_1s.csv");
        }

        MarketKind market = parts[2] == "spot" ? MarketKind.Spot : MarketKind.Perpetual;
        return Depth(parts[0], MarketScope.AssetOf(asset), unit, market, 1, DepthLayout.Ladder, 0);
    }

    private static HistoryFileName Depth(string venue, string asset, string unit, MarketKind market, int seconds, DepthLayout layout, int bps) =>
        HistoryFileName.Of(HistoryFileKind.Depth, venue, asset, unit, market, seconds) with { Layout = layout, BandBps = bps };

    private static string Upper(string text) => text.ToUpperInvariant();

    private static int Number(string digits)
    {
        int number = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c) || number > MaxBandBps)
            {
                return 0;
            }

            number = (number * 10) + (c - '0');
        }

        return number > MaxBandBps ? 0 : number;
    }
}

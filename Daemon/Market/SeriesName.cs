namespace Basisd.Market;

/// <summary>Names of funding, oracle, on-chain and derived files (FORMATS.md).</summary>
internal static class SeriesName
{
    /// <summary>Reads a name that is one of these; false where it is none.</summary>
    public static bool TryParse(string[] parts, out HistoryFileName name)
    {
        name = default;
        if (parts[0] == "DERIVED")
        {
            name = Implied(parts);
        }
        else if (parts.Length > 2 && parts[2] is "funding" or "oracle" or "onchain")
        {
            name = !HistoryFileName.IsVenue(parts[0])
                ? HistoryFileName.Unknown($"'{parts[0]}' is no venue name: lower-case letters, digits, hyphens")
                : parts[2] == "funding" ? Funding(parts) : Rates(parts);
        }

        return name.Reason is not null;
    }

    // binance_BTC_funding_2020_2023, bitmex_XBTUSD_funding_2020_2024
    private static HistoryFileName Funding(string[] parts)
    {
        bool isPair = MarketScope.TrySplit(parts[1], out string asset, out string unit);
        return HistoryFileName.Of(
            HistoryFileKind.Funding, parts[0], MarketScope.AssetOf(isPair ? asset : parts[1]), isPair ? unit : string.Empty, MarketKind.Perpetual, 0);
    }

    // chainlink_USDCUSD_oracle_rounds, uniswapv3_USDCUSDT_onchain_1h
    private static HistoryFileName Rates(string[] parts)
    {
        if (!MarketScope.TrySplit(parts[1], out string unit, out string quote))
        {
            return HistoryFileName.Unknown($"the pair '{parts[1]}' ends in no known quote ({string.Join(", ", MarketScope.Units)})");
        }

        if (!MarketScope.IsUnit(unit))
        {
            return HistoryFileName.NotAnInput($"an oracle or pool price of {unit} is no price of a venue");
        }

        if (parts[2] == "oracle")
        {
            return parts.Length > 3 && parts[3] == "rounds"
                ? HistoryFileName.Of(HistoryFileKind.OracleRounds, parts[0], unit, quote, MarketKind.Spot, 0)
                : HistoryFileName.Unknown("a file of oracle rounds is named SOURCE_UNITQUOTE_oracle_rounds.csv");
        }

        return parts.Length > 3 && Interval.TryParse(parts[3], out int seconds)
            ? HistoryFileName.Of(HistoryFileKind.UnitRate, parts[0], unit, quote, MarketKind.Spot, seconds)
            : HistoryFileName.Unknown("a file of on-chain rates is named SOURCE_UNITQUOTE_onchain_INTERVAL.csv");
    }

    // DERIVED_ftx_implied_USDTUSD_1h
    private static HistoryFileName Implied(string[] parts)
    {
        string unit = string.Empty;
        string quote = string.Empty;
        int seconds = 0;
        bool known = parts.Length > 4 && parts[2] == "implied" && HistoryFileName.IsVenue(parts[1]) && Interval.TryParse(parts[4], out seconds)
            && MarketScope.TrySplit(parts[3], out unit, out quote) && MarketScope.IsUnit(unit);
        return known
            ? HistoryFileName.Of(HistoryFileKind.ImpliedRates, parts[1], unit, quote, MarketKind.Spot, seconds)
            : HistoryFileName.NotAnInput("a derived series of this kind is no observation");
    }
}

using System;

namespace Basisd.Market;

/// <summary>
/// The assets and units that history files are understood for (SPEC 5: BTC, ETH, SOL, PAXG), and how a pair such as <c>BTCUSDT</c> falls
/// apart. Names only: it never says what a price means.
/// </summary>
public static class MarketScope
{
    /// <summary>Assets in scope, ordinal.</summary>
    public static readonly string[] Assets = ["BTC", "ETH", "PAXG", "SOL"];

    /// <summary>
    /// Units that quote others and that are themselves valued by references; longest first, then ordinal, which is the order of the split.
    /// </summary>
    public static readonly string[] Units = ["BUSD", "USDC", "USDT", "DAI", "USD", "UST"];

    /// <summary>Unit of an asset's prices where neither the option nor the file name says it.</summary>
    public const string DefaultQuote = "USDT";

    /// <summary>The base unit: what a unit is valued in where neither the option nor the file name says it.</summary>
    public const string BaseUnit = "USD";

    /// <summary>Symbol of a troy ounce of gold.</summary>
    public const string Gold = "XAU";

    /// <summary>The asset behind a venue's own symbol for it: XBT is BTC.</summary>
    public static string AssetOf(string symbol) => symbol == "XBT" ? "BTC" : symbol;

    /// <summary>Whether the name is an asset in scope.</summary>
    public static bool IsAsset(string name) => Array.IndexOf(Assets, name) >= 0;

    /// <summary>Whether the name is a unit.</summary>
    public static bool IsUnit(string name) => Array.IndexOf(Units, name) >= 0;

    /// <summary>
    /// Default limit of <c>market.extreme_volatility</c> in ppm of the 5-minute mean (SPEC 5); the widest for an asset without a default.
    /// </summary>
    public static long ExtremeMovePpm(string asset) => asset switch
    {
        "BTC" or "ETH" => 50_000,
        "PAXG" => 20_000,
        _ => 80_000,
    };

    /// <summary>Splits a pair into base and quote by the longest known quote at its end; <c>USDCUSD</c> is USDC in USD.</summary>
    /// <returns>False when no known quote ends it or nothing stands before the quote.</returns>
    public static bool TrySplit(string pair, out string baseName, out string quote)
    {
        foreach (string unit in Units)
        {
            if (pair.Length > unit.Length && pair.EndsWith(unit, StringComparison.Ordinal))
            {
                baseName = pair[..^unit.Length];
                quote = unit;
                return true;
            }
        }

        baseName = string.Empty;
        quote = string.Empty;
        return false;
    }
}

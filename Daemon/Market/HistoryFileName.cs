using System;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// What the name of a history file says (FORMATS.md): venue, pair, market and interval. A file is read only as what its name says; a name
/// that is not understood is never guessed at from the contents.
/// </summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Venue">Venue, or empty.</param>
/// <param name="Base">Asset or unit that is priced, or empty.</param>
/// <param name="Quote">Unit that it is priced in, or empty.</param>
/// <param name="Market">Spot or derivative.</param>
/// <param name="IntervalSeconds">Length of a candle in seconds, or 0.</param>
/// <param name="Reason">Why it is no input, or empty.</param>
public readonly record struct HistoryFileName(
    HistoryFileKind Kind, string Venue, string Base, string Quote, MarketKind Market, int IntervalSeconds, string Reason)
{
    /// <summary>Longest venue name.</summary>
    public const int MaxVenueLength = 32;

    private const string Extension = ".csv";

    // COMEX calls its gold future GC, and the front month GC=F.
    private const string GoldFuture = "GC";

    private const string Shape = "expected VENUE_BASEQUOTE_spot|perp|futures_INTERVAL[_suffix].csv, NAME_observations.csv or VENUE_calls_1s.csv";

    /// <summary>Columns of a depth file.</summary>
    public DepthLayout Layout { get; init; }

    /// <summary>Band that the name of a depth file gives, bp; else 0.</summary>
    public int BandBps { get; init; }

    /// <summary>Reads the name; the directory before it does not matter.</summary>
    public static HistoryFileName Parse(string path)
    {
        string name = Path.GetFileName(path);
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return Unknown($"the name is not understood: {Shape}");
        }

        string[] parts = name[..^Extension.Length].Split('_');
        if (parts.Length > 1 && parts[^1] == "observations")
        {
            return Of(HistoryFileKind.Observations, string.Empty, string.Empty, string.Empty, MarketKind.Spot, 1);
        }

        if (parts.Length > 2 && parts[0] is "bitcoin" or "ethereum")
        {
            return Without(HistoryFileKind.NotAnInput, parts[0] == "ethereum"
                ? "block heights say nothing of the finality that Ethereum is judged by"
                : "confirmation times over all transactions are no transfer of ours");
        }

        if (DepthName.TryParse(parts, out HistoryFileName depth) || SeriesName.TryParse(parts, out depth))
        {
            return depth;
        }

        string venue = parts[0];
        if (parts.Length < 3 || !IsVenue(venue))
        {
            return Unknown($"the name is not understood: {Shape}");
        }

        if (parts[1] == "calls")
        {
            return parts[2] == "1s"
                ? Of(HistoryFileKind.Calls, venue, string.Empty, string.Empty, MarketKind.Spot, 1)
                : Unknown("a calls file is named VENUE_calls_1s.csv");
        }

        return Candles(venue, parts);
    }

    /// <summary>Whether the name can be a venue: lower-case letters, digits, hyphens.</summary>
    public static bool IsVenue(string name)
    {
        if (name.Length is 0 or > MaxVenueLength)
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static HistoryFileName Candles(string venue, string[] parts)
    {
        MarketKind? market = parts[2] switch
        {
            "spot" => MarketKind.Spot,
            "perp" => MarketKind.Perpetual,
            "futures" => MarketKind.Futures,
            _ => null,
        };
        if (market is null || parts.Length < 4 || !Interval.TryParse(parts[3], out int seconds))
        {
            return Unknown($"the name is not understood: {Shape}");
        }

        if (market == MarketKind.Futures && parts[1].StartsWith(GoldFuture, StringComparison.Ordinal))
        {
            return Of(HistoryFileKind.Gold, venue, MarketScope.Gold, MarketScope.BaseUnit, MarketKind.Futures, seconds);
        }

        if (!MarketScope.TrySplit(parts[1], out string baseName, out string quote))
        {
            return Unknown($"the pair '{parts[1]}' ends in no known quote ({string.Join(", ", MarketScope.Units)})");
        }

        bool isGold = market == MarketKind.Spot && baseName == MarketScope.Gold && quote == MarketScope.BaseUnit;
        HistoryFileKind kind = MarketScope.IsUnit(baseName) ? HistoryFileKind.UnitRate : isGold ? HistoryFileKind.Gold : HistoryFileKind.Price;
        return Of(kind, venue, baseName, quote, market.Value, seconds);
    }

    /// <summary>A name that says what it holds.</summary>
    internal static HistoryFileName Of(HistoryFileKind kind, string venue, string baseName, string quote, MarketKind market, int seconds) =>
        new(kind, venue, baseName, quote, market, seconds, string.Empty);

    /// <summary>A name that is understood, of a file that is no input.</summary>
    internal static HistoryFileName NotAnInput(string reason) => Without(HistoryFileKind.NotAnInput, reason);

    /// <summary>A name that is not understood.</summary>
    internal static HistoryFileName Unknown(string reason) => Without(HistoryFileKind.Unknown, reason);

    private static HistoryFileName Without(HistoryFileKind kind, string reason) =>
        new(kind, string.Empty, string.Empty, string.Empty, MarketKind.Spot, 0, reason);
}

using System;

namespace Basisd.Market;

/// <summary>
/// A candle file that the user names himself: <c>BTC@binance=FILE</c> or <c>BTC/USD@kraken=FILE</c>. Asset and venue are the option's; unit, market
/// and interval come from the file's name, or where it says nothing from the default and the data.
/// </summary>
/// <param name="Base">Asset or unit that the file prices.</param>
/// <param name="Quote">Unit that it is priced in, or empty.</param>
/// <param name="Venue">Venue.</param>
/// <param name="Path">The file.</param>
public sealed record NamedInput(string Base, string Quote, string Venue, string Path)
{
    /// <summary>Reads the option's text.</summary>
    /// <returns>The input, or null with an error.</returns>
    public static NamedInput? Parse(string text, out HistoryError? error)
    {
        error = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int at = equals < 0 ? -1 : text.IndexOf('@', 0, equals);
        if (at < 1 || equals == text.Length - 1)
        {
            error = new HistoryError(text, 0, 0, "expected ASSET@VENUE=FILE or ASSET/UNIT@VENUE=FILE, for example BTC@binance=btc.csv");
            return null;
        }

        string market = text[..at];
        string venue = text[(at + 1)..equals];
        int slash = market.IndexOf('/', StringComparison.Ordinal);
        string baseName = slash < 0 ? market : market[..slash];
        string quote = slash < 0 ? string.Empty : market[(slash + 1)..];
        string? problem = Problem(baseName, quote, slash >= 0, venue);
        if (problem is not null)
        {
            error = new HistoryError(text, 0, 0, problem);
            return null;
        }

        return new NamedInput(baseName, quote, venue, text[(equals + 1)..]);
    }

    private static string? Problem(string baseName, string quote, bool hasQuote, string venue)
    {
        if (!IsSymbol(baseName))
        {
            return $"'{baseName}' is no symbol: upper-case letters and digits, for example BTC";
        }

        if (hasQuote && !MarketScope.IsUnit(quote))
        {
            return $"'{quote}' is no known unit ({string.Join(", ", MarketScope.Units)})";
        }

        return HistoryFileName.IsVenue(venue) ? null : $"'{venue}' is no venue name: lower-case letters, digits, hyphens";
    }

    private static bool IsSymbol(string text)
    {
        if (text.Length is 0 or > 16)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}

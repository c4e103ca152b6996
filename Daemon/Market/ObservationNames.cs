using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// How names of an observations file are written (FORMATS.md), and how they fall apart: what makes a topology of them must not have to guess. It
/// says what is wrong with a name, never whether the configuration has it.
/// </summary>
internal static class ObservationNames
{
    /// <summary>Longest name: what a scope leaves room for behind its kind.</summary>
    public const int MaxLength = Topology.MaxNameBytes - 7;

    /// <summary>The name where the index is always 0.</summary>
    public const string None = "-";

    /// <summary>What stands before the key in a position's name; may be left out in a file.</summary>
    public const string PositionPrefix = "position/";

    private const string Perpetual = ":perp";

    /// <summary>The name as the topology has it: with the prefix of a position.</summary>
    public static string Canonical(IndexTable table, string name) =>
        table == IndexTable.Positions && !name.StartsWith(PositionPrefix, StringComparison.Ordinal) ? PositionPrefix + name : name;

    /// <summary>What is wrong with a name of a table, with an example of a good one, or null.</summary>
    public static string? Problem(IndexTable table, string name)
    {
        if (name.Length > MaxLength)
        {
            return $"longer than {MaxLength} characters";
        }

        return table switch
        {
            IndexTable.None => name == None ? null : $"expected {None} (nothing to name), found '{name}'",
            IndexTable.Venues => Venue(name),
            IndexTable.Assets => Asset(name),
            IndexTable.Instruments => Instrument(name),
            IndexTable.Routes => Route(name),
            IndexTable.UnitReferences => Reference(name),
            IndexTable.Positions => Position(name),
            IndexTable.Scopes => Scope(name),
            _ => $"no table for '{name}'",
        };
    }

    /// <summary><c>BTC/USDT@kraken</c>, <c>BTC/USDT:perp@kraken</c>.</summary>
    public static bool TryInstrument(string name, out string asset, out string unit, out string venue, out bool isPerpetual)
    {
        // Cut out of the name itself: the AOT compiler of .NET 9 read a null where the suffix was looked for in what the call below gives.
        int at = name.IndexOf(Perpetual + "@", StringComparison.Ordinal);
        isPerpetual = at > 0;
        return TryReference(isPerpetual ? name.Remove(at, Perpetual.Length) : name, out asset, out unit, out venue);
    }

    /// <summary><c>USDC/USD@kraken</c>.</summary>
    public static bool TryReference(string name, out string unit, out string quote, out string source)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        int at = name.LastIndexOf('@');
        if (slash <= 0 || at <= slash)
        {
            unit = string.Empty;
            quote = string.Empty;
            source = string.Empty;
            return false;
        }

        unit = name[..slash];
        quote = name[(slash + 1)..at];
        source = name[(at + 1)..];
        return true;
    }

    /// <summary><c>BTC@kraken</c>, <c>BTC@kraken+binance</c>; the second venue is null where there is none.</summary>
    public static bool TryRoute(string name, out string asset, out string venue, out string? second)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        asset = at < 0 ? string.Empty : name[..at];
        venue = name[(at + 1)..];
        int plus = venue.IndexOf('+', StringComparison.Ordinal);
        second = plus < 0 ? null : venue[(plus + 1)..];
        venue = plus < 0 ? venue : venue[..plus];
        return at > 0;
    }

    /// <summary>The key of a position and the venue that holds it: <c>BTC-PERP@binance</c>, with or without its prefix.</summary>
    public static bool TryPosition(string name, out string key, out string venue)
    {
        key = name.StartsWith(PositionPrefix, StringComparison.Ordinal) ? name[PositionPrefix.Length..] : name;
        int at = key.LastIndexOf('@');
        venue = key[(at + 1)..];
        return at > 0;
    }

    private static string? Venue(string name) =>
        HistoryFileName.IsVenue(name) ? null : $"'{name}' is no venue name: lower-case letters, digits, hyphens";

    private static string? Asset(string name) =>
        MarketScope.IsAsset(name) ? null : $"'{name}' is no asset in scope ({string.Join(", ", MarketScope.Assets)})";

    private static string? Unit(string name) =>
        MarketScope.IsUnit(name) ? null : $"'{name}' is no known unit ({string.Join(", ", MarketScope.Units)})";

    private static string? Instrument(string name)
    {
        if (!TryInstrument(name, out string asset, out string unit, out string venue, out _))
        {
            return $"expected a market such as BTC/USDT@kraken or BTC/USDT:perp@kraken, found '{name}'";
        }

        return Asset(asset) ?? Unit(unit) ?? Venue(venue);
    }

    private static string? Route(string name)
    {
        if (!TryRoute(name, out string asset, out string venue, out string? second))
        {
            return $"expected a route such as BTC@kraken, found '{name}'";
        }

        string? problem = Asset(asset) ?? Venue(venue) ?? (second is null ? null : Venue(second));
        return problem ?? (second == venue ? $"'{name}' names the venue '{venue}' twice" : null);
    }

    private static string? Reference(string name)
    {
        if (!TryReference(name, out string unit, out string quote, out string source))
        {
            return $"expected a unit reference such as USDC/USD@kraken, found '{name}'";
        }

        return Unit(unit) ?? Unit(quote) ?? Venue(source) ?? (unit == quote ? $"'{name}' values a unit in itself" : null);
    }

    private static string? Position(string name)
    {
        if (!TryPosition(name, out string key, out string venue))
        {
            return $"expected a position such as BTC-PERP@binance, found '{name}'";
        }

        return Venue(venue) ?? Word(key);
    }

    private static string? Scope(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string of = name[(slash + 1)..];
        return (slash < 0 ? name : name[..slash]) switch
        {
            "platform" when slash < 0 => null,
            "module" when of.Length > 0 => Word(of),
            "venue" => Venue(of),
            "asset" => Asset(of),
            "route" => Route(of),
            _ => $"expected a scope such as platform, module/NAME, venue/kraken, asset/BTC or route/BTC@kraken, found '{name}'",
        };
    }

    private static string? Word(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-_.@".Contains(c, StringComparison.Ordinal))
            {
                return $"'{name}' has a character that names do not have: letters, digits and - _ . @ are allowed";
            }
        }

        return null;
    }
}

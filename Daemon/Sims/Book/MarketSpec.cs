using System;
using System.Linq;

namespace Basisd.Sims.Book;

/// <summary>One market of a simulated venue and the price that it starts at.</summary>
/// <param name="Base">What is traded, for example <c>BTC</c>.</param>
/// <param name="Quote">The unit that it is paid in, for example <c>USDT</c>.</param>
/// <param name="IsPerpetual">A perpetual future: trading it moves a position, never a balance of the base.</param>
/// <param name="StartPrice">1e-8 of the quote unit, <see cref="MinPrice"/> to <see cref="MaxPrice"/>.</param>
public sealed record MarketSpec(string Base, string Quote, bool IsPerpetual, long StartPrice)
{
    /// <summary>Lowest price, 1e-8: a ladder of levels must fit between it and zero.</summary>
    public const long MinPrice = 1_000;

    /// <summary>Highest price, 1e-8: one million units.</summary>
    public const long MaxPrice = 100_000_000_000_000;

    /// <summary>Longest name of an asset or unit.</summary>
    public const int MaxAssetChars = 16;

    private const string PerpetualMark = ":perp";

    /// <summary>Name on the wire: <c>BTC/USDT</c>, <c>BTC/USDT:perp</c>.</summary>
    public string Name { get; } = $"{Base}/{Quote}{(IsPerpetual ? PerpetualMark : "")}";

    /// <summary>Name of the position that a perpetual moves: <c>BTC-PERP</c>.</summary>
    public string Position { get; } = $"{Base}-PERP";

    /// <summary>Reads <c>BTC/USDT=60000</c> or <c>BTC/USDT:perp=60000</c>.</summary>
    /// <returns>Null where it is none; <paramref name="problem"/> says why.</returns>
    public static MarketSpec? Parse(string text, out string problem)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        bool isPerpetual = name.EndsWith(PerpetualMark, StringComparison.Ordinal);
        string[] parts = (isPerpetual ? name[..^PerpetualMark.Length] : name).Split('/');
        problem = $"expected a market and its price, such as BTC/USDT=60000 or BTC/USDT:perp=60000, found '{text}'";
        if (equals < 0 || parts.Length != 2 || !IsAsset(parts[0]) || !IsAsset(parts[1]) || parts[0] == parts[1])
        {
            return null;
        }

        if (!SimAmount.TryParse(text.AsSpan(equals + 1), out long price) || price is < MinPrice or > MaxPrice)
        {
            problem = $"the price of '{text}' must be a decimal from {SimAmount.Text(MinPrice)} to {SimAmount.Text(MaxPrice)}";
            return null;
        }

        problem = string.Empty;
        return new MarketSpec(parts[0], parts[1], isPerpetual, price);
    }

    /// <summary>Whether this can name an asset or unit: capitals and digits.</summary>
    public static bool IsAsset(string text) =>
        text.Length is > 0 and <= MaxAssetChars && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}

namespace Basisd.Host.Configuration;

/// <summary>Durations as operators write them: a whole number and one unit. Held in nanoseconds.</summary>
public static class Durations
{
    private static readonly (string Unit, long Ns)[] Units =
    [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ];

    /// <summary>Reads a text like <c>250ms</c>.</summary>
    /// <returns>False when it is not a whole number with one of the units ns, us, ms, s, m, h, d, or too large for 64 bits.</returns>
    public static bool TryParse(string text, out long ns) => UnitText.TryParse(text, Units, out ns);

    /// <summary>Writes the largest unit that holds the value exactly, for example <c>5m</c>, <c>1500ms</c>, <c>0s</c>.</summary>
    public static string Format(long ns) => UnitText.Format(ns, Units, "0s");
}

namespace Basisd.Host.Configuration;

/// <summary>Sizes as operators write them: a whole number and a binary unit.</summary>
public static class ByteSizes
{
    private static readonly (string Unit, long Bytes)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1), ("", 1)];

    /// <summary>Reads a text like <c>64MiB</c>.</summary>
    /// <returns>False when it is not a whole number with one of the units B, KiB, MiB, GiB or none, or too large.</returns>
    public static bool TryParse(string text, out long bytes) => UnitText.TryParse(text, Units, out bytes);

    /// <summary>Writes the largest unit that holds the value exactly, for example <c>64MiB</c>, <c>4097B</c>.</summary>
    public static string Format(long bytes) => UnitText.Format(bytes, Units, "0B");
}

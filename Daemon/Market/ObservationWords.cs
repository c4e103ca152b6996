using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>
/// The words for kinds of observations in files: the snake case of <see cref="ObservationKind"/>, as metrics have them. Never a second table: a
/// new kind has its word at once.
/// </summary>
public static class ObservationWords
{
    private static readonly string[] Words = Array.ConvertAll(All(), kind => SnakeCase(kind.ToString()));
    private static readonly byte[][] Bytes = Array.ConvertAll(Words, Encoding.ASCII.GetBytes);

    /// <summary>All words with commas, for messages.</summary>
    public static string List { get; } = string.Join(", ", Words);

    /// <summary>The kinds that have a word, in their order.</summary>
    public static ObservationKind[] All()
    {
        List<ObservationKind> kinds = [.. Enum.GetValues<ObservationKind>()];
        kinds.Remove(ObservationKind.None);
        return kinds.ToArray();
    }

    /// <summary>The word of a kind.</summary>
    public static string Of(ObservationKind kind) => Words[(int)kind - 1];

    /// <summary>Finds a kind by its word.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out ObservationKind kind)
    {
        for (int i = 0; i < Bytes.Length; i++)
        {
            if (word.SequenceEqual(Bytes[i]))
            {
                kind = (ObservationKind)(i + 1);
                return true;
            }
        }

        kind = ObservationKind.None;
        return false;
    }

    private static string SnakeCase(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}

using System;
using System.Globalization;
using System.Text;

namespace Basisd.Journal;

/// <summary>
/// What a node says about its journal at one moment, as text that people read and a key signs (FORMAT.md): up to this sequence, this chain hash.
/// Who keeps it elsewhere can tell later whether the journal was shortened, rewritten or exchanged. A text that is not exactly of this form is none.
/// </summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Journal">The journal.</param>
/// <param name="Head">Last durable frame when it was said.</param>
/// <param name="WallNs">Wall clock then, Unix ns, not before 1970.</param>
/// <param name="Previous">SHA-256 of the text of the statement before it; zero for the first.</param>
public sealed record HeadStatement(string Node, JournalId Journal, JournalHead Head, long WallNs, ChainHash Previous)
{
    /// <summary>First line of every statement.</summary>
    public const string Title = "basisd journal head 1";

    /// <summary>Longest text, bytes.</summary>
    public const int MaxBytes = 1_024;

    private const int Lines = 7;
    private const long NsPerSecond = 1_000_000_000L;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss";

    /// <summary>The text, each line with a line feed.</summary>
    public byte[] Text()
    {
        string time = DateTimeOffset.FromUnixTimeSeconds(WallNs / NsPerSecond).ToString(TimeForm, CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{Title}\nnode: {Node}\njournal: {Journal}\nsequence: {Head.Sequence}\nhash: {Head.Hash}\n"
            + $"time: {time}.{WallNs % NsPerSecond:D9}Z\nprevious: {Previous}\n"));
    }

    /// <summary>SHA-256 of the text: what the next statement names.</summary>
    public ChainHash Digest() => ChainHash.Of(Text());

    /// <summary>Reads a text; null when it is not exactly one that <see cref="Text"/> makes.</summary>
    public static HeadStatement? Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes)
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        if (lines.Length != Lines + 1 || lines[0] != Title)
        {
            return null;
        }

        bool sound = TryValue(lines[1], "node: ", out string node)
            & TryValue(lines[2], "journal: ", out string journal)
            & TryValue(lines[3], "sequence: ", out string sequence)
            & TryValue(lines[4], "hash: ", out string hash)
            & TryValue(lines[5], "time: ", out string time)
            & TryValue(lines[6], "previous: ", out string previous);
        if (!sound || !TryBytes(journal, JournalId.Bytes, out byte[] id) || !TryBytes(hash, ChainHash.Bytes, out byte[] head)
            || !TryBytes(previous, ChainHash.Bytes, out byte[] before) || !TryTime(time, out long wallNs)
            || !ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return null;
        }

        HeadStatement read = new(node, JournalId.Read(id), new JournalHead(number, ChainHash.Read(head)), wallNs, ChainHash.Read(before));
        return text.SequenceEqual(read.Text()) ? read : null;
    }

    private static bool TryValue(string line, string name, out string value)
    {
        bool named = line.StartsWith(name, StringComparison.Ordinal);
        value = named ? line[name.Length..] : string.Empty;
        return named;
    }

    private static bool TryBytes(string hex, int length, out byte[] bytes)
    {
        bytes = new byte[length];
        return hex.Length == 2 * length && Convert.FromHexString(hex, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == length;
    }

    private static bool TryTime(string text, out long wallNs)
    {
        wallNs = 0;
        const int fraction = 11; // ".123456789Z"
        bool split = text.Length > fraction && text[^fraction] == '.' && text[^1] == 'Z';
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!split || !DateTimeOffset.TryParseExact(text[..^fraction], TimeForm, CultureInfo.InvariantCulture, utc, out DateTimeOffset time)
            || !int.TryParse(text.AsSpan(text.Length - fraction + 1, fraction - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int ns)
            || time.ToUnixTimeSeconds() is < 0 or >= long.MaxValue / NsPerSecond)
        {
            return false;
        }

        wallNs = (time.ToUnixTimeSeconds() * NsPerSecond) + ns;
        return true;
    }
}

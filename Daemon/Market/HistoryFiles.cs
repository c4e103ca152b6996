using System;
using System.IO;
using System.Text;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>What the readers of history files share: opening, the header, the next field.</summary>
internal static class HistoryFiles
{
    /// <summary>Opens a file for one sequential pass; a missing or forbidden file is an error of the user's, not an exception.</summary>
    public static FileStream? Open(string path, out HistoryError? error)
    {
        error = null;
        try
        {
            // No buffer of its own: the line reader has one.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = new HistoryError(path, 0, 0, $"cannot be opened: {e.Message}");
            return null;
        }
    }

    /// <summary>Reads the first line and says what is wrong with it, or null.</summary>
    public static string? HeaderProblem(CsvLines lines, string header, out long number)
    {
        CsvLineStatus status = lines.Next(out ReadOnlySpan<byte> line);
        number = lines.Number;
        return status switch
        {
            CsvLineStatus.End => $"the file is empty: expected the header {header}",
            CsvLineStatus.TooLong => $"longer than {CsvLines.MaxLineBytes} bytes: expected the header {header}",
            CsvLineStatus.Failed => $"cannot be read: {lines.Failure}",
            _ when IsHeader(line, header) => null,
            _ => $"expected the header {header}, found {FieldText.Shown(line)}",
        };
    }

    /// <summary>Cuts the next field off the line; the last field is the whole rest.</summary>
    public static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> line)
    {
        int comma = line.IndexOf((byte)',');
        ReadOnlySpan<byte> field = comma < 0 ? line : line[..comma];
        line = comma < 0 ? default : line[(comma + 1)..];
        return field;
    }

    /// <summary>Kind of the observations that a file of a kind becomes; none for a file of all kinds and for no input.</summary>
    public static ObservationKind Becomes(HistoryFileKind kind) => kind switch
    {
        HistoryFileKind.Price => ObservationKind.Price,
        HistoryFileKind.Calls => ObservationKind.CallResult,
        HistoryFileKind.Depth => ObservationKind.Depth,
        HistoryFileKind.Funding => ObservationKind.Funding,
        HistoryFileKind.Gold => ObservationKind.Gold,
        HistoryFileKind.UnitRate or HistoryFileKind.OracleRounds or HistoryFileKind.ImpliedRates => ObservationKind.UnitRate,
        _ => ObservationKind.None,
    };

    /// <summary>So many missing bars, in words.</summary>
    public static string Bars(long count, long intervalSeconds) =>
        $"{count} missing {Interval.Text(intervalSeconds)} bar{(count == 1 ? string.Empty : "s")}";

    private static bool IsHeader(ReadOnlySpan<byte> line, string header) => line.SequenceEqual(Encoding.ASCII.GetBytes(header));
}

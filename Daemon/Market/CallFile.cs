using System;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// Reads one file of venue calls (<c>ts_utc_ms,outcome,latency_ms</c>, FORMATS.md), as strictly as <see cref="CandleFile"/>. A second without a
/// call is silence, not a gap.
/// </summary>
public sealed class CallFile : IDisposable
{
    /// <summary>The header, byte for byte.</summary>
    public const string Header = "ts_utc_ms,outcome,latency_ms";

    /// <summary>Longest latency, milliseconds.</summary>
    public const long MaxLatencyMs = 60_000;

    private const int Columns = 3;

    private readonly string _name;
    private readonly CsvLines _lines;
    private long _second;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    public CallFile(Stream stream, string name)
    {
        _lines = new CsvLines(stream);
        _name = name;
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error { get; private set; }

    /// <summary>Calls given so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <returns>The file, or null with an error.</returns>
    public static CallFile? Open(string path, out HistoryError? error)
    {
        FileStream? stream = HistoryFiles.Open(path, out error);
        return stream is null ? null : new CallFile(stream, path);
    }

    /// <summary>Gives the next call; false at the end and after an error.</summary>
    public bool Next(out VenueCall call)
    {
        call = default;
        if (Error is not null || (_lines.Number == 0 && !ReadHeader()))
        {
            return false;
        }

        switch (_lines.Next(out ReadOnlySpan<byte> line))
        {
            case CsvLineStatus.Line:
                return ReadRow(line, out call);
            case CsvLineStatus.End when Rows > 0:
                return false;
            case CsvLineStatus.End:
                return Refuse(0, "no row behind the header");
            case CsvLineStatus.TooLong:
                return Refuse(0, $"longer than {CsvLines.MaxLineBytes} bytes");
            default:
                Error = new HistoryError(_name, 0, 0, $"cannot be read: {_lines.Failure}");
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool ReadHeader()
    {
        string? problem = HistoryFiles.HeaderProblem(_lines, Header, out long number);
        if (problem is null)
        {
            return true;
        }

        Error = new HistoryError(_name, number, 0, problem);
        return false;
    }

    private bool ReadRow(ReadOnlySpan<byte> line, out VenueCall call)
    {
        call = default;
        if (line.Count((byte)',') != Columns - 1)
        {
            return line.IsEmpty
                ? Refuse(0, "the line is empty")
                : Refuse(0, $"expected {Columns} columns ({Header}), found {line.Count((byte)',') + 1}");
        }

        string? problem = FieldText.Time(HistoryFiles.Field(ref line), out long second);
        if (problem is null && Rows > 0 && second <= _second)
        {
            problem = $"times must ascend: {UtcText.Full(second)} comes after {UtcText.Full(_second)}";
        }

        if (problem is not null)
        {
            return Refuse(1, problem);
        }

        ReadOnlySpan<byte> word = HistoryFiles.Field(ref line);
        int outcome = word.SequenceEqual("ok"u8) ? 0 : word.SequenceEqual("timeout"u8) ? 1 : word.SequenceEqual("error"u8) ? 2 : -1;
        if (outcome < 0)
        {
            return Refuse(2, $"expected ok, timeout or error, found {FieldText.Shown(word)}");
        }

        problem = FieldText.Whole(line, MaxLatencyMs, out long latency);
        if (problem is not null)
        {
            return Refuse(Columns, problem);
        }

        call = new VenueCall(second, outcome, latency);
        _second = second;
        Rows++;
        return true;
    }

    private bool Refuse(int column, string problem)
    {
        string name = column == 0 ? string.Empty : $"{Header.Split(',')[column - 1]}: ";
        Error = new HistoryError(_name, _lines.Number, column, name + problem);
        return false;
    }
}

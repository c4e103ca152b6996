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

    private readonly HistoryRows _rows;
    private long _second;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    public CallFile(Stream stream, string name) => _rows = new HistoryRows(stream, name, Header);

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error => _rows.Error;

    /// <summary>Calls given so far.</summary>
    public long Rows => _rows.Accepted;

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
        return _rows.Next(out ReadOnlySpan<byte> line) && ReadRow(line, out call);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private bool ReadRow(ReadOnlySpan<byte> line, out VenueCall call)
    {
        call = default;
        string? problem = FieldText.Time(HistoryFiles.Field(ref line), out long second);
        if (problem is null && Rows > 0 && second <= _second)
        {
            problem = $"times must ascend: {UtcText.Full(second)} comes after {UtcText.Full(_second)}";
        }

        if (problem is not null)
        {
            return _rows.Refuse(1, problem);
        }

        ReadOnlySpan<byte> word = HistoryFiles.Field(ref line);
        int outcome = word.SequenceEqual("ok"u8) ? 0 : word.SequenceEqual("timeout"u8) ? 1 : word.SequenceEqual("error"u8) ? 2 : -1;
        if (outcome < 0)
        {
            return _rows.Refuse(2, $"expected ok, timeout or error, found {FieldText.Shown(word)}");
        }

        problem = FieldText.Whole(line, MaxLatencyMs, out long latency);
        if (problem is not null)
        {
            return _rows.Refuse(Columns, problem);
        }

        call = new VenueCall(second, outcome, latency);
        _second = second;
        return _rows.Accept();
    }
}

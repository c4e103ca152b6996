using System;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// Reads one file of numbers by time (funding, depth, implied rates; FORMATS.md), as strictly as <see cref="CandleFile"/>: plain decimals within
/// the range of their column, times that ascend by at least a second. What the numbers mean is its reader's business. A missing row is silence.
/// </summary>
internal sealed class NumberFile : IDisposable
{
    private readonly HistoryRows _rows;
    private readonly NumberLayout _layout;
    private readonly long[] _values;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    public NumberFile(Stream stream, string name, NumberLayout layout)
    {
        _rows = new HistoryRows(stream, name, layout.Header);
        _layout = layout;
        _values = new long[layout.Ranges.Length];
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error => _rows.Error;

    /// <summary>Rows given so far.</summary>
    public long Rows => _rows.Accepted;

    /// <summary>Unix second of the row; a fraction of a second is dropped.</summary>
    public long Second { get; private set; }

    /// <summary>The row's numbers behind its time, 1e-8.</summary>
    public ReadOnlySpan<long> Values => _values;

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <returns>The file, or null with an error.</returns>
    public static NumberFile? Open(string path, NumberLayout layout, out HistoryError? error)
    {
        FileStream? stream = HistoryFiles.Open(path, out error);
        return stream is null ? null : new NumberFile(stream, path, layout);
    }

    /// <summary>Reads the next row; false at the end and after an error.</summary>
    public bool Next()
    {
        if (!_rows.Next(out ReadOnlySpan<byte> line))
        {
            return false;
        }

        string? problem = FieldText.Moment(HistoryFiles.Field(ref line), out long milliseconds);
        long second = milliseconds / 1_000;
        if (problem is null && Rows > 0 && second <= Second)
        {
            problem = $"times must ascend by a second: {UtcText.Full(second)} comes after {UtcText.Full(Second)}";
        }

        if (problem is not null)
        {
            return _rows.Refuse(1, problem);
        }

        for (int i = 0; i < _values.Length; i++)
        {
            problem = FieldText.Number(HistoryFiles.Field(ref line), _layout.Ranges[i].Min, _layout.Ranges[i].Max, out _values[i]);
            if (problem is not null)
            {
                return _rows.Refuse(i + 2, problem);
            }
        }

        Second = second;
        return _rows.Accept();
    }

    /// <summary>The row cannot be used after all: keeps why. Always false.</summary>
    public bool Refuse(int column, string problem) => _rows.Refuse(column, problem);

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}

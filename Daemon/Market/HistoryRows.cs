using System;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// The rows of one history file (FORMATS.md): header, then lines with as many fields as the header names. The first thing that is not as it should
/// be is kept as the error and ends it. What a field means is the business of <see cref="CandleFile"/> and <see cref="CallFile"/>; it must never
/// skip a line.
/// </summary>
internal sealed class HistoryRows : IDisposable
{
    private readonly CsvLines _lines;
    private readonly string _name;
    private readonly string _header;
    private readonly string[] _columns;
    private readonly int _needed;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">Name for errors.</param>
    /// <param name="header">The header, byte for byte.</param>
    /// <param name="needed">Columns that a row must have; those behind may be left out. 0: all.</param>
    public HistoryRows(Stream stream, string name, string header, int needed = 0)
    {
        _lines = new CsvLines(stream);
        _name = name;
        _header = header;
        _columns = header.Split(',');
        _needed = needed == 0 ? _columns.Length : needed;
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error { get; private set; }

    /// <summary>Rows accepted so far.</summary>
    public long Accepted { get; private set; }

    /// <summary>Gives the next line with the right number of fields; false at the end and after an error.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (Error is not null || (_lines.Number == 0 && !ReadHeader()))
        {
            return false;
        }

        switch (_lines.Next(out line))
        {
            case CsvLineStatus.Line:
                return HasAllColumns(line);
            case CsvLineStatus.End when Accepted > 0:
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

    /// <summary>The line that <see cref="Next"/> gave is a row. Always true.</summary>
    public bool Accept()
    {
        Accepted++;
        return true;
    }

    /// <summary>The line that <see cref="Next"/> gave is none: keeps why. Always false.</summary>
    /// <param name="column">Column from 1, or 0 for the whole line.</param>
    /// <param name="problem">What is wrong with it.</param>
    public bool Refuse(int column, string problem)
    {
        string name = column == 0 ? string.Empty : $"{_columns[column - 1]}: ";
        Error = new HistoryError(_name, _lines.Number, column, name + problem);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool ReadHeader()
    {
        string? problem = HistoryFiles.HeaderProblem(_lines, _header, out long number);
        if (problem is null)
        {
            return true;
        }

        Error = new HistoryError(_name, number, 0, problem);
        return false;
    }

    private bool HasAllColumns(ReadOnlySpan<byte> line)
    {
        int found = line.Count((byte)',') + 1;
        return (found >= _needed && found <= _columns.Length) || Refuse(0, line.IsEmpty ? "the line is empty" : WrongColumns(found));
    }

    private string WrongColumns(int found)
    {
        string count = _needed == _columns.Length ? $"{_needed}" : $"{_needed} to {_columns.Length}";
        return $"expected {count} columns ({_header}), found {found}";
    }
}

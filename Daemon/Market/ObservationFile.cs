using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Basisd.Node;

namespace Basisd.Market;

/// <summary>
/// Reads one file of observations of any kind (FORMATS.md), as strictly as <see cref="CandleFile"/>: the values are the wire's integers, within
/// <see cref="ObservationRanges"/>. The first row that is not as it should be ends it with an error; it never skips, mends or guesses.
/// </summary>
public sealed class ObservationFile : IDisposable
{
    /// <summary>The header, byte for byte.</summary>
    public const string Header = "ts_utc_ms,kind,name,v0,v1,v2,v3,v4";

    /// <summary>Most names in one file.</summary>
    public const int MaxNames = 10_000;

    private const int NameColumn = 3;
    private const int FirstValue = 4;

    private readonly HistoryRows _rows;
    private readonly Dictionary<string, string>[] _names = new Dictionary<string, string>[(int)IndexTable.Scopes + 1];
    private readonly long[] _values = new long[ObservationRanges.Values];
    private long _milliseconds;
    private int _known;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    public ObservationFile(Stream stream, string name)
    {
        _rows = new HistoryRows(stream, name, Header, FirstValue);
        for (int i = 0; i < _names.Length; i++)
        {
            _names[i] = new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error => _rows.Error;

    /// <summary>Rows given so far.</summary>
    public long Rows => _rows.Accepted;

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <returns>The file, or null with an error.</returns>
    public static ObservationFile? Open(string path, out HistoryError? error)
    {
        FileStream? stream = HistoryFiles.Open(path, out error);
        return stream is null ? null : new ObservationFile(stream, path);
    }

    /// <summary>Gives the next row; false at the end and after an error.</summary>
    public bool Next(out ObservationRow row)
    {
        row = default;
        return _rows.Next(out ReadOnlySpan<byte> line) && ReadRow(line, out row);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private bool ReadRow(ReadOnlySpan<byte> line, out ObservationRow row)
    {
        row = default;
        string? problem = FieldText.Moment(HistoryFiles.Field(ref line), out long milliseconds);
        if (problem is null && milliseconds < _milliseconds)
        {
            problem = $"times must not go back: {milliseconds} comes after {_milliseconds}; sort the rows by time";
        }

        if (problem is not null)
        {
            return _rows.Refuse(1, problem);
        }

        ReadOnlySpan<byte> word = HistoryFiles.Field(ref line);
        if (!ObservationWords.TryParse(word, out ObservationKind kind))
        {
            return _rows.Refuse(2, $"expected a kind ({ObservationWords.List}), found {FieldText.Shown(word)}");
        }

        problem = Name(ObservationRanges.TableOf(kind), HistoryFiles.Field(ref line), out string name);
        if (problem is not null)
        {
            return _rows.Refuse(NameColumn, problem);
        }

        if (!ReadValues(line, kind))
        {
            return false;
        }

        _milliseconds = milliseconds;
        row = new ObservationRow(milliseconds / 1_000, kind, name, _values[0], _values[1], _values[2], _values[3], _values[4]);
        return _rows.Accept();
    }

    private bool ReadValues(ReadOnlySpan<byte> line, ObservationKind kind)
    {
        bool ended = false;
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = 0;
            ReadOnlySpan<byte> field = HistoryFiles.Field(ref line);
            if (field.IsEmpty && i > 0)
            {
                ended = true;
                continue;
            }

            string? problem = ended ? "a value stands behind an empty one" : FieldText.Signed(field, out _values[i]);
            if (problem is not null)
            {
                return _rows.Refuse(FirstValue + i, problem);
            }
        }

        Observation observation = new() { Kind = kind, V0 = _values[0], V1 = _values[1], V2 = _values[2], V3 = _values[3], V4 = _values[4] };
        int refused = ObservationRanges.FirstRefused(observation);
        return refused < 0 || _rows.Refuse(FirstValue + refused, Range(kind, refused));
    }

    private string Range(ObservationKind kind, int value)
    {
        string found = $"found {_values[value]}";
        if (value >= ObservationRanges.ValuesOf(kind))
        {
            return $"{ObservationWords.Of(kind)} has no such value, expected 0 or nothing, {found}";
        }

        (long min, long max) = ObservationRanges.RangeOf(kind, value);
        bool isFillOfNothing = _values[value] == 0 && kind == ObservationKind.Fill;
        return isFillOfNothing ? "a fill of nothing is no fill: expected a quantity other than 0" : $"expected {min} to {max}, {found}";
    }

    private string? Name(IndexTable table, ReadOnlySpan<byte> field, out string name)
    {
        name = string.Empty;
        if (field.IsEmpty || field.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return $"expected a name in plain text, found {FieldText.Shown(field)}";
        }

        if (field.Length > ObservationNames.MaxLength)
        {
            return $"longer than {ObservationNames.MaxLength} characters: {FieldText.Shown(field)}";
        }

        Span<char> text = stackalloc char[ObservationNames.MaxLength];
        text = text[..Encoding.ASCII.GetChars(field, text)];
        if (_names[(int)table].GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out string? known))
        {
            name = known;
            return null;
        }

        string found = text.ToString();
        string? problem = ObservationNames.Problem(table, found);
        if (problem is null && ++_known > MaxNames)
        {
            problem = $"more than {MaxNames} names in one file";
        }

        name = ObservationNames.Canonical(table, found);
        _names[(int)table][found] = name;
        return problem;
    }
}

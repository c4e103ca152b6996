using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Basisd.Sims.Book;

namespace Basisd.Sims.Answers;

/// <summary>
/// What a request says: names with one text each, from a query or from a flat JSON object. Each field is taken once; what is left over at the
/// end is a mistake of the client, and is told instead of ignored.
/// </summary>
internal sealed class FlatFields
{
    private const int MaxFields = 16;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>What is wrong, or empty; the first problem stays.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Names that are there.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>Reads a query.</summary>
    /// <param name="query">With its question mark, or empty.</param>
    public static FlatFields OfQuery(string query)
    {
        FlatFields fields = new();
        foreach (string part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=', 2);
            fields.Add(Uri.UnescapeDataString(sides[0]), sides.Length > 1 ? Uri.UnescapeDataString(sides[1]) : string.Empty);
        }

        return fields;
    }

    /// <summary>Reads a flat JSON object of strings, numbers and truth values.</summary>
    public static FlatFields OfJson(ReadOnlySpan<byte> body)
    {
        FlatFields fields = new();
        try
        {
            Utf8JsonReader reader = new(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                fields.Fail("the body must be a JSON object");
                return fields;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                bool isNumber = reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;
                if (!isNumber && reader.TokenType != JsonTokenType.String)
                {
                    fields.Fail($"'{name}' must be a string or a number");
                    return fields;
                }

                fields.Add(name, isNumber ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!);
            }

            // What stands behind the object is an error too.
            reader.Read();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            fields.Fail($"the body is no JSON: {wrong.Message.TrimEnd('.')}");
        }

        return fields;
    }

    /// <summary>Whether there is one of a name.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Takes <c>true</c> or <c>false</c>; false where there is none.</summary>
    public bool Truth(string name)
    {
        string text = Text(name);
        if (text is not ("" or "true" or "false"))
        {
            Fail($"'{name}' is true or false, found '{Shown(text)}'");
        }

        return text == "true";
    }

    /// <summary>Takes a text; empty where there is none.</summary>
    public string Text(string name) => _values.Remove(name, out string? value) ? value : string.Empty;

    /// <summary>Takes a text that must be there.</summary>
    public string Needed(string name)
    {
        if (!_values.Remove(name, out string? value))
        {
            Fail($"'{name}' is missing");
        }

        return value ?? string.Empty;
    }

    /// <summary>Takes an amount in 1e-8; 0 where there is none and none is needed.</summary>
    public long Amount(string name, bool isNeeded = true)
    {
        if (!isNeeded && !_values.ContainsKey(name))
        {
            return 0;
        }

        string text = Needed(name);
        if (!SimAmount.TryParse(text, out long amount))
        {
            Fail($"'{name}' must be a decimal with at most {SimAmount.FractionDigits} digits behind the point, found '{Shown(text)}'");
        }

        return amount;
    }

    /// <summary>Takes an integer within bounds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">Smallest that is good.</param>
    /// <param name="most">Largest that is good.</param>
    /// <param name="otherwise">Where it is not given; null: it must be.</param>
    public long Integer(string name, long least, long most, long? otherwise = null)
    {
        if (otherwise is { } value && !_values.ContainsKey(name))
        {
            return value;
        }

        string text = Needed(name);
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, null, out long number) || number < least || number > most)
        {
            Fail($"'{name}' must be an integer from {least} to {most}, found '{Shown(text)}'");
            return least;
        }

        return number;
    }

    /// <summary>Whether every field was good and was taken; <see cref="Problem"/> says otherwise.</summary>
    public bool AreGood()
    {
        foreach (string name in _values.Keys)
        {
            Fail($"'{Shown(name)}' is not known here");
        }

        return Problem.Length == 0;
    }

    /// <summary>Notes what is wrong, unless something was before.</summary>
    public void Fail(string problem) => Problem = Problem.Length == 0 ? problem : Problem;

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;

    private void Add(string name, string value)
    {
        if (!_values.TryAdd(name, value))
        {
            Fail($"'{Shown(name)}' is given twice");
        }

        if (_values.Count > MaxFields)
        {
            Fail($"there are more than {MaxFields} fields");
            _values.Clear();
        }
    }
}

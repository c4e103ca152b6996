using System;
using System.Text.Json;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Reads JSON strictly and says where it is: every failure of it is a <see cref="GatewayAnswerException"/> with the place. Knows members,
/// numbers and texts; nothing of what they mean.
/// </summary>
internal ref struct AnswerReader
{
    /// <summary>Longest text or member name that is looked at, in bytes as written (an escape takes six of them for one character).</summary>
    private const int MaxWritten = 6 * GatewayLimits.MaxNameBytes;

    private readonly string _list;
    private readonly Span<char> _text;
    private Utf8JsonReader _json;
    private int _item;
    private string _member;

    /// <summary>Begins.</summary>
    /// <param name="list">What is read, for places.</param>
    /// <param name="body">The answer.</param>
    /// <param name="scratch">Room for one text, at least <see cref="ScratchCharacters"/>.</param>
    public AnswerReader(string list, ReadOnlySpan<byte> body, Span<char> scratch)
    {
        _list = list;
        _text = scratch;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = GatewayLimits.MaxDepth });
        _item = -1;
        _member = "";
    }

    /// <summary>Characters of scratch space that it needs.</summary>
    public static int ScratchCharacters => MaxWritten;

    /// <summary>Kind of the present token.</summary>
    public readonly JsonTokenType Token => _json.TokenType;

    /// <summary>Goes to the next item of the list, or out of it.</summary>
    public void Item(int index)
    {
        _item = index;
        _member = "";
    }

    /// <summary>Goes to the next token.</summary>
    /// <returns>False at the end of the body.</returns>
    public bool Advance()
    {
        try
        {
            return _json.Read();
        }
        catch (JsonException)
        {
            throw Wrong(Place(), $"is no JSON from byte {_json.BytesConsumed} on (cut off, malformed, deep or with something behind it)",
                "answer with one JSON object");
        }
    }

    /// <summary>Goes to the value of the next member that is known; passes over the others.</summary>
    /// <param name="known">Names that are known.</param>
    /// <param name="seen">A bit for each known name that was there.</param>
    /// <returns>Index of the name, or -1 at the end of the object.</returns>
    public int Member(ReadOnlySpan<string> known, ref int seen)
    {
        while (true)
        {
            _member = "";
            Advance();
            if (_json.TokenType == JsonTokenType.EndObject)
            {
                return -1;
            }

            ReadOnlySpan<char> name = _json.ValueSpan.Length <= MaxWritten ? Copied() : default;
            int index = -1;
            for (int i = 0; i < known.Length && index < 0; i++)
            {
                index = name.SequenceEqual(known[i]) ? i : -1;
            }

            Advance();
            if (index < 0)
            {
                Skip();
                continue;
            }

            _member = known[index];
            if ((seen & (1 << index)) != 0)
            {
                throw Wrong("is there twice", "say it once");
            }

            seen |= 1 << index;
            return index;
        }
    }

    /// <summary>Fails unless every known name was there.</summary>
    public void Whole(ReadOnlySpan<string> known, int seen)
    {
        for (int i = 0; i < known.Length; i++)
        {
            if ((seen & (1 << i)) == 0)
            {
                _member = known[i];
                throw Wrong("is missing", "the contract requires it");
            }
        }
    }

    /// <summary>The present token as a sequence number.</summary>
    public long Number(long least)
    {
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out long number) || number < least || number > GatewayLimits.MaxSeq)
        {
            throw Wrong($"is {Shown()}", $"must be a JSON number, whole, from {least} to 2^53-1");
        }

        return number;
    }

    /// <summary>The present token as a text; valid until the next one is read.</summary>
    /// <param name="what">What it must be, for messages.</param>
    /// <param name="most">Most bytes of it.</param>
    public ReadOnlySpan<char> Text(string what, int most)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            throw Wrong($"is {Shown()}", $"must be {what}, as a JSON string");
        }

        ReadOnlySpan<char> text = _json.ValueSpan.Length <= MaxWritten ? Copied() : default;
        if (_json.ValueSpan.Length > MaxWritten || text.Length > most || text.Length == 0)
        {
            throw Wrong(text.Length == 0 && _json.ValueSpan.Length == 0 ? "is empty" : "is too long", $"must be {what} of 1 to {most} bytes");
        }

        return text;
    }

    /// <summary>A failure at the present place.</summary>
    public readonly GatewayAnswerException Wrong(string what, string how) => Wrong(Place(), what, how);

    private readonly string Place() => (_item < 0, _member.Length) switch
    {
        (true, 0) => _list,
        (true, _) => $"{_list} {_member}",
        (false, 0) => $"{_list} items[{_item}]",
        _ => $"{_list} items[{_item}].{_member}",
    };

    private static GatewayAnswerException Wrong(string place, string what, string how) => new(GatewayOutcome.Format, $"{place} {what}; {how}");

    private readonly ReadOnlySpan<char> Copied()
    {
        try
        {
            return _text[.._json.CopyString(_text)];
        }
        catch (InvalidOperationException)
        {
            throw Wrong("holds half a character", "write whole ones");
        }
    }

    private void Skip()
    {
        try
        {
            _json.Skip();
        }
        catch (JsonException)
        {
            throw Wrong($"is no JSON from byte {_json.BytesConsumed} on", "answer with one JSON object");
        }
    }

    private readonly string Shown() => _json.TokenType switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => _json.ValueSpan.Length > 24 ? "a number of many digits" : System.Text.Encoding.ASCII.GetString(_json.ValueSpan),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };
}

using System;
using System.Text;

namespace Basisd.Host.Logging;

/// <summary>
/// Names and bytes of journal fields. journald drops a field with a bad name without a word, so names are made here and nowhere else:
/// upper case letters, digits and underscores, not beginning with an underscore or a digit, at most 64 characters.
/// </summary>
public static class JournalField
{
    /// <summary>Every field of ours begins with this.</summary>
    public const string Prefix = "BASIS_";

    /// <summary>Longest name that journald takes.</summary>
    public const int MaxNameChars = 64;

    /// <summary>The field of a log property: <c>Scope</c> becomes <c>BASIS_SCOPE</c>, <c>StateHash</c> becomes <c>BASIS_STATE_HASH</c>.</summary>
    public static string NameOf(string property)
    {
        StringBuilder name = new(Prefix, MaxNameChars);
        bool afterLower = false;
        foreach (char c in property)
        {
            if (name.Length >= MaxNameChars - 1)
            {
                break;
            }

            if (char.IsAsciiLetterUpper(c) && afterLower)
            {
                name.Append('_');
            }

            name.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
            afterLower = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
        }

        return name.ToString();
    }

    /// <summary>Whether journald takes the name.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxNameChars || !char.IsAsciiLetterUpper(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a field: <c>NAME=value</c>, or the length form when the value has more than one line.</summary>
    public static void Write(JournalMessage message, string name, ReadOnlySpan<char> value)
    {
        message.Ascii(name);
        if (!value.Contains('\n'))
        {
            message.Byte((byte)'=');
            message.Text(value);
        }
        else
        {
            message.Byte((byte)'\n');
            message.Length(Encoding.UTF8.GetByteCount(value));
            message.Text(value);
        }

        message.Byte((byte)'\n');
    }
}

using System;
using System.Collections.Generic;
using System.Text;

namespace Basisd.Host.Reports;

/// <summary>
/// Puts neutral words in the place of names, everywhere in a report the same word for the same name, free texts included. A name counts where it
/// stands as a whole word, in any case. It must never leave a name that it was told.
/// </summary>
public sealed class NameMask
{
    private readonly List<(string Name, string Word)> _names = [];
    private int _people;

    /// <summary>Tells a name; one that is known keeps its word.</summary>
    /// <param name="name">The name.</param>
    /// <param name="word">What stands in its place, for example <c>operator-1</c>.</param>
    public void Add(string name, string word)
    {
        if (name.Length > 0 && _names.FindIndex(n => string.Equals(n.Name, name, StringComparison.OrdinalIgnoreCase)) < 0)
        {
            // The longest first: a name may be a part of another.
            int at = _names.FindIndex(n => n.Name.Length < name.Length);
            _names.Insert(at < 0 ? _names.Count : at, (name, word));
        }
    }

    /// <summary>Tells the name of a person; each person has a number of their own.</summary>
    public void AddPerson(string name)
    {
        int before = _names.Count;
        Add(name, $"operator-{_people + 1}");
        _people += _names.Count > before ? 1 : 0;
    }

    /// <summary>The text with its names replaced.</summary>
    public string Apply(string text)
    {
        StringBuilder? masked = null;
        int copied = 0;
        for (int at = 0; at < text.Length && _names.Count > 0; at++)
        {
            int found = IsWord(text, at - 1) && IsWord(text, at) ? -1 : Find(text, at);
            if (found < 0)
            {
                continue;
            }

            (string name, string word) = _names[found];
            masked = (masked ?? new StringBuilder()).Append(text, copied, at - copied).Append(word);
            copied = at + name.Length;
            at = copied - 1;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private int Find(string text, int at) => _names.FindIndex(n =>
        at + n.Name.Length <= text.Length
        && text.AsSpan(at, n.Name.Length).Equals(n.Name, StringComparison.OrdinalIgnoreCase)
        && !(IsWord(text, at + n.Name.Length - 1) && IsWord(text, at + n.Name.Length)));

    private static bool IsWord(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
}

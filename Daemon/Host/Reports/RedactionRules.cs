using System;
using System.Collections.Generic;
using Basisd.Host.Audit;

namespace Basisd.Host.Reports;

/// <summary>
/// What a report and its excerpt keep back (SPEC 10), in words that anyone can read and repeat. The rules travel with the excerpt. A field that is
/// kept back takes its whole frame out of the proof: half a frame cannot be proved.
/// </summary>
public sealed class RedactionRules
{
    /// <summary>What is put in the place of what is kept back.</summary>
    public const string Mark = "[redacted]";

    /// <summary>A text that begins so is internal, whatever it is.</summary>
    public const string InternalMark = "[internal]";

    /// <summary>The rules that hold where none are named.</summary>
    public const string Default = "notes,authors,uids,kind:approval,kind:engine_commit,kind:started";

    /// <summary>The rules of what goes to the public, whatever else is named.</summary>
    public const string Public = Default + ",names";

    /// <summary>How rules are written, for messages.</summary>
    public const string Forms = "default, public, none, notes, texts, authors, uids, names, kind:NAME, field:NAME, with commas between them";

    private static readonly string[] Groups = ["notes", "texts", "authors", "uids", "names"];

    private readonly SortedSet<string> _words;

    private RedactionRules(SortedSet<string> words) => _words = words;

    /// <summary>Operators' free texts, and those of records that are marked internal.</summary>
    public bool Notes => _words.Contains("notes") || Texts;

    /// <summary>Every text that a person wrote.</summary>
    public bool Texts => _words.Contains("texts");

    /// <summary>Names of people.</summary>
    public bool Authors => _words.Contains("authors");

    /// <summary>User ids.</summary>
    public bool Uids => _words.Contains("uids");

    /// <summary>Names of venues, positions, peers and the node.</summary>
    public bool Names => _words.Contains("names");

    /// <summary>Reads rules.</summary>
    /// <param name="text">Words with commas.</param>
    /// <param name="problem">Which word is none; empty when all are.</param>
    public static RedactionRules? TryParse(string text, out string problem)
    {
        SortedSet<string> words = new(StringComparer.Ordinal);
        problem = string.Empty;
        foreach (string word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            bool named = (word.StartsWith("kind:", StringComparison.Ordinal) || word.StartsWith("field:", StringComparison.Ordinal))
                && word[^1] != ':' && IsPlain(word);
            switch (word)
            {
                case "none": break;
                case "default": words.UnionWith(Default.Split(',')); break;
                case "public": words.UnionWith(Public.Split(',')); break;
                case var _ when named || Array.IndexOf(Groups, word) >= 0: words.Add(word); break;
                default:
                    problem = $"'{word}' is no redaction rule; rules are {Forms}";
                    return null;
            }
        }

        return new RedactionRules(words);
    }

    /// <summary>The same rules and those of a public document.</summary>
    public RedactionRules WithPublic() => new(new SortedSet<string>([.. _words, .. Public.Split(',')], StringComparer.Ordinal));

    /// <summary>Whether nothing that <see cref="Public"/> keeps back would be shown.</summary>
    public bool CoversPublic => _words.IsSupersetOf(Public.Split(','));

    /// <summary>Whether every frame of a kind is hidden.</summary>
    public bool HidesKind(string kind) => _words.Contains("kind:" + kind);

    /// <summary>Whether a field is kept back.</summary>
    /// <param name="entry">The entry that it belongs to.</param>
    /// <param name="field">The field.</param>
    public bool HidesField(AuditEntry entry, in AuditField field)
    {
        if (_words.Contains("field:" + field.Name))
        {
            return true;
        }

        return field.Name switch
        {
            "author" => Authors && field.Text is not ReportBuilder.OfNode,
            "uid" => Uids && field.Number != 0,
            "reason" => Notes,
            "text" when entry.KindName == "incident_record" => HidesText(RecordOf(entry), field.Text ?? string.Empty),
            "text" => Notes,
            _ => false,
        };
    }

    /// <summary>Whether the text of a record is kept back: all of them, or notes and what is marked internal.</summary>
    public bool HidesText(string record, string text) =>
        text.Length > 0 && (Texts || (Notes && (record == "note" || IsInternal(text))));

    /// <summary>Whether a text is marked internal.</summary>
    public static bool IsInternal(string text) => text.TrimStart().StartsWith(InternalMark, StringComparison.OrdinalIgnoreCase);

    /// <summary>The rules in their one order; <c>none</c> where there are none.</summary>
    public override string ToString() => _words.Count == 0 ? "none" : string.Join(',', _words);

    private static bool IsPlain(string word)
    {
        foreach (char c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    private static string RecordOf(AuditEntry entry)
    {
        foreach (AuditField field in entry.Fields)
        {
            if (field.Name == "record")
            {
                return field.Text ?? string.Empty;
            }
        }

        return string.Empty;
    }
}

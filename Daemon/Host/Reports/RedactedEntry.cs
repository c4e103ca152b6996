using System;
using System.Text;
using Basisd.Host.Audit;

namespace Basisd.Host.Reports;

/// <summary>
/// An entry in words under redaction rules, and whether its frame may be shown whole. It must never show what a rule keeps back, nor call a frame
/// showable that has such a part.
/// </summary>
/// <param name="Entry">The entry, decoded.</param>
/// <param name="IsHidden">A rule keeps something of it back: its frame is not shown.</param>
/// <param name="Said">What may be said of it.</param>
public sealed record RedactedEntry(AuditEntry Entry, bool IsHidden, string Said)
{
    /// <summary>Applies rules to an entry.</summary>
    public static RedactedEntry Of(AuditEntry entry, RedactionRules rules, NameMask mask)
    {
        bool hidesKind = rules.HidesKind(entry.KindName);
        bool isHidden = hidesKind;
        StringBuilder parts = new();
        string at = string.Empty;
        foreach (AuditField field in entry.Fields)
        {
            string value = field.Text ?? $"{field.Number}";
            bool isEmpty = value.Length == 0;
            bool hides = !isEmpty && rules.HidesField(entry, field);

            // A frame has scopes and venues by number; only what people wrote carries a name in its bytes. A statement about the head names the
            // node: it is made to be handed out.
            bool isWritten = field.Name is "text" or "reason" or "author";
            string masked = mask.Apply(value);
            isHidden |= hides || (isWritten && masked != value);
            at = field.Name == "at" ? value : at;
            bool isWords = field.Name is not ("at" or "hash" or "scope_index" or "state_hash" or "criteria" or "plan" or "payload");
            if (isWords && !isEmpty && !hidesKind)
            {
                parts.Append(parts.Length == 0 ? "" : "; ").Append(field.Name).Append(' ').Append(hides ? RedactionRules.Mark : masked);
            }
        }

        string kept = hidesKind ? $"{RedactionRules.Mark} {at}".TrimEnd() : parts.ToString();
        return new RedactedEntry(entry, isHidden, isHidden ? kept : mask.Apply(entry.Summary));
    }

    /// <summary>A named field as text; empty where the entry has none.</summary>
    public string Field(string name)
    {
        foreach (AuditField field in Entry.Fields)
        {
            if (string.Equals(field.Name, name, StringComparison.Ordinal))
            {
                return field.Text ?? $"{field.Number}";
            }
        }

        return string.Empty;
    }
}

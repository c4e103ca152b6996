using System;
using System.Collections.Generic;
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
        List<(string Name, string Value)> kept = [];
        foreach (AuditField field in entry.Fields)
        {
            string value = field.Text ?? $"{field.Number}";
            bool isEmpty = value.Length == 0;
            bool hides = !isEmpty && rules.HidesField(entry, field);

            // A frame has scopes and venues by number; only what people wrote carries a name in its bytes. A statement about the head names the
            // node: it is made to be handed out.
            bool isWritten = field.Name is "text" or "reason" || (field.Name == "author" && value != ReportBuilder.OfNode);
            string masked = mask.Apply(value);
            isHidden |= hides || (isWritten && masked != value);
            if (!isEmpty)
            {
                // A person who is not named is still told from another.
                bool isPerson = field.Name == "author" && masked != value;
                kept.Add((field.Name, hides && !isPerson ? RedactionRules.Mark : masked));
            }
        }

        return new RedactedEntry(entry, isHidden, isHidden ? Words(entry.KindName, kept, hidesKind) : mask.Apply(entry.Summary));
    }

    private static string Words(string kind, List<(string Name, string Value)> kept, bool hidesKind)
    {
        string Of(string name) => kept.Find(k => k.Name == name).Value ?? string.Empty;
        string Behind(string name) => Of(name).Length == 0 ? string.Empty : $": {Of(name)}";
        if (hidesKind)
        {
            return kind == "approval" ? "approvals were submitted to the node" : RedactionRules.Mark;
        }

        switch (kind)
        {
            case "operator_act": return $"{Of("act")} {Of("scope")}{Behind("reason")}";
            case "incident_record":
                string what = Of("record") == "step" ? $"step {Of("step")}" : Of("record");
                string figures = Figure("users affected", Of("users")) + Figure("exposure USD", Of("exposure_usd"))
                    + Figure("loss USD", Of("loss_usd"));
                return $"incident {Of("incident")}: {what}{figures} by {Of("author")} ({Of("role")}){Behind("text")}";
            default:
                kept.RemoveAll(k => k.Name is "at" or "hash" or "scope_index" or "state_hash" or "criteria" or "plan" or "payload");
                return string.Join("; ", kept.ConvertAll(k => $"{k.Name} {k.Value}"));
        }
    }

    private static string Figure(string name, string value) => value.Length == 0 ? string.Empty : $", {name} {value}";

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

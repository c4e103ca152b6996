using System.Collections.Generic;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>Records of incidents in words. It leaves nothing out.</summary>
internal static class IncidentFields
{
    /// <summary>Describes one record up to its end.</summary>
    /// <exception cref="CanonicalFormatException">It is damaged or of a newer version.</exception>
    public static string Record(ref CanonicalReader reader, List<AuditField> fields)
    {
        IncidentRecord record = IncidentCodec.Read(ref reader);
        void Add(string name, string value) => fields.Add(new AuditField(name, value, 0));
        void Number(string name, long value) => fields.Add(new AuditField(name, null, value));
        Add("at", AuditTime.Iso(record.At));
        Number("incident", record.Incident);
        Add("record", WordOf(record.Kind));
        if (record.Kind == IncidentRecordKind.Missed)
        {
            Add("deadline", IncidentDeadlines.WordOf(record.Deadline));
            return $"incident {record.Incident}: the deadline for {IncidentDeadlines.WordOf(record.Deadline)} passed";
        }

        if (record.Kind == IncidentRecordKind.Step)
        {
            Add("step", DmmProtocol.WordOf(record.Step));
            Number("dmm_epoch", record.Epoch);
        }

        Add("author", record.Author);
        Add("role", RoleNames.Of(record.Role));
        Number("uid", record.Uid);
        Figures(record, Number, Add);
        if (record.Document.Length > 0)
        {
            Add("document", record.Document);
        }

        Add("text", record.Text);
        string what = record.Kind == IncidentRecordKind.Step ? $"step {(int)record.Step} {DmmProtocol.WordOf(record.Step)}" : WordOf(record.Kind);
        string text = record.Text.Length > 0 ? $": {record.Text}" : string.Empty;
        return $"incident {record.Incident}: {what} by {record.Author} ({RoleNames.Of(record.Role)}){text}";
    }

    /// <summary>The word of a kind.</summary>
    public static string WordOf(IncidentRecordKind kind) => kind switch
    {
        IncidentRecordKind.Step => "step",
        IncidentRecordKind.Note => "note",
        IncidentRecordKind.Figures => "impact",
        IncidentRecordKind.Notice => "notification",
        IncidentRecordKind.Report => "report",
        IncidentRecordKind.Disclosure => "disclosure",
        IncidentRecordKind.Missed => "missed",
        _ => "none",
    };

    private static void Figures(IncidentRecord record, System.Action<string, long> number, System.Action<string, string> text)
    {
        if (record.Users >= 0)
        {
            number("users", record.Users);
        }

        if (record.Exposure >= 0)
        {
            text("exposure_usd", AmountText.Format(record.Exposure));
        }

        if (record.Loss >= 0)
        {
            text("loss_usd", AmountText.Format(record.Loss));
        }
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Basisd.Host.Audit;

/// <summary>Entries as lines: one for people, one JSON object per line for programs.</summary>
public static class AuditText
{
    private const int KindWidth = 20;

    // The text goes to a file or a terminal, never into HTML: a percent sign or an arrow stays readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for people: sequence, wall time, kind, what it says.</summary>
    public static string Line(AuditEntry entry) =>
        $"{entry.Sequence,8}  {AuditTime.Short(entry.WallNs)}  {entry.KindName.PadRight(KindWidth)}  {entry.Summary}";

    /// <summary>Appends one JSON object and a line feed.</summary>
    public static void WriteJson(AuditEntry entry, IBufferWriter<byte> output)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", entry.Sequence);
            json.WriteNumber("epoch", entry.Epoch);
            json.WriteString("wall", AuditTime.Iso(entry.WallNs));
            json.WriteString("kind", entry.KindName);
            json.WriteNumber("kind_number", entry.Kind);
            foreach (AuditField field in entry.Fields)
            {
                if (field.Text is { } text)
                {
                    json.WriteString(field.Name, text);
                }
                else
                {
                    json.WriteNumber(field.Name, field.Number);
                }
            }

            json.WriteString("hash", entry.Hash);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}

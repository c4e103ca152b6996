using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// The file of an excerpt: JSON in exactly one form, ended by a SHA-256 over itself. What differs from that form in a byte is refused, so nothing
/// can stand in a file that no check has seen. The digest finds accidents; against intent stand the chain and its signed statements.
/// </summary>
public static class ExcerptJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(Excerpt excerpt)
    {
        byte[] open = Write(excerpt, ChainHash.Genesis);
        return Write(excerpt, ChainHash.Of(open));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="problem">What is wrong with them; empty when nothing.</param>
    /// <returns>Null with a problem.</returns>
    public static Excerpt? Read(ReadOnlyMemory<byte> bytes, out string problem)
    {
        problem = "it is not the form of an excerpt, to the byte: something was changed, or it is none";
        Excerpt? read;
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            read = Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException
            or ArgumentException)
        {
            // Whatever does not read as the form is not the form.
            return null;
        }

        if (read is null || !bytes.Span.SequenceEqual(Write(read)))
        {
            return null;
        }

        problem = string.Empty;
        return read;
    }

    /// <summary>Whether bytes claim to be an excerpt at all.</summary>
    public static bool Claims(ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(bytes.Length, 256)].IndexOf(Encoding.ASCII.GetBytes(Excerpt.Format)) >= 0;

    private static byte[] Write(Excerpt excerpt, ChainHash digest)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("format", Excerpt.Format);
            json.WriteNumber("version", Excerpt.Version);
            json.WriteNumber("frame_version", FrameFormat.Version);
            json.WriteString("journal", excerpt.Journal.ToString());
            json.WriteNumber("incident", excerpt.Incident);
            json.WriteString("rules", excerpt.Rules);
            json.WriteStartArray("parts");
            foreach (ExcerptPart part in excerpt.Parts)
            {
                Write(json, part);
            }

            json.WriteEndArray();
            json.WriteStartArray("statements");
            foreach (SignedHead head in excerpt.Statements)
            {
                json.WriteStartObject();
                json.WriteString("text", head.Statement.Text());
                json.WriteBase64String("signature", head.Signature);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("digest", digest.ToString());
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ExcerptPart part)
    {
        json.WriteStartObject();
        json.WriteNumber("first", part.First);
        json.WriteNumber("last", part.Last);
        json.WriteString("before", part.Before.ToString());
        json.WriteString("after", part.After.ToString());
        json.WriteBoolean("shown", part.IsShown);
        json.WriteStartArray(part.IsShown ? "frames" : "unproven");
        foreach (ExcerptFrame frame in part.Frames)
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", frame.Sequence);
            json.WriteNumber("kind", frame.Kind);
            if (part.IsShown)
            {
                json.WriteNumber("epoch", frame.Epoch);
                json.WriteString("wall_ns", frame.WallNs.ToString(CultureInfo.InvariantCulture));
                json.WriteBase64String("payload", frame.Payload);
                json.WriteString("hash", frame.Hash.ToString());
            }

            json.WriteString("words", frame.Said);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Excerpt? Of(JsonElement root)
    {
        bool known = root.GetProperty("format").GetString() == Excerpt.Format && root.GetProperty("version").GetInt32() == Excerpt.Version
            && root.GetProperty("frame_version").GetInt32() == FrameFormat.Version;
        byte[] id = Hex(root, "journal", JournalId.Bytes);
        List<ExcerptPart> parts = [];
        foreach (JsonElement part in root.GetProperty("parts").EnumerateArray())
        {
            parts.Add(PartOf(part));
        }

        List<SignedHead> statements = [];
        foreach (JsonElement one in root.GetProperty("statements").EnumerateArray())
        {
            HeadStatement? statement = HeadStatement.Read(Encoding.UTF8.GetBytes(Text(one, "text")));
            known &= statement is not null;
            statements.Add(new SignedHead(statement!, one.GetProperty("signature").GetBytesFromBase64()));
        }

        return !known || parts.Count > Excerpt.MaxParts ? null : new Excerpt
        {
            Journal = JournalId.Read(id),
            Incident = root.GetProperty("incident").GetInt64(),
            Rules = Text(root, "rules"),
            Parts = parts,
            Statements = statements,
        };
    }

    private static ExcerptPart PartOf(JsonElement part)
    {
        bool isShown = part.GetProperty("shown").GetBoolean();
        List<ExcerptFrame> frames = [];
        foreach (JsonElement frame in part.GetProperty(isShown ? "frames" : "unproven").EnumerateArray())
        {
            ExcerptFrame words = new()
            {
                Sequence = frame.GetProperty("sequence").GetUInt64(),
                Kind = frame.GetProperty("kind").GetUInt16(),
                Said = Text(frame, "words"),
            };
            frames.Add(!isShown ? words : words with
            {
                Epoch = frame.GetProperty("epoch").GetUInt64(),
                WallNs = long.Parse(Text(frame, "wall_ns"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                Payload = frame.GetProperty("payload").GetBytesFromBase64(),
                Hash = ChainHash.Read(Hex(frame, "hash", ChainHash.Bytes)),
            });
        }

        return new ExcerptPart(
            part.GetProperty("first").GetUInt64(), part.GetProperty("last").GetUInt64(), ChainHash.Read(Hex(part, "before", ChainHash.Bytes)),
            ChainHash.Read(Hex(part, "after", ChainHash.Bytes)), isShown, frames);
    }

    private static string Text(JsonElement of, string name) =>
        of.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static byte[] Hex(JsonElement of, string name, int bytes)
    {
        byte[] read = Convert.FromHexString(Text(of, name));
        return read.Length == bytes ? read : throw new FormatException($"{name} has {read.Length} bytes");
    }
}

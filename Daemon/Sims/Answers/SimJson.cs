using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Basisd.Sims.Answers;

/// <summary>Writes answers.</summary>
internal static class SimJson
{
    // Never part of a page of HTML: a message keeps its quotes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What <paramref name="write"/> writes, as bytes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            write(json);
        }

        return bytes.WrittenMemory;
    }
}

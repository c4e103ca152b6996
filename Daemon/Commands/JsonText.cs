using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Basisd.Commands;

/// <summary>JSON of a verb as one text, so that it goes to whatever the verb's output is.</summary>
public static class JsonText
{
    // The text goes to a terminal or a program, never into HTML: quotes and signs stay readable.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints what <paramref name="write"/> writes, indented, with a line feed at the end.</summary>
    public static void Print(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            write(json);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Prints what <paramref name="write"/> writes to a stream.</summary>
    public static void PrintStream(TextWriter output, Action<Stream> write)
    {
        using MemoryStream bytes = new();
        write(bytes);
        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }
}

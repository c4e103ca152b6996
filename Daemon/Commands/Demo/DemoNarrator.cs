using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;

namespace Basisd.Commands.Demo;

/// <summary>
/// Tells a demonstration line by line: seconds since the start, and since the latest fault where there is one. As JSON each line is an object with
/// <c>at_s</c>, <c>kind</c> (<c>act</c>, <c>fault</c>, <c>say</c>, <c>shown</c>, <c>result</c>) and <c>text</c>.
/// </summary>
internal sealed class DemoNarrator(TextWriter output, bool json = false)
{
    private const string Indent = "            ";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private Stopwatch? _sinceFault;

    /// <summary>Since the demonstration began, s.</summary>
    public double Seconds => _sinceStart.Elapsed.TotalSeconds;

    /// <summary>Opens an act.</summary>
    public void Act(string title)
    {
        lock (_lock)
        {
            _sinceFault = null;
            if (json)
            {
                Write("act", title);
                return;
            }

            output.WriteLine();
            output.WriteLine($"== {title}");
            output.Flush();
        }
    }

    /// <summary>Says something, and counts from here.</summary>
    public void Fault(string text)
    {
        lock (_lock)
        {
            _sinceFault = Stopwatch.StartNew();
            Tell("fault", text);
        }
    }

    /// <summary>Says something.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            Tell("say", text);
        }
    }

    /// <summary>Shows what a verb printed.</summary>
    public void Show(string verb, string text)
    {
        lock (_lock)
        {
            if (json)
            {
                Write("shown", text.TrimEnd(), to => to.WriteString("verb", $"basisd {verb}"));
                return;
            }

            output.WriteLine($"{Indent}$ basisd {verb}");
            foreach (string line in text.TrimEnd().Split('\n'))
            {
                output.WriteLine($"{Indent}{line}");
            }

            output.Flush();
        }
    }

    /// <summary>Says how it ended.</summary>
    /// <param name="text">In words.</param>
    /// <param name="more">What a program wants to know besides.</param>
    public void Result(string text, Action<Utf8JsonWriter> more)
    {
        lock (_lock)
        {
            _sinceFault = null;
            if (json)
            {
                Write("result", text, more);
            }
            else
            {
                Tell("result", text);
            }
        }
    }

    private void Tell(string kind, string text)
    {
        if (json)
        {
            Write(kind, text);
            return;
        }

        string since = _sinceFault is { } fault ? $" +{fault.Elapsed.TotalSeconds:F2} s" : string.Empty;
        output.WriteLine($"[{Seconds,6:F1} s{since}] {text}");
        output.Flush();
    }

    private void Write(string kind, string text, Action<Utf8JsonWriter>? more = null)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter to = new(bytes, Readable))
        {
            to.WriteStartObject();
            to.WriteNumber("at_s", Math.Round(Seconds, 3));
            if (_sinceFault is { } fault)
            {
                to.WriteNumber("since_fault_s", Math.Round(fault.Elapsed.TotalSeconds, 3));
            }

            to.WriteString("kind", kind);
            to.WriteString("text", text);
            more?.Invoke(to);
            to.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        output.Flush();
    }
}

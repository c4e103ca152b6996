using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Serilog.Core;
using Serilog.Events;

namespace Basisd.Host.Logging;

/// <summary>
/// Writes log entries as lines of text: <c>HH:mm:ss LEVEL message</c> for people, or with the journal's <c>&lt;N&gt;</c> prefixes where
/// standard error goes to the journal but its own protocol is out of reach. Colour only on a terminal, and not with NO_COLOR.
/// </summary>
public sealed class TextSink : ILogEventSink
{
    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly TextStyle _style;

    /// <summary>Writes to an output.</summary>
    public TextSink(TextWriter output, TextStyle style)
    {
        _output = output;
        _style = style;
    }

    /// <summary>The style that fits an output.</summary>
    /// <param name="redirected">Whether the output is not a terminal.</param>
    /// <param name="noColor">Value of NO_COLOR: any text at all turns colour off.</param>
    /// <param name="terminal">Value of TERM.</param>
    public static TextStyle StyleFor(bool redirected, string? noColor, string? terminal) =>
        redirected || !string.IsNullOrEmpty(noColor) || terminal is null or "" or "dumb" ? TextStyle.Plain : TextStyle.Color;

    /// <inheritdoc/>
    public void Emit(Serilog.Events.LogEvent logEvent)
    {
        string message = PlainMessage.Of(logEvent);
        if (logEvent.Exception is { } exception)
        {
            message = $"{message}: {exception}";
        }

        // What a peer sent must not steer the terminal.
        message = string.Create(message.Length, message, static (target, text) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                target[i] = char.IsControl(text[i]) && text[i] is not '\n' and not '\t' ? '?' : text[i];
            }
        });

        lock (_lock)
        {
            try
            {
                WriteLines(logEvent, message);
                _output.Flush();
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // The terminal is gone; logging must not stop the daemon.
                return;
            }
        }
    }

    private void WriteLines(Serilog.Events.LogEvent logEvent, string message)
    {
        if (_style == TextStyle.JournalPrefix)
        {
            // Each line is an entry of its own for the journal, so each needs its prefix.
            foreach (ReadOnlySpan<char> line in message.AsSpan().EnumerateLines())
            {
                _output.Write($"<{JournaldSink.PriorityOf(logEvent.Level)}>");
                _output.WriteLine(line);
            }

            return;
        }

        (string name, string color) = Look(logEvent.Level);
        string time = logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        _output.WriteLine(_style == TextStyle.Color ? $"{time} {color}{name}\e[0m {message}" : $"{time} {name} {message}");
    }

    private static (string Name, string Color) Look(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => ("FATAL", "\e[1;31m"),
        LogEventLevel.Error => ("ERROR", "\e[31m"),
        LogEventLevel.Warning => ("WARN ", "\e[33m"),
        LogEventLevel.Information => ("INFO ", "\e[32m"),
        LogEventLevel.Debug => ("DEBUG", "\e[90m"),
        _ => ("TRACE", "\e[90m"),
    };
}

using System;
using Basisd.Host.Configuration;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Basisd.Host.Logging;

/// <summary>
/// Chooses where entries go: to journald in its own protocol when standard error is the journal's stream, with <c>&lt;N&gt;</c> prefixes
/// when that socket is out of reach, and as text otherwise.
/// </summary>
public static class LoggerSetup
{
    /// <summary>Builds the daemon's logger.</summary>
    /// <param name="level">Can be changed later, on a reload.</param>
    /// <param name="journal">The sink when the journal is used, for its counts; null otherwise.</param>
    public static Logger Create(LoggingLevelSwitch level, out JournaldSink? journal)
    {
        journal = null;
        LoggerConfiguration configuration = new LoggerConfiguration().MinimumLevel.ControlledBy(level);
        if (!JournalStream.IsConnected(Environment.GetEnvironmentVariable("JOURNAL_STREAM")))
        {
            TextStyle style = TextSink.StyleFor(
                Console.IsErrorRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));
            return configuration.WriteTo.Sink(new TextSink(Console.Error, style)).CreateLogger();
        }

        JournaldSink sink = new();
        if (sink.IsConnected)
        {
            journal = sink;
            return configuration.WriteTo.Sink(sink).CreateLogger();
        }

        sink.Dispose();
        return configuration.WriteTo.Sink(new TextSink(Console.Error, TextStyle.JournalPrefix)).CreateLogger();
    }

    /// <summary>Serilog's way of naming the sink: <c>WriteTo.Journald()</c>.</summary>
    /// <param name="sinks">The logger's sinks.</param>
    /// <param name="identifier">SYSLOG_IDENTIFIER of every entry.</param>
    /// <param name="socket">Path of the journal's socket.</param>
    public static LoggerConfiguration Journald(
        this LoggerSinkConfiguration sinks, string identifier = "basisd", string socket = JournaldSink.DefaultSocket) =>
        sinks.Sink(new JournaldSink(identifier, socket));

    /// <summary>Serilog's name of a configured level.</summary>
    public static LogEventLevel LevelOf(LogLevel level) => (LogEventLevel)level;
}

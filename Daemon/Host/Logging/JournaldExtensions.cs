using Serilog;
using Serilog.Configuration;

namespace Basisd.Host.Logging;

/// <summary>Serilog's way of naming a sink.</summary>
public static class JournaldExtensions
{
    /// <summary>Writes entries to journald in its own protocol.</summary>
    /// <param name="sinks">The logger's sinks.</param>
    /// <param name="identifier">SYSLOG_IDENTIFIER of every entry.</param>
    /// <param name="socket">Path of the journal's socket.</param>
    public static LoggerConfiguration Journald(
        this LoggerSinkConfiguration sinks, string identifier = "basisd", string socket = JournaldSink.DefaultSocket) =>
        sinks.Sink(new JournaldSink(identifier, socket));
}

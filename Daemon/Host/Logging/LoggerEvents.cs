using Serilog;

namespace Basisd.Host.Logging;

/// <summary>Ties a log entry to its <see cref="LogEvent"/>.</summary>
public static class LoggerEvents
{
    /// <summary>The property that becomes MESSAGE_ID.</summary>
    public const string MessageIdProperty = "MessageId";

    /// <summary>A logger whose entries carry the event: <c>log.Of(LogEvents.Ready).Information("…")</c>.</summary>
    public static ILogger Of(this ILogger logger, LogEvent kind) =>
        logger.ForContext(MessageIdProperty, kind.MessageId).ForContext("Event", kind.Number);
}

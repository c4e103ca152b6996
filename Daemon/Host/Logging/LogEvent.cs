namespace Basisd.Host.Logging;

/// <summary>A kind of log entry that operators and tools may rely on.</summary>
/// <param name="Number">Number in the text form; blocks of 100 per room.</param>
/// <param name="Name">Short name.</param>
/// <param name="MessageId">The journal's MESSAGE_ID, 32 hex digits; explained in the message catalogue.</param>
public sealed record LogEvent(int Number, string Name, string MessageId);

namespace Basisd.Journal;

/// <summary>
/// How a replay went. What is replayed is read a second time; where that reading is not what was verified a moment before, what the visitor took
/// must be thrown away and the node stays closed.
/// </summary>
/// <param name="Last">The last sequence that was visited.</param>
/// <param name="Message">Why it is not all that was verified, and what to do; empty when it is.</param>
/// <param name="Failure">The place where the two readings differ; null when the device did not read at all.</param>
public sealed record ReplayReport(ulong Last, string Message, IntegrityFailure? Failure)
{
    /// <summary>All that recovery verified was visited.</summary>
    public bool IsWhole => Message.Length == 0;
}

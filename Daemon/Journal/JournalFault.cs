namespace Basisd.Journal;

/// <summary>Why the journal stopped for good: the disk's state is unknown, nothing is retried, the caller closes the gate and stops the
/// process.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Message">For people: what, on which file, and what to do.</param>
public sealed record JournalFault(JournalFaultKind Kind, string Message);

namespace Basisd.Journal;

/// <summary>A journal, or why there is none and how to mend it.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Message">One or two sentences for people; empty when opened.</param>
/// <param name="Journal">The journal when opened; the caller owns it.</param>
/// <param name="Report">What recovery found when opened.</param>
/// <param name="Failure">What is wrong, after an integrity failure.</param>
public sealed record JournalOpenResult(
    JournalOpenStatus Status, string Message, NodeJournal? Journal, RecoveryReport? Report, IntegrityFailure? Failure);

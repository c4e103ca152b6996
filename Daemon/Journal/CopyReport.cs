namespace Basisd.Journal;

/// <summary>How an operation on a stopped copy went.</summary>
/// <param name="Status">Which it is.</param>
/// <param name="Message">Why not, for people; empty when done.</param>
/// <param name="Kept">File or directory that holds what was taken out of the log; null for nothing.</param>
/// <param name="Failure">What is wrong, after an integrity failure.</param>
public sealed record CopyReport(CopyStatus Status, string Message, string? Kept, IntegrityFailure? Failure);

namespace Basisd.Host.Reports;

/// <summary>An event of an incident's timeline.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Sequence">Its entry in the journal.</param>
/// <param name="Phase">What it belongs to.</param>
/// <param name="Kind">Kind of the entry.</param>
/// <param name="Text">What it says, redacted.</param>
/// <param name="IsMilestone">One of the few that a reader in a hurry wants: opened, raised, a mode of the platform, an approval, closed.</param>
public sealed record TimelineEvent(long At, ulong Sequence, TimelinePhase Phase, string Kind, string Text, bool IsMilestone);

using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>A time that a scope spent in a mode during an incident.</summary>
/// <param name="From">Core time, Unix nanoseconds.</param>
/// <param name="To">Core time, Unix nanoseconds; of one that goes on, the time up to which the journal was read.</param>
/// <param name="Mode">The mode.</param>
/// <param name="Stage">The recovery stage, 0 outside RECOVERY.</param>
public sealed record ModeSpan(long From, long To, Mode Mode, byte Stage);

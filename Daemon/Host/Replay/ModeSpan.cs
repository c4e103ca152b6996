using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A stretch of time that a scope spent in one mode.</summary>
/// <param name="Scope">Scope index.</param>
/// <param name="Mode">The mode.</param>
/// <param name="From">First nanosecond, Unix.</param>
/// <param name="To">End, Unix nanoseconds.</param>
public readonly record struct ModeSpan(int Scope, Mode Mode, long From, long To);

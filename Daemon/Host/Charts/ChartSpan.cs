using Basisd.Safety;

namespace Basisd.Host.Charts;

/// <summary>A time that a scope spent in a mode.</summary>
/// <param name="Scope">Name of the scope.</param>
/// <param name="From">Unix second, inclusive.</param>
/// <param name="To">Unix second, exclusive.</param>
/// <param name="Mode">The mode.</param>
public sealed record ChartSpan(string Scope, long From, long To, Mode Mode);

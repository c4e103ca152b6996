namespace Basisd.Host.Charts;

/// <summary>A trip on the chart.</summary>
/// <param name="Second">Unix second.</param>
/// <param name="Scope">What tripped, for example <c>asset/BTC</c>.</param>
/// <param name="Trigger">By which trigger, for example <c>market.volatility_spike</c>.</param>
/// <param name="Measured">What was measured, with its unit.</param>
/// <param name="Limit">The limit, with its unit.</param>
public sealed record ChartTrip(long Second, string Scope, string Trigger, string Measured, string Limit);

namespace Basisd.Market;

/// <summary>A trip on the chart.</summary>
/// <param name="Second">Unix second.</param>
/// <param name="Label">What tripped, for example <c>asset/BTC market.volatility_spike</c>.</param>
public readonly record struct ChartTrip(long Second, string Label);

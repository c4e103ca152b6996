namespace Basisd.Host.Bench;

/// <summary>What budgets are stated in. The tail of few samples is their maximum; <see cref="Count"/> tells.</summary>
/// <param name="P50">Median.</param>
/// <param name="P99">99 of 100 are not above.</param>
/// <param name="P999">999 of 1000 are not above.</param>
/// <param name="Count">Samples.</param>
public readonly record struct Quantiles(double P50, double P99, double P999, int Count)
{
    /// <summary>The samples that these were drawn from; null for what was computed.</summary>
    public Histogram? Histogram { get; init; }

    /// <summary>The same numbers; which samples they were drawn from is no part of that.</summary>
    public bool Equals(Quantiles other) =>
        P50.Equals(other.P50) && P99.Equals(other.P99) && P999.Equals(other.P999) && Count == other.Count;

    /// <inheritdoc/>
    public override int GetHashCode() => System.HashCode.Combine(P50, P99, P999, Count);

    /// <summary>The same in another unit.</summary>
    public Quantiles Times(double factor) => new(P50 * factor, P99 * factor, P999 * factor, Count) { Histogram = Histogram?.Times(factor) };

    /// <summary>The same quantile of a floor, as a ratio; 0 where the floor has none.</summary>
    public Quantiles Over(Quantiles floor) => new(Ratio(P50, floor.P50), Ratio(P99, floor.P99), Ratio(P999, floor.P999), Count);

    private static double Ratio(double value, double floor) => floor > 0 ? value / floor : 0;
}

namespace Basisd.Host.Metrics;

/// <summary>
/// Upper bounds of histogram buckets: the literal text that is exposed, as Go writes the number, and the same in nanoseconds. The texts are
/// literals because a computed bound changes its name with its last digit. Each service level of SPEC 15 lies exactly on a bound.
/// </summary>
/// <param name="Texts">Seconds, as text.</param>
/// <param name="Ns">The same in ns, ascending.</param>
public sealed record HistogramBounds(string[] Texts, long[] Ns)
{
    /// <summary>The hot path, 100 ns to 1 ms.</summary>
    public static readonly HistogramBounds HotPath = new(
        ["1e-07", "2.5e-07", "5e-07", "1e-06", "2.5e-06", "5e-06", "1e-05", "2.5e-05", "5e-05", "0.0001", "0.00025", "0.0005", "0.001"],
        [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000]);

    /// <summary>Input and output, 1 µs to 1 s.</summary>
    public static readonly HistogramBounds Storage = new(
        ["1e-06", "1e-05", "5e-05", "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1"],
        [
            1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
            250_000_000, 500_000_000, 1_000_000_000,
        ]);

    /// <summary>Control, 1 ms to 30 s.</summary>
    public static readonly HistogramBounds Control = new(
        ["0.001", "0.01", "0.05", "0.1", "0.25", "0.5", "1", "2", "3.5", "5", "10", "30"],
        [
            1_000_000, 10_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 3_500_000_000, 5_000_000_000,
            10_000_000_000, 30_000_000_000,
        ]);
}

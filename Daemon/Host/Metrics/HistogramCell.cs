using System.Threading;

namespace Basisd.Host.Metrics;

/// <summary>
/// Durations counted in buckets. One thread writes (plain stores); the scraper reads each bucket once and makes the count from what it
/// read, so that a scrape in the middle of a write is still consistent with itself.
/// </summary>
public sealed class HistogramCell
{
    private readonly long[] _bounds;
    private readonly long[] _buckets;
    private long _sumNs;

    internal HistogramCell(string[] labels, HistogramBounds bounds)
    {
        Labels = labels;
        _bounds = bounds.Ns;
        _buckets = new long[bounds.Ns.Length + 1];
    }

    internal string[] Labels { get; }

    internal long SumNs => Volatile.Read(ref _sumNs);

    /// <summary>Counts one duration; the one writing thread alone. Allocates nothing.</summary>
    /// <param name="ns">Nanoseconds; below zero counts as zero.</param>
    public void Observe(long ns)
    {
        if (ns < 0)
        {
            ns = 0;
        }

        long[] bounds = _bounds;
        int bucket = 0;
        while (bucket < bounds.Length && ns > bounds[bucket])
        {
            bucket++;
        }

        Volatile.Write(ref _buckets[bucket], _buckets[bucket] + 1);
        Volatile.Write(ref _sumNs, unchecked(_sumNs + ns));
    }

    internal long Bucket(int index) => Volatile.Read(ref _buckets[index]);
}

using System;
using System.Collections.Generic;

namespace Basisd.Host.Bench;

/// <summary>
/// Every sample of a measurement in 64 classes per power of two: what several runs are pooled from, and what a reader can draw another quantile
/// from. A class is 1.1 % wide, so a pooled quantile is right to half of that.
/// </summary>
public sealed class Histogram
{
    /// <summary>Classes per power of two.</summary>
    public const int ClassesPerOctave = 64;

    private readonly SortedDictionary<int, long> _counts = [];

    private Histogram(double scale) => Scale = scale;

    /// <summary>Unit of the classes in the unit of the figure.</summary>
    public double Scale { get; }

    /// <summary>Samples in it.</summary>
    public int Count { get; private set; }

    /// <summary>Classes that hold samples, ascending: class k reaches from 2^(k/64) to 2^((k+1)/64) times <see cref="Scale"/>.</summary>
    public IReadOnlyDictionary<int, long> Classes => _counts;

    /// <summary>Of values; what is not above 0 counts in the lowest class.</summary>
    public static Histogram Of(IReadOnlyList<double> values)
    {
        Histogram histogram = new(1);
        foreach (double value in values)
        {
            int key = (int)Math.Floor(Math.Log2(Math.Max(value, double.Epsilon)) * ClassesPerOctave);
            histogram._counts[key] = histogram._counts.GetValueOrDefault(key) + 1;
            histogram.Count++;
        }

        return histogram;
    }

    /// <summary>Of classes, as <see cref="Classes"/> has them.</summary>
    public static Histogram Of(double scale, IEnumerable<(int Class, long Count)> classes)
    {
        Histogram histogram = new(scale);
        foreach ((int key, long count) in classes)
        {
            histogram._counts[key] = count;
            histogram.Count += (int)count;
        }

        return histogram;
    }

    /// <summary>The same in another unit.</summary>
    public Histogram Times(double factor)
    {
        Histogram scaled = new(Scale * factor) { Count = Count };
        foreach ((int key, long count) in _counts)
        {
            scaled._counts[key] = count;
        }

        return scaled;
    }

    /// <summary>All samples of several runs of one measurement.</summary>
    public static Histogram Pool(IReadOnlyList<Histogram> runs)
    {
        Histogram pooled = new(runs.Count > 0 ? runs[0].Scale : 1);
        foreach (Histogram run in runs)
        {
            foreach ((int key, long count) in run._counts)
            {
                pooled._counts[key] = pooled._counts.GetValueOrDefault(key) + count;
            }

            pooled.Count += run.Count;
        }

        return pooled;
    }

    /// <summary>p50, p99 and p99.9 by nearest rank, each the middle of its class.</summary>
    public Quantiles Quantiles() => new(Quantile(0.5), Quantile(0.99), Quantile(0.999), Count) { Histogram = this };

    private double Quantile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        foreach ((int key, long count) in _counts)
        {
            rank -= count;
            if (rank <= 0)
            {
                return (Bound(key) + Bound(key + 1)) / 2;
            }
        }

        return 0;
    }

    private double Bound(int key) => Math.Pow(2, (double)key / ClassesPerOctave) * Scale;
}

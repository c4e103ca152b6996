using System;
using System.Collections.Generic;

namespace Basisd.Host.Bench;

/// <summary>
/// What was measured, one number per repetition, all kept: a mean would hide what a budget is about. Not for the hot path of the daemon.
/// </summary>
public sealed class Samples
{
    private readonly List<double> _values = new(4096);
    private double[]? _sorted;

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>Adds one.</summary>
    public void Add(double value)
    {
        _values.Add(value);
        _sorted = null;
    }

    /// <summary>Adds all of another measurement.</summary>
    public void AddAll(Samples others)
    {
        _values.AddRange(others._values);
        _sorted = null;
    }

    /// <summary>The value that a share of all samples does not exceed (nearest rank); 0 when there are none.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        if (_values.Count == 0)
        {
            return 0;
        }

        if (_sorted is null)
        {
            _sorted = [.. _values];
            Array.Sort(_sorted);
        }

        int rank = (int)Math.Ceiling(share * _sorted.Length);
        return _sorted[Math.Clamp(rank, 1, _sorted.Length) - 1];
    }

    /// <summary>
    /// Adds one that was to be taken every so often, and what the samples that it kept from being taken would have shown: a stall that holds the
    /// measurement itself up counts for as long as it lasted (no coordinated omission).
    /// </summary>
    /// <param name="value">What was measured.</param>
    /// <param name="every">How far apart samples are meant to be, in the same unit.</param>
    public void AddAtPace(double value, double every)
    {
        Add(value);
        for (double missed = value - every; missed >= every; missed -= every)
        {
            Add(missed);
        }
    }

    /// <summary>p50, p99 and p99.9.</summary>
    public Quantiles Quantiles() => new(Quantile(0.5), Quantile(0.99), Quantile(0.999), Count)
    {
        Histogram = Count == 0 ? null : Histogram.Of(_values),
    };
}

using System;
using System.Collections.Generic;

namespace Basisd.Host.Metrics;

/// <summary>A family of histograms of durations, in seconds.</summary>
public sealed class HistogramFamily : MetricFamily
{
    private readonly Dictionary<string, HistogramCell> _byLabels = new(StringComparer.Ordinal);
    private readonly List<HistogramCell> _cells = [];
    private readonly HistogramBounds _bounds;
    private readonly string[] _bucketLabels;

    internal HistogramFamily(string name, string help, HistogramBounds bounds, string[] labelNames)
        : base(name, help, MetricKind.Histogram, labelNames)
    {
        _bounds = bounds;
        _bucketLabels = [.. labelNames, "le"];
        if (labelNames.Length == 0)
        {
            Single = With();
        }
    }

    /// <summary>The one cell of a family without labels.</summary>
    public HistogramCell? Single { get; }

    /// <summary>The cell of the label values.</summary>
    public HistogramCell With(params string[] labels)
    {
        lock (Sync)
        {
            string key = KeyOf(labels);
            if (!_byLabels.TryGetValue(key, out HistogramCell? cell))
            {
                CheckLabels(labels, _cells.Count);
                cell = new HistogramCell(labels, _bounds);
                _byLabels.Add(key, cell);
                _cells.Add(cell);
            }

            return cell;
        }
    }

    internal override void Render(ExpositionWriter writer)
    {
        string[] values = new string[_bucketLabels.Length];
        lock (Sync)
        {
            foreach (HistogramCell cell in _cells)
            {
                cell.Labels.CopyTo(values, 0);
                long count = 0;
                for (int i = 0; i <= _bounds.Ns.Length; i++)
                {
                    count += cell.Bucket(i);
                    values[^1] = i < _bounds.Ns.Length ? _bounds.Texts[i] : "+Inf";
                    writer.Sample(Name + "_bucket", _bucketLabels, values, count, MetricScale.One);
                }

                writer.Sample(Name + "_sum", LabelNames, cell.Labels, cell.SumNs, MetricScale.Nanoseconds);
                writer.Sample(Name + "_count", LabelNames, cell.Labels, count, MetricScale.One);
            }
        }
    }
}

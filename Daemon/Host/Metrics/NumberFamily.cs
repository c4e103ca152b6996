using System;
using System.Collections.Generic;

namespace Basisd.Host.Metrics;

/// <summary>A family of counters or gauges.</summary>
public sealed class NumberFamily : MetricFamily
{
    private readonly Dictionary<string, MetricCell> _byLabels = new(StringComparer.Ordinal);
    private readonly List<MetricCell> _cells = [];
    private readonly MetricScale _scale;

    internal NumberFamily(string name, string help, MetricKind kind, MetricScale scale, string[] labelNames)
        : base(name, help, kind, labelNames)
    {
        _scale = scale;
        if (labelNames.Length == 0)
        {
            Single = With();
        }
    }

    /// <summary>The one cell of a family without labels.</summary>
    public MetricCell? Single { get; }

    /// <summary>The cell of the label values; made at 0 the first time. Take it once at start, not on the hot path.</summary>
    /// <exception cref="ArgumentException">The number of values differs from the number of labels.</exception>
    public MetricCell With(params string[] labels)
    {
        lock (Sync)
        {
            string key = KeyOf(labels);
            if (!_byLabels.TryGetValue(key, out MetricCell? cell))
            {
                CheckLabels(labels, _cells.Count);
                cell = new MetricCell(labels);
                _byLabels.Add(key, cell);
                _cells.Add(cell);
            }

            return cell;
        }
    }

    internal override void Render(ExpositionWriter writer)
    {
        lock (Sync)
        {
            foreach (MetricCell cell in _cells)
            {
                long value = cell.Value;
                if (value != MetricCell.Absent)
                {
                    writer.Sample(Name, LabelNames, cell.Labels, value, _scale);
                }
            }
        }
    }
}

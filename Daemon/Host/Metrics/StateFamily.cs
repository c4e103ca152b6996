using System;
using System.Collections.Generic;

namespace Basisd.Host.Metrics;

/// <summary>
/// A family of state sets: for each cell as many samples as there are states, exactly one of which is 1. It is exposed as a gauge with the
/// state in a label, in both formats, so that a query never depends on the format that the scraper chose.
/// </summary>
public sealed class StateFamily : MetricFamily
{
    private readonly Dictionary<string, StateCell> _byLabels = new(StringComparer.Ordinal);
    private readonly List<StateCell> _cells = [];
    private readonly string[] _states;
    private readonly string[] _allLabels;

    internal StateFamily(string name, string help, string stateLabel, string[] states, string[] labelNames)
        : base(name, help, MetricKind.Gauge, labelNames)
    {
        _states = states;
        _allLabels = [.. labelNames, stateLabel];
    }

    /// <summary>The cell of the label values; made in the first state.</summary>
    public StateCell With(params string[] labels)
    {
        lock (Sync)
        {
            string key = KeyOf(labels);
            if (!_byLabels.TryGetValue(key, out StateCell? cell))
            {
                CheckLabels(labels, _cells.Count);
                cell = new StateCell(labels, _states.Length);
                _byLabels.Add(key, cell);
                _cells.Add(cell);
            }

            return cell;
        }
    }

    internal override void Render(ExpositionWriter writer)
    {
        string[] values = new string[_allLabels.Length];
        lock (Sync)
        {
            foreach (StateCell cell in _cells)
            {
                int state = cell.State;
                cell.Labels.CopyTo(values, 0);
                for (int i = 0; i < _states.Length; i++)
                {
                    values[^1] = _states[i];
                    writer.Sample(Name, _allLabels, values, i == state ? 1 : 0, MetricScale.One);
                }
            }
        }
    }
}

using Basisd.Node;

namespace Basisd.Host.Metrics;

/// <summary>When each required input was last seen, and how old it may be. The loop's thread alone sets them.</summary>
public sealed class InputMetrics
{
    private readonly NumberFamily _seen;
    private readonly NumberFamily _maxAge;
    private MetricCell[] _cells = [];

    /// <summary>Declares them.</summary>
    public InputMetrics(MetricRegistry registry)
    {
        _seen = registry.Gauge(
            "basisd_input_seen_timestamp_seconds", "When a required input was last seen, core time; 0 before the first.", MetricScale.Nanoseconds,
            "input");
        _maxAge = registry.Gauge(
            "basisd_input_max_age_seconds", "Age beyond which a required input is stale.", MetricScale.Nanoseconds, "input");
    }

    /// <summary>Sets them. Which inputs there are follows from the configuration and does not change.</summary>
    public void Set(InputWatch inputs)
    {
        if (_cells.Length != inputs.Count)
        {
            _cells = new MetricCell[inputs.Count];
            for (int input = 0; input < inputs.Count; input++)
            {
                _cells[input] = _seen.With(inputs[input].Name);
                _maxAge.With(inputs[input].Name).Set(inputs[input].MaxAgeNs);
            }
        }

        for (int input = 0; input < _cells.Length; input++)
        {
            _cells[input].Set(inputs.LastSeen[input]);
        }
    }
}

namespace Basisd.Host.Metrics;

/// <summary>The two text formats that Prometheus reads.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus text 0.0.4.</summary>
    Text,

    /// <summary>OpenMetrics 1.0.0.</summary>
    OpenMetrics,
}

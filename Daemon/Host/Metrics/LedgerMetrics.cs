using System.Linq;
using Basisd.Safety;

namespace Basisd.Host.Metrics;

/// <summary>The metrics of reconciliation, one cell per venue; a venue without a gateway stays at 0.</summary>
public sealed class LedgerMetrics
{
    /// <summary>Declares them.</summary>
    public LedgerMetrics(MetricRegistry registry, Topology topology)
    {
        NumberFamily differences = registry.Gauge(
            "basisd_reconciliation_differences", "Open differences between our records and a venue's.", MetricScale.One, "venue");
        NumberFamily clean = registry.Gauge(
            "basisd_reconciliation_clean_timestamp_seconds", "Begin of the latest poll that left a venue clean, core time; 0 for none.",
            MetricScale.Nanoseconds, "venue");
        Differences = [.. topology.Venues.Select(v => differences.With(v.Name))];
        Clean = [.. topology.Venues.Select(v => clean.With(v.Name))];
    }

    /// <summary>Open differences, by venue.</summary>
    public MetricCell[] Differences { get; }

    /// <summary>Latest clean poll, Unix ns, by venue.</summary>
    public MetricCell[] Clean { get; }
}

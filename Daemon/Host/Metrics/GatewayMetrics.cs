namespace Basisd.Host.Metrics;

/// <summary>The metrics of polled gateways; the polling takes the cells of the venues that it polls.</summary>
public sealed class GatewayMetrics
{
    /// <summary>Declares them.</summary>
    public GatewayMetrics(MetricRegistry registry)
    {
        Polls = registry.Counter("basisd_gateway_polls_total", "Polls of gateways, by outcome.", MetricScale.One, "venue", "outcome");
        PollTime = registry.Histogram("basisd_gateway_poll_seconds", "Polls of a venue gateway.", HistogramBounds.Control, "venue");
        Polled = registry.Gauge(
            "basisd_gateway_polled_timestamp_seconds", "Last complete poll of a gateway; 0 before the first.", MetricScale.Nanoseconds, "venue");
        Retries = registry.Counter("basisd_gateway_retries_total", "Requests to a gateway that were repeated.", MetricScale.One, "venue");
    }

    /// <summary>Polls, by venue and outcome.</summary>
    public NumberFamily Polls { get; }

    /// <summary>Duration of polls, ns, by venue; the venue's own loop alone writes its cell.</summary>
    public HistogramFamily PollTime { get; }

    /// <summary>Last complete poll, Unix ns of the wall clock, by venue.</summary>
    public NumberFamily Polled { get; }

    /// <summary>Repeated requests, by venue.</summary>
    public NumberFamily Retries { get; }
}

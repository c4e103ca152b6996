namespace Basisd.Host.Metrics;

/// <summary>The metrics of <c>/v1/events</c>: who listens, who was turned away, what was sent.</summary>
public sealed class EventMetrics
{
    /// <summary>Declares them.</summary>
    public EventMetrics(MetricRegistry registry)
    {
        Streams = registry.Gauge("basisd_event_streams", "Streams of server-sent events that are open.").Single!;
        Refused = registry.Counter("basisd_event_streams_refused_total", "Streams that were refused because as many as may be were open.").Single!;
        Sent = registry.Counter("basisd_events_sent_total", "Events written to streams, heartbeats included.").Single!;
    }

    /// <summary>Open streams.</summary>
    public MetricCell Streams { get; }

    /// <summary>Streams that were refused.</summary>
    public MetricCell Refused { get; }

    /// <summary>Events written.</summary>
    public MetricCell Sent { get; }
}

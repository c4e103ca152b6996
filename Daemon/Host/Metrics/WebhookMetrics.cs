using System;
using System.Linq;
using Basisd.Host.Webhook;

namespace Basisd.Host.Metrics;

/// <summary>The metrics of the webhook; without one all stay at 0.</summary>
public sealed class WebhookMetrics
{
    /// <summary>Declares them.</summary>
    public WebhookMetrics(MetricRegistry registry)
    {
        Pending = registry.Gauge("basisd_webhook_pending", "Notices that the receiver has not taken yet.").Single!;
        Oldest = registry.Gauge(
            "basisd_webhook_oldest_timestamp_seconds", "When the oldest pending notice happened, core time; 0 for none.",
            MetricScale.Nanoseconds).Single!;
        Delivered = registry.Counter("basisd_webhook_delivered_total", "Notices that the receiver took, since the journal began.").Single!;
        Dropped = registry.Counter(
            "basisd_webhook_dropped_total", "Notices that gave way undelivered because the outbox was full, since the journal began.").Single!;
        NumberFamily failed = registry.Counter(
            "basisd_webhook_attempts_failed_total", "Failed attempts to deliver a notice, by outcome.", MetricScale.One, "outcome");
        Failed = [.. Enum.GetValues<WebhookOutcome>().Select(
            o => o == WebhookOutcome.Delivered ? null : failed.With(NodeMetrics.SnakeCase(o.ToString())))];
    }

    /// <summary>Pending notices.</summary>
    public MetricCell Pending { get; }

    /// <summary>The oldest of them, Unix ns; 0 for none.</summary>
    public MetricCell Oldest { get; }

    /// <summary>Notices delivered.</summary>
    public MetricCell Delivered { get; }

    /// <summary>Notices dropped.</summary>
    public MetricCell Dropped { get; }

    /// <summary>Failed attempts, by number of <see cref="WebhookOutcome"/>; null for the one that is no failure.</summary>
    public MetricCell?[] Failed { get; }
}

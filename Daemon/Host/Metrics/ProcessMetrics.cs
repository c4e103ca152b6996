namespace Basisd.Host.Metrics;

/// <summary>The metrics of the process, which it has once however many slots it acts for.</summary>
public sealed class ProcessMetrics
{
    /// <summary>Declares them.</summary>
    /// <param name="registry">The registry of the process.</param>
    /// <param name="version">Version of the binary.</param>
    /// <param name="node">Name of the node.</param>
    public ProcessMetrics(MetricRegistry registry, string version, string node)
    {
        registry.Gauge("basisd_build_info", "Version of the daemon, always 1.", MetricScale.One, "version", "node").With(version, node).Set(1);
        Attestation = new AttestationMetrics(registry);
        Events = new EventMetrics(registry);
        LogDropped = registry.Counter("basisd_log_dropped_total", "Log entries that the journal did not take.").Single!;
        WatchdogPings = registry.Counter("basisd_watchdog_pings_total", "Proofs of progress given to systemd.").Single!;
    }

    /// <summary>Whether what runs is what is expected.</summary>
    public AttestationMetrics Attestation { get; }

    /// <summary>Streams of events.</summary>
    public EventMetrics Events { get; }

    /// <summary>Log entries lost.</summary>
    public MetricCell LogDropped { get; }

    /// <summary>Watchdog pings.</summary>
    public MetricCell WatchdogPings { get; }
}

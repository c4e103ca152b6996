namespace Basisd.Host.Metrics;

/// <summary>The metrics of commands to the engine (SPEC 8, 14). What is acknowledged and what is verified are counted apart.</summary>
public sealed class ControlMetrics
{
    /// <summary>Declares them.</summary>
    public ControlMetrics(MetricRegistry registry)
    {
        NumberFamily commands = registry.Gauge(
            "basisd_commands_outstanding", "Commands to the engine of which something is awaited, by what it is.", MetricScale.One, "awaits");
        Unacknowledged = commands.With("acknowledgement");
        Unverified = commands.With("effect");
        Facts = registry.Counter(
            "basisd_commands_total", "Facts about commands to the engine since the start.", MetricScale.One, "kind", "fact");
        ContainmentStep = registry.Gauge(
            "basisd_containment_step", "Step of the containment: 0 none, 1 cancelling, 2 planning, 3 reducing.").Single!;
    }

    /// <summary>Commands that wait for the engine's word.</summary>
    public MetricCell Unacknowledged { get; }

    /// <summary>Commands that are acknowledged and wait for venue records.</summary>
    public MetricCell Unverified { get; }

    /// <summary>Facts about commands, by kind and fact.</summary>
    public NumberFamily Facts { get; }

    /// <summary>Step of the containment, its number.</summary>
    public MetricCell ContainmentStep { get; }
}

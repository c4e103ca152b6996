using Basisd.Host.Http;

namespace Basisd.Host.Metrics;

/// <summary>The metrics of attestation (SPEC 5). What is not expected counts as fine: an alert must mean that something is wrong.</summary>
public sealed class AttestationMetrics
{
    private readonly MetricCell _binary;
    private readonly MetricCell _configuration;
    private readonly MetricCell _replaced;

    /// <summary>Declares them.</summary>
    public AttestationMetrics(MetricRegistry registry)
    {
        NumberFamily matches = registry.Gauge(
            "basisd_attestation_ok", "0 where what runs is not what is expected; 1 also where nothing is expected.", MetricScale.One, "what");
        _binary = matches.With("binary");
        _configuration = matches.With("configuration");
        _replaced = registry.Gauge(
            "basisd_binary_replaced", "1 when the file on disk is not the running binary any more: a restart would run another.").Single!;
    }

    /// <summary>Sets them.</summary>
    public void Set(AttestationStatus status)
    {
        _binary.Set(status.Binary == "mismatch" ? 0 : 1);
        _configuration.Set(status.Configuration == "mismatch" ? 0 : 1);
        _replaced.Set(status.BinaryReplaced ? 1 : 0);
    }
}

using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.node_silent</c> (SPEC 5, 12).</summary>
public sealed record NodeSilentSettings
{
    /// <summary>Enabled, shadow, hold and age of the slot's state: general hold, 60 s (SPEC 5); engineering default of the age: 2 minutes.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);

    /// <summary>
    /// Trip when a peer is silent for longer, nanoseconds, 100 ms to 1 min. SPEC 12: suspect after 400 ms, reported in under 1 s (seed);
    /// engineering default between them: 500 ms.
    /// </summary>
    public long DetectionNs { get; init; } = 500 * FixedPoint.Millisecond;

    /// <summary>A slot without owner for longer is critical, nanoseconds, 1 s to 1 h. Seed: 30 s.</summary>
    public long OwnerlessNs { get; init; } = 30 * FixedPoint.Second;
}

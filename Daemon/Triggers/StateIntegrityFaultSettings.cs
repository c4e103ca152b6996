namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.state_integrity_fault</c> (SPEC 5): it has no threshold, any report is one.</summary>
public sealed record StateIntegrityFaultSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);
}

namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.regulatory_action</c> (SPEC 5): it has no threshold, a statement is one.</summary>
public sealed record RegulatoryActionSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);
}

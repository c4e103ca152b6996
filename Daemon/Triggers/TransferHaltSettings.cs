using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>venue.transfer_halt</c> (SPEC 5): one unscheduled halt is enough, so it has no number of its own.</summary>
public sealed record TransferHaltSettings
{
    /// <summary>
    /// Enabled, shadow, hold and age of a status: no hold, the flag and a transfer clear (SPEC 5). Engineering default of the age: 5 minutes.
    /// </summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0, 5 * FixedPoint.Minute);
}

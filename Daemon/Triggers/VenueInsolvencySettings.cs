using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.venue_insolvency</c> (SPEC 5).</summary>
public sealed record VenueInsolvencySettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Core assets whose transfers a venue halted that trip, 1 to 32; assets of one chain are one. SPEC 5: 2.</summary>
    public int HaltedAssets { get; init; } = 2;

    /// <summary>Different feeds that must report distress, 1 to 16. SPEC 5: 2.</summary>
    public int IndependentReports { get; init; } = 2;

    /// <summary>Time within which their reports count together, nanoseconds, 1 to 24 h. Engineering default: 1 hour.</summary>
    public long ReportWindowNs { get; init; } = 60 * FixedPoint.Minute;
}

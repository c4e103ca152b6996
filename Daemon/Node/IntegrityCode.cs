namespace Basisd.Node;

/// <summary>
/// Codes of <see cref="ObservationKind.IntegrityReport"/> that mean something of their own. Every other code is
/// <c>internal.state_integrity_fault</c>.
/// </summary>
public static class IntegrityCode
{
    /// <summary>
    /// A venue has an order or a fill that the engine never emitted; the detail is its order id (<c>systemic.execution_integrity</c>).
    /// </summary>
    public const long UnknownOrder = 1001;

    /// <summary>The engine's decision differs from its replay; the detail is the number of the decision.</summary>
    public const long DecisionDiffers = 1002;

    /// <summary>
    /// An independent feed says that the venue is in distress: the index is the venue's scope, the detail the number of the feed, 0 to 15
    /// (<c>systemic.venue_insolvency</c>).
    /// </summary>
    public const long VenueDistress = 1003;
}

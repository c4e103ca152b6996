using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>What the configuration knows of a market's name at a venue.</summary>
/// <param name="Route">Index of its route, or <see cref="VenueRecord.UnknownItem"/>.</param>
/// <param name="IsDerivative">Whether it is a perpetual.</param>
/// <param name="CashAccount">Account of its quote unit.</param>
internal readonly record struct MarketPlace(int Route, bool IsDerivative, int CashAccount)
{
    /// <summary>A name that the configuration does not have.</summary>
    public static MarketPlace Unknown { get; } = new(VenueRecord.UnknownItem, IsDerivative: false, VenueRecord.UnknownItem);
}

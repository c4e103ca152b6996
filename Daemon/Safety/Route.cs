namespace Basisd.Safety;

/// <summary>One asset on one or two venues; the narrow scope of a cause that binds a venue and an asset (SPEC 6).</summary>
/// <param name="Index">Position in <see cref="Topology.Routes"/>; the index of slippage and balance pairs on the wire.</param>
/// <param name="Name">Name without its kind, for example <c>BTC@kraken</c>.</param>
/// <param name="ScopeIndex">Scope <c>route/NAME</c>.</param>
/// <param name="Asset">Index of the asset.</param>
/// <param name="Venue">Index of the first venue.</param>
/// <param name="SecondVenue">Index of the second venue, or -1.</param>
/// <param name="SettlementUnit">Index of the unit that the route settles in.</param>
public sealed record Route(int Index, string Name, int ScopeIndex, int Asset, int Venue, int SecondVenue, int SettlementUnit)
{
    /// <summary>Usual order size, 1e-8 of the asset; 0 where none is configured (<c>asset.liquidity_compression</c>).</summary>
    public long Clip { get; init; }

    /// <summary>Quantity that hedging must be able to execute, 1e-8 of the asset; 0 where none is configured.</summary>
    public long HedgeNeed { get; init; }

    /// <summary>Share of what is reallocated to the asset's routes, where the configured shares decide; 0: takes nothing (SPEC 8).</summary>
    public long ReallocationShare { get; init; } = 1;
}

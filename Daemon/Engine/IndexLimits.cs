using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>How many entries each index table has; an index at or above is rejected at the gateway .</summary>
/// <param name="Assets">Assets.</param>
/// <param name="Venues">Venues.</param>
/// <param name="Instruments">Instruments.</param>
/// <param name="Routes">Routes.</param>
/// <param name="UnitReferences">References of unit rates.</param>
/// <param name="Positions">Positions.</param>
/// <param name="Scopes">Scopes.</param>
public readonly record struct IndexLimits(int Assets, int Venues, int Instruments, int Routes, int UnitReferences, int Positions, int Scopes)
{
    /// <summary>The limits of a topology.</summary>
    public static IndexLimits Of(Topology topology) => new(
        topology.Assets.Length,
        topology.Venues.Length,
        topology.Instruments.Length,
        topology.Routes.Length,
        topology.UnitReferences.Length,
        topology.Positions.Length,
        topology.Scopes.Length);

    /// <summary>Entries of one table; <see cref="IndexTable.None"/> has the one entry 0.</summary>
    public int Count(IndexTable table) => table switch
    {
        IndexTable.None => 1,
        IndexTable.Assets => Assets,
        IndexTable.Venues => Venues,
        IndexTable.Instruments => Instruments,
        IndexTable.Routes => Routes,
        IndexTable.UnitReferences => UnitReferences,
        IndexTable.Positions => Positions,
        IndexTable.Scopes => Scopes,
        _ => 0,
    };
}

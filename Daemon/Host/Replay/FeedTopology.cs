using System;
using System.Collections.Generic;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// The names that a daemon gave over the engine's socket as a topology, so that history can be mapped onto its indexes. What only the daemon needs
/// to know is not part of it, and its scopes may come in another order: theirs is the daemon's own table.
/// </summary>
public static class FeedTopology
{
    private const long UnusedLimit = 1;
    private const string UnusedUnit = "USD";

    /// <summary>Builds it from the name tables, each in the order of its indexes.</summary>
    /// <param name="names">Gives the names of a table.</param>
    /// <exception cref="TopologyException">The names do not form a topology: not a daemon of this version.</exception>
    public static Topology Of(Func<IndexTable, IReadOnlyList<string>> names)
    {
        TopologyBuilder builder = new();
        foreach (string asset in names(IndexTable.Assets))
        {
            builder.AddAsset(asset, UnusedUnit, UnusedLimit);
        }

        IReadOnlyList<string> venues = names(IndexTable.Venues);
        foreach (string venue in venues)
        {
            builder.AddVenue(venue);
        }

        foreach (string instrument in names(IndexTable.Instruments))
        {
            bool isMarket = ObservationNames.TryInstrument(instrument, out string asset, out string unit, out string venue, out bool isPerpetual);
            Expect(isMarket, instrument, "market like BTC/USDT@alpha");
            builder.AddInstrument(asset, unit, venue, isPerpetual);
        }

        foreach (string route in names(IndexTable.Routes))
        {
            Expect(ObservationNames.TryRoute(route, out string asset, out string venue, out string? second), route, "route like BTC@alpha");
            builder.AddRoute(asset, venue, second, UnusedUnit);
        }

        foreach (string reference in names(IndexTable.UnitReferences))
        {
            bool isReference = ObservationNames.TryReference(reference, out string unit, out string quote, out string source);
            Expect(isReference, reference, "unit reference like USDC/USD@alpha");
            builder.AddUnitReference(unit, quote, source);
        }

        foreach (string position in names(IndexTable.Positions))
        {
            // A key may name no venue; whose it is matters to the daemon alone.
            ObservationNames.TryPosition(position, out string key, out _);
            builder.AddPosition(key, venues[0]);
        }

        return builder.Build();
    }

    private static void Expect(bool isOne, string name, string what)
    {
        if (!isOne)
        {
            throw new TopologyException($"'{name}' is not a {what}");
        }
    }
}

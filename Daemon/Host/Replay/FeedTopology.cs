using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// The names that a daemon gave over the engine's socket as a topology, so that history can be mapped onto its indexes. Scopes and what
/// only the daemon needs to know are not part of it.
/// </summary>
public static class FeedTopology
{
    private const long UnusedLimit = 1;

    /// <summary>Builds it from the name tables, each in the order of its indexes.</summary>
    /// <exception cref="TopologyException">The names do not form a topology: not a daemon of this version.</exception>
    public static Topology Of(
        IReadOnlyList<string> assets, IReadOnlyList<string> venues, IReadOnlyList<string> instruments, IReadOnlyList<string> references)
    {
        TopologyBuilder builder = new();
        foreach (string asset in assets)
        {
            builder.AddAsset(asset, "USD", UnusedLimit);
        }

        foreach (string venue in venues)
        {
            builder.AddVenue(venue);
        }

        foreach (string instrument in instruments)
        {
            (string asset, string unit, string venue) = Split(instrument);
            const string Perpetual = ":perp";
            bool perpetual = unit.EndsWith(Perpetual, StringComparison.Ordinal);
            builder.AddInstrument(asset, perpetual ? unit[..^Perpetual.Length] : unit, venue, perpetual);
        }

        foreach (string reference in references)
        {
            (string unit, string quote, string source) = Split(reference);
            builder.AddUnitReference(unit, quote, source);
        }

        return builder.Build();
    }

    // BTC/USDT@alpha, BTC/USDT:perp@alpha, USDC/USD@kraken.
    private static (string First, string Second, string Third) Split(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        int at = name.LastIndexOf('@');
        return slash > 0 && at > slash
            ? (name[..slash], name[(slash + 1)..at], name[(at + 1)..])
            : throw new TopologyException($"'{name}' is not a market or reference like BTC/USDT@alpha");
    }
}

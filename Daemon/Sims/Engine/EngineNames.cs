using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;

namespace Basisd.Sims.Engine;

/// <summary>The daemon's name tables, read over the socket, as an engine needs them: markets with their indexes, and what a scope covers.</summary>
internal sealed class EngineNames
{
    private const string Perpetual = ":perp";
    private const string PositionPrefix = "position/";

    private readonly Dictionary<IndexTable, string[]> _tables;

    /// <summary>Works the tables out.</summary>
    /// <param name="tables">Every table, in the order of its indexes.</param>
    public EngineNames(Dictionary<IndexTable, string[]> tables)
    {
        _tables = tables;
        Markets = [.. Enumerable.Range(0, Of(IndexTable.Instruments).Length).Select(MarketOf).OfType<EngineMarket>()];
    }

    /// <summary>Every market whose name was understood.</summary>
    public EngineMarket[] Markets { get; }

    /// <summary>A table.</summary>
    public string[] Of(IndexTable table) => _tables[table];

    /// <summary>Index of a name, or -1.</summary>
    public int IndexOf(IndexTable table, string name) => Array.IndexOf(Of(table), name);

    /// <summary>Name of a scope; empty for an index that does not exist.</summary>
    public string ScopeName(long index) => index >= 0 && index < Of(IndexTable.Scopes).Length ? Of(IndexTable.Scopes)[index] : string.Empty;

    /// <summary>The market whose position has an index, or null.</summary>
    public EngineMarket? MarketOfPosition(long position) => Markets.FirstOrDefault(m => m.Position >= 0 && m.Position == position);

    /// <summary>Whether an order in a market is of a scope.</summary>
    public static bool IsOf(EngineMarket market, string scope) => scope == "platform" || market.Scopes.Contains(scope, StringComparer.Ordinal);

    private EngineMarket? MarketOf(int instrument)
    {
        string name = Of(IndexTable.Instruments)[instrument];
        int at = name.LastIndexOf('@');
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || at <= slash)
        {
            return null;
        }

        string venue = name[(at + 1)..];
        string asset = name[..slash];
        string market = name[..at];
        bool isPerpetual = market.EndsWith(Perpetual, StringComparison.Ordinal);
        string position = $"{asset}-PERP@{venue}";
        int index = isPerpetual ? Math.Max(IndexOf(IndexTable.Positions, position), IndexOf(IndexTable.Positions, PositionPrefix + position)) : -1;
        int route = IndexOf(IndexTable.Routes, $"{asset}@{venue}");
        int of = IndexOf(IndexTable.Venues, venue);
        return of < 0 ? null : new EngineMarket(venue, of, market, asset, isPerpetual, instrument, route, index);
    }
}

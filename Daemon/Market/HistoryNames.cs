using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>The index behind each name of a topology, by table. Made once per plan.</summary>
internal sealed class HistoryNames
{
    private readonly Dictionary<string, int>[] _tables = new Dictionary<string, int>[(int)IndexTable.Scopes + 1];

    /// <summary>Takes the names.</summary>
    /// <param name="topology">Names of all tables.</param>
    /// <param name="scopes">Names of the scopes in the order of their indexes where that is not the topology's own, or null.</param>
    public HistoryNames(Topology topology, string[]? scopes)
    {
        Add(IndexTable.None, [ObservationNames.None]);
        Add(IndexTable.Assets, Array.ConvertAll(topology.Assets, a => a.Name));
        Add(IndexTable.Venues, Array.ConvertAll(topology.Venues, v => v.Name));
        Add(IndexTable.Instruments, Array.ConvertAll(topology.Instruments, i => i.Name));
        Add(IndexTable.Routes, Array.ConvertAll(topology.Routes, r => r.Name));
        Add(IndexTable.UnitReferences, Array.ConvertAll(topology.UnitReferences, r => r.Name));
        Add(IndexTable.Positions, Array.ConvertAll(topology.Positions, p => p.Name));
        Add(IndexTable.Scopes, scopes ?? Array.ConvertAll(topology.Scopes, s => s.Name));
    }

    /// <summary>Finds a name's index.</summary>
    public bool TryFind(IndexTable table, string name, out int index) => _tables[(int)table].TryGetValue(name, out index);

    private void Add(IndexTable table, string[] names)
    {
        _tables[(int)table] = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            _tables[(int)table][names[i]] = i;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>
/// A short hash over the names that indexes in the journal stand for. Each start notes it, so that whoever reads the journal later knows
/// whether a configuration's names are the ones that were meant, whatever else in that configuration has changed since.
/// </summary>
public static class TopologyFingerprint
{
    /// <summary>Hexadecimal digits of a fingerprint.</summary>
    public const int Digits = 16;

    private const string Mark = ", topology ";

    /// <summary>The fingerprint of a topology.</summary>
    public static string Of(Topology topology)
    {
        StringBuilder text = new();
        Add(text, "scopes", Array.ConvertAll(topology.Scopes, s => s.Name));
        Add(text, "venues", Array.ConvertAll(topology.Venues, v => v.Name));
        Add(text, "assets", Array.ConvertAll(topology.Assets, a => a.Name));
        Add(text, "routes", Array.ConvertAll(topology.Routes, r => r.Name));
        Add(text, "instruments", Array.ConvertAll(topology.Instruments, i => i.Name));
        Add(text, "references", Array.ConvertAll(topology.UnitReferences, r => r.Name));
        Add(text, "positions", Array.ConvertAll(topology.Positions, p => p.Name));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Digits];
    }

    /// <summary>The end of the text that a start is journaled with.</summary>
    public static string Suffix(Topology topology) => Mark + Of(topology);

    /// <summary>Finds the fingerprint in the text of a start.</summary>
    /// <returns>Null when that start noted none.</returns>
    public static string? Find(string startText)
    {
        int at = startText.LastIndexOf(Mark, StringComparison.Ordinal);
        return at >= 0 && startText.Length - at - Mark.Length == Digits ? startText[(at + Mark.Length)..] : null;
    }

    private static void Add(StringBuilder text, string table, IReadOnlyList<string> names)
    {
        text.Append(table).Append('\n');
        foreach (string name in names)
        {
            text.Append(name).Append('\n');
        }
    }
}

using System;
using System.Text;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>
/// The names behind every index of the wire, ready to send: one 64-byte entry per name. An engine asks for them once, so that neither side
/// keeps numbers of its own. Fixed at start like the topology.
/// </summary>
public sealed class NameTable
{
    private const int Tables = (int)IndexTable.Scopes + 1;

    private readonly byte[][] _entries = new byte[Tables][];

    private NameTable()
    {
        Array.Fill(_entries, []);
    }

    /// <summary>Takes the names of a topology.</summary>
    /// <exception cref="EngineEndpointException">A name is longer than an entry holds.</exception>
    public static NameTable Of(Topology topology)
    {
        NameTable table = new();
        table.Fill(IndexTable.Assets, topology.Assets, static a => a.Name);
        table.Fill(IndexTable.Venues, topology.Venues, static v => v.Name);
        table.Fill(IndexTable.Instruments, topology.Instruments, static i => i.Name);
        table.Fill(IndexTable.Routes, topology.Routes, static r => r.Name);
        table.Fill(IndexTable.UnitReferences, topology.UnitReferences, static u => u.Name);
        table.Fill(IndexTable.Positions, topology.Positions, static p => p.Name);
        table.Fill(IndexTable.Scopes, topology.Scopes, static s => s.Name);
        return table;
    }

    /// <summary>Names in a table, 0 for a table that does not exist.</summary>
    public int Count(long table) => table is > 0 and < Tables ? _entries[table].Length / EngineProtocol.NameEntryBytes : 0;

    /// <summary>The page of a table that begins at an index; empty behind the end.</summary>
    internal ReadOnlySpan<byte> Page(long table, uint first)
    {
        int count = Count(table);
        if (first >= (uint)count)
        {
            return [];
        }

        int names = Math.Min(EngineProtocol.NamesPerPage, count - (int)first);
        return _entries[table].AsSpan((int)first * EngineProtocol.NameEntryBytes, names * EngineProtocol.NameEntryBytes);
    }

    private void Fill<T>(IndexTable table, T[] items, Func<T, string> nameOf)
    {
        byte[] entries = new byte[items.Length * EngineProtocol.NameEntryBytes];
        for (int i = 0; i < items.Length; i++)
        {
            string name = nameOf(items[i]);
            int bytes = Encoding.UTF8.GetByteCount(name);
            if (bytes > EngineProtocol.MaxNameBytes)
            {
                throw new EngineEndpointException(
                    $"the name '{name}' has {bytes} bytes, the engine protocol carries {EngineProtocol.MaxNameBytes}: shorten it");
            }

            Span<byte> entry = entries.AsSpan(i * EngineProtocol.NameEntryBytes, EngineProtocol.NameEntryBytes);
            entry[0] = (byte)bytes;
            Encoding.UTF8.GetBytes(name, entry[sizeof(ushort)..]);
        }

        _entries[(int)table] = entries;
    }
}

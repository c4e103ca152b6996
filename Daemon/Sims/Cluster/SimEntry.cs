using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>One made-up journal entry with what follows from it.</summary>
internal struct SimEntry
{
    public SimEntryKind Kind;
    /// <summary>What it is to a real core.</summary>
    public EntryKind Node;
    public ulong Epoch;
    public ulong Argument;

    /// <summary>The bytes that a real core wrote; else null.</summary>
    public byte[]? Payload;

    /// <summary>Hash over this entry and all before it.</summary>
    public ulong Chain;

    /// <summary>State after it.</summary>
    public SimState State;
}

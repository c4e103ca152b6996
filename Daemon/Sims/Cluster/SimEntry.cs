namespace Basisd.Sims.Cluster;

/// <summary>One made-up journal entry with what follows from it.</summary>
internal struct SimEntry
{
    public SimEntryKind Kind;
    public ulong Epoch;
    public ulong Argument;

    /// <summary>Hash over this entry and all before it.</summary>
    public ulong Chain;

    /// <summary>State after it.</summary>
    public SimState State;
}

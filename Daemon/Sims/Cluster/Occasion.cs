namespace Basisd.Sims.Cluster;

/// <summary>
/// Something that happens in the made-up world at a point of its time; which members count is said at each <see cref="OccasionKind"/>. There are
/// hundreds per simulated second, so it is kept within one line of the processor's cache.
/// </summary>
internal struct Occasion
{
    public OccasionKind Kind;
    public bool Flag;
    private sbyte _node;
    private sbyte _peer;
    private sbyte _slot;

    /// <summary>The life of the node's process that it is meant for; another one never hears of it.</summary>
    public int Life;

    /// <summary>The agenda's: what follows on it in the same span.</summary>
    public int Next;

    /// <summary>The agenda's: when, true time in ns.</summary>
    public long At;

    public ulong Epoch;

    public ulong Sequence;

    public long Number;

    public object? What;

    /// <summary>The node to which it happens.</summary>
    public int Node
    {
        readonly get => _node;
        set => _node = (sbyte)value;
    }

    /// <summary>The other node.</summary>
    public int Peer
    {
        readonly get => _peer;
        set => _peer = (sbyte)value;
    }

    public int Slot
    {
        readonly get => _slot;
        set => _slot = (sbyte)value;
    }
}

namespace Basisd.Sims.Cluster;

/// <summary>
/// Something that happens in the made-up world at a point of its time; which members count is said at each <see cref="OccasionKind"/>.
/// </summary>
internal struct Occasion
{
    public OccasionKind Kind;

    /// <summary>The node to which it happens.</summary>
    public int Node;

    /// <summary>The life of the node's process that it is meant for; another one never hears of it.</summary>
    public int Life;

    /// <summary>The other node.</summary>
    public int Peer;

    public int Slot;

    public ulong Epoch;

    public ulong Sequence;

    public long Number;

    public bool Flag;

    public object? What;
}

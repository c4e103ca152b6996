using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>One call on its way to the arbiter and back.</summary>
internal sealed class SimCall(int node, int life, ArbiterCall call, long sentAt, long unknownAt)
{
    /// <summary>The node that sent it; -1 for the verb that releases after a crash.</summary>
    public int Node { get; } = node;

    public int Life { get; } = life;

    public ArbiterCall Call { get; } = call;

    /// <summary>CLOCK_BOOTTIME of the node when it was sent, ns.</summary>
    public long SentAt { get; } = sentAt;

    /// <summary>True time at which its node gives up waiting, ns.</summary>
    public long UnknownAt { get; } = unknownAt;

    /// <summary>Its end is on its way already: whatever happens at the arbiter now, nobody hears of it.</summary>
    public bool IsEnded { get; set; }

    public ArbiterReply? Reply { get; set; }
}

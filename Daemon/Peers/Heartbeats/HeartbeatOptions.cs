using System.Net;
using Basisd.Cluster;

namespace Basisd.Peers.Heartbeats;

/// <summary>Where heartbeats go and come from.</summary>
public sealed record HeartbeatOptions
{
    /// <summary>Datagrams that one round takes by default: more than a whole cluster sends in two intervals.</summary>
    public const int DefaultRound = 2 * ClusterSettings.MaxNodes;

    /// <summary>Address to listen on, which is also the sender's.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Address of each node, by number; this node's own is not used.</summary>
    public required IPEndPoint[] Nodes { get; init; }

    /// <summary>Most datagrams that one round takes, whatever is waiting: timers and etcd's answers come in between.</summary>
    public int Round { get; init; } = DefaultRound;

    /// <summary>Bytes of datagrams that the kernel keeps; what comes beyond is dropped and counted.</summary>
    public int KernelBytes { get; init; } = 256 * 1024;

    /// <summary>Whether a heartbeat must come from the address that its sender has in <see cref="Nodes"/>; the port is not looked at.</summary>
    public bool CheckAddress { get; init; } = true;
}

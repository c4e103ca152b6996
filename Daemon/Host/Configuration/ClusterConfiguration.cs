using System.Collections.Generic;
using Basisd.Cluster;
using Basisd.Peers.Certificates;
using Basisd.Peers.Etcd;

namespace Basisd.Host.Configuration;

/// <summary>The cluster that this node is one of (SPEC 12), checked whole.</summary>
public sealed record ClusterConfiguration
{
    /// <summary>Name of the cluster.</summary>
    public required string Id { get; init; }

    /// <summary>Names, numbers and bounds as the core takes them.</summary>
    public required ClusterSettings Settings { get; init; }

    /// <summary>The nodes, by number.</summary>
    public required IReadOnlyList<ClusterNode> Nodes { get; init; }

    /// <summary>The arbiter.</summary>
    public required EtcdSettings Etcd { get; init; }

    /// <summary>Files of the TLS between nodes.</summary>
    public required CredentialFiles Tls { get; init; }

    /// <summary>File of the heartbeats' key; null: a systemd credential.</summary>
    public string? HeartbeatKeyPath { get; init; }

    /// <summary>Program and arguments that cut a node's power; empty for none.</summary>
    public required IReadOnlyList<string> FenceCommand { get; init; }

    /// <summary>Index of each node in <c>Topology.Peers</c>, by number.</summary>
    public required IReadOnlyList<int> PeerScopes { get; init; }

    /// <summary>This node.</summary>
    public ClusterNode Self => Nodes[Settings.Self];
}

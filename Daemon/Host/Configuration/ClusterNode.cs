using System.Net;

namespace Basisd.Host.Configuration;

/// <summary>One node of the cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it receives heartbeats.</param>
/// <param name="Peer">Where it answers other nodes over mutual TLS.</param>
public sealed record ClusterNode(string Name, IPEndPoint Address, IPEndPoint Peer);

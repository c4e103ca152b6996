namespace Basisd.Peers.Transport;

/// <summary>Who answers at a peer's address.</summary>
/// <param name="Version">Version of the bodies that it speaks.</param>
/// <param name="Cluster">Its cluster.</param>
/// <param name="Node">Its name.</param>
/// <param name="Fingerprint">Fingerprint of its configuration of the cluster.</param>
public sealed record PeerHello(int Version, string Cluster, string Node, ulong Fingerprint);

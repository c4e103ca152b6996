namespace Basisd.Host.Http;

/// <summary>A node's copy of a slot, by the node's own word.</summary>
/// <param name="Node">The node.</param>
/// <param name="Role">What it is to the slot: follower, claiming, taking_over, owner, releasing, fenced.</param>
/// <param name="IsWhole">Whether its chain is verified and its state hash was right wherever it was compared.</param>
/// <param name="Epoch">Epoch of its ownership, or of its last frame.</param>
/// <param name="Durable">Last durable sequence.</param>
public sealed record ClusterCopyStatus(string Node, string Role, bool IsWhole, long Epoch, long Durable);

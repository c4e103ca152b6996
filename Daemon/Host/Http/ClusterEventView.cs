namespace Basisd.Host.Http;

/// <summary>Something that happened in the cluster, as this node saw it.</summary>
/// <param name="At">Wall time, Unix ns.</param>
/// <param name="Kind">What, for machines.</param>
/// <param name="Slot">The slot; empty for none.</param>
/// <param name="Node">The node; empty for none.</param>
/// <param name="Epoch">The epoch; 0 for none.</param>
/// <param name="Text">What, for people.</param>
public sealed record ClusterEventView(long At, string Kind, string Slot, string Node, long Epoch, string Text);

using Basisd.Host.Loop;

namespace Basisd.Host.Cluster;

/// <summary>What a slot is told to do next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Whom to follow; -1 for nobody.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Right">The right of a takeover; else null.</param>
internal readonly record struct SlotTurn(SlotTurnKind Kind, int Node, ulong Epoch, ActingRight? Right = null);

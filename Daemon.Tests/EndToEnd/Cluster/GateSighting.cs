namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>A slot's gate was first seen open for new orders under an epoch.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Node">Where.</param>
/// <param name="Epoch">The page's epoch.</param>
/// <param name="At">Wall time, Unix ns.</param>
internal readonly record struct GateSighting(string Slot, string Node, long Epoch, long At);

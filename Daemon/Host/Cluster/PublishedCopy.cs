using Basisd.Cluster;

namespace Basisd.Host.Cluster;

/// <summary>How a copy stood when its task looked last; replaced, never changed.</summary>
/// <param name="Value">How it stands.</param>
/// <param name="Problem">What is wrong with it; empty for nothing.</param>
internal sealed record PublishedCopy(SlotCopy Value, string Problem);

using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>The whole catalogue with what it measures now.</summary>
/// <param name="CoreTime">Core time, Unix ns.</param>
/// <param name="Readings">By trigger in catalogue order, then by scope.</param>
public sealed record TriggersReply(long CoreTime, IReadOnlyList<TriggerReadingView> Readings);

using System.Collections.Generic;

namespace Basisd.Incidents;

/// <summary>What users are told about one action of the permission matrix (SPEC 3).</summary>
/// <param name="Action">Name of the gate's action, for example <c>withdraw</c>.</param>
/// <param name="State"><c>available</c>, <c>queued</c> or <c>paused</c>: the strictest answer that any request may get now.</param>
/// <param name="Extent"><c>none</c>, <c>some</c> (what <paramref name="Affected"/> or <paramref name="OnSomeRoutes"/> says) or <c>all</c>.</param>
/// <param name="Affected">Assets and modules that are restricted, where not all are; in topology order.</param>
/// <param name="OnSomeRoutes">Whether venues or routes are restricted by themselves; which ones is not for users.</param>
/// <param name="Text">The same in users' words.</param>
public sealed record BannerAction(
    string Action, string State, string Extent, IReadOnlyList<string> Affected, bool OnSomeRoutes, string Text);

using System.Collections.Generic;
using Basisd.Incidents;

namespace Basisd.Host.Http;

/// <summary>
/// Body of <c>GET /v1/banner</c>: what the Stake, Assets, Support and Account pages show (SPEC 10), derived from what the gate permits.
/// </summary>
/// <param name="PlatformMode">Mode of the platform.</param>
/// <param name="Banner">The line for every page.</param>
/// <param name="State"><c>normal</c>, <c>bscb</c>, <c>dmm</c>, <c>recovery</c> or <c>recovered</c>.</param>
/// <param name="Incident"><c>INC-</c> and the number while an incident is open and for 24 hours after; else null.</param>
/// <param name="BalancesVisible">Always true: nothing hides a balance.</param>
/// <param name="Fees">The fees, which no incident changes.</param>
/// <param name="Pages">The text of each page.</param>
/// <param name="Actions">Each action in users' words, in the order of the permission word.</param>
public sealed record BannerReply(
    string PlatformMode, string Banner, string State, string? Incident, bool BalancesVisible, BannerFees Fees, BannerPages Pages,
    IReadOnlyList<BannerAction> Actions)
{
    /// <summary>The reply of a derived feed.</summary>
    public static BannerReply Of(string platformMode, BannerFeed feed) => new(
        platformMode, feed.Text, Incidents.Banner.NameOf(feed.State), feed.Incident, BalancesVisible: true, BannerFees.Unchanged, feed.Pages,
        feed.Actions);
}

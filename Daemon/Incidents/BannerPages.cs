namespace Basisd.Incidents;

/// <summary>The four pages on which status banners appear (seed: incident-response.md).</summary>
/// <param name="Stake">Staking, swaps, rewards, unstakes.</param>
/// <param name="Assets">The wallets: balances, deposits, withdrawals.</param>
/// <param name="Support">What is going on, and under which reference.</param>
/// <param name="Account">The account: balances, and what is queued.</param>
public sealed record BannerPages(BannerPage Stake, BannerPage Assets, BannerPage Support, BannerPage Account);

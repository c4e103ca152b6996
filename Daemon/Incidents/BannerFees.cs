namespace Basisd.Incidents;

/// <summary>Fees, which no incident changes (seed: incident-response.md).</summary>
/// <param name="DepositPpm">Of a deposit, ppm.</param>
/// <param name="WithdrawalPpm">Of a withdrawal, ppm.</param>
/// <param name="SwapPpm">Of a swap, ppm.</param>
/// <param name="Text">The same in users' words.</param>
public sealed record BannerFees(int DepositPpm, int WithdrawalPpm, int SwapPpm, string Text)
{
    /// <summary>The fees, at any time.</summary>
    public static BannerFees Unchanged { get; } = new(0, 500, 100, "Fees are unchanged: deposits 0 %, withdrawals 0.05 %, swaps 0.01 %.");
}

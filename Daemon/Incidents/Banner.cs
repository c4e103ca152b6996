using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// What users read in Stake, Assets, Support and Account during an event: derived from the modes, never typed in twice (SPEC 10; seed:
/// incident-response.md, "What users experience during an incident").
/// </summary>
public static class Banner
{
    /// <summary>The banner line for the platform's mode and the number of scopes that are protected.</summary>
    /// <param name="platform">Mode of the platform.</param>
    /// <param name="inBscb">Other scopes in BSCB.</param>
    /// <param name="inRecovery">Other scopes in RECOVERY.</param>
    public static string TextOf(Mode platform, int inBscb, int inRecovery)
    {
        if (platform == Mode.Dmm)
        {
            return "Defensive Maintenance Mode: automated activity is halted. Balances stay visible; "
                + "withdrawals and deposits are queued until checks complete.";
        }

        if (inBscb > 0)
        {
            return "Circuit breaker active: new positions, stakes and swaps are paused where affected, "
                + "withdrawals may be reviewed. Balances stay visible.";
        }

        return platform == Mode.Recovery || inRecovery > 0
            ? "Recovery: services return step by step as checks complete; queued requests are being processed."
            : "All services operate normally.";
    }
}

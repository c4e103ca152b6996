using System.Collections.Generic;
using System.Text;
using Basisd.Safety;

namespace Basisd.Incidents;

/// <summary>
/// What users read in Stake, Assets, Support and Account during an event: derived from modes and permissions, never typed in twice (SPEC 10;
/// seed: incident-response.md, "What users experience during an incident"). A function of its arguments; it decides nothing.
/// </summary>
public static class Banner
{
    /// <summary>For how long after the end of an incident its reference stays, nanoseconds: 24 hours.</summary>
    public const long RecoveredNs = 24 * 60 * FixedPoint.Minute;

    /// <summary>Balances, which nothing hides.</summary>
    public const string Balances = "Balances stay visible; USDT is a display unit only.";

    private const string FixedPools = "Fixed pools stay locked until their lock-up period ends.";

    private static readonly GateAction[] StakeActions = [GateAction.Stake, GateAction.Swap, GateAction.Accrue, GateAction.Unstake];
    private static readonly GateAction[] AssetActions = [GateAction.Deposit, GateAction.Withdraw, GateAction.Transfer];
    private static readonly GateAction[] SupportActions = [];
    private static readonly GateAction[] AccountActions = [GateAction.Withdraw, GateAction.Unstake];

    /// <summary>Derives the feed.</summary>
    /// <param name="tally">Every scope's mode and permissions.</param>
    /// <param name="incident">The open incident, else the latest one.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public static BannerFeed Of(BannerTally tally, BannerIncident incident, long now)
    {
        bool isOpen = incident is { Number: > 0, ClosedAt: null };
        bool isRecent = incident is { Number: > 0, ClosedAt: { } closed } && now - closed < RecoveredNs;
        string? reference = isOpen || isRecent ? $"INC-{incident.Number}" : null;
        BannerAction[] actions = new BannerAction[GateActions.Count];
        bool isWhole = true;
        for (int action = 0; action < actions.Length; action++)
        {
            actions[action] = BannerWords.Of((GateAction)action, tally);
            isWhole &= actions[action].State == "available";
        }

        BannerState state = StateOf(tally.Platform, tally.InBscb, tally.InRecovery, isRecent);
        string text = TextOf(state, isWhole);
        string referred = reference is null ? "" : $" Reference: {reference}.";
        BannerPages pages = new(
            PageOf(text, StakeActions, actions, FixedPools),
            PageOf(text, AssetActions, actions, $"{Balances} {BannerFees.Unchanged.Text}"),
            PageOf(text + referred, SupportActions, actions, SupportOf(state)),
            PageOf(text + referred, AccountActions, actions, Balances));
        return new BannerFeed(state, text, reference, pages, actions);
    }

    /// <summary>The state's word in the feed.</summary>
    public static string NameOf(BannerState state) => state switch
    {
        BannerState.Normal => "normal",
        BannerState.Recovered => "recovered",
        BannerState.Recovery => "recovery",
        BannerState.Bscb => "bscb",
        _ => "dmm",
    };

    /// <summary>The line that modes alone show during an incident and after it: what a report can say of a past moment.</summary>
    /// <param name="platform">Mode of the platform.</param>
    /// <param name="inBscb">Other scopes in BSCB.</param>
    /// <param name="inRecovery">Other scopes in RECOVERY.</param>
    public static string LineOf(Mode platform, int inBscb, int inRecovery) =>
        TextOf(StateOf(platform, inBscb, inRecovery, isRecent: true), isWhole: true);

    private static BannerState StateOf(Mode platform, int inBscb, int inRecovery, bool isRecent)
    {
        if (platform == Mode.Dmm)
        {
            return BannerState.Dmm;
        }

        if (inBscb > 0)
        {
            return BannerState.Bscb;
        }

        bool recovers = platform == Mode.Recovery || inRecovery > 0;
        return recovers ? BannerState.Recovery : isRecent ? BannerState.Recovered : BannerState.Normal;
    }

    private static string TextOf(BannerState state, bool isWhole) => state switch
    {
        BannerState.Dmm => "Defensive Maintenance Mode: automated activity is halted. Balances stay visible; "
            + "withdrawals and deposits are queued until checks complete.",
        BannerState.Bscb => "Circuit breaker active: new positions, stakes and swaps are paused where affected, "
            + "withdrawals may be reviewed. Balances stay visible.",
        BannerState.Recovery => "Recovery: services return step by step as checks complete; queued requests are being processed.",

        // No incident, and still not everything is open: a node that has just started, or inputs that are missing.
        _ when !isWhole => "Some services wait for required checks. Balances stay visible.",
        BannerState.Recovered => "Recovered: all services operate normally again.",
        _ => "All services operate normally.",
    };

    private static string SupportOf(BannerState state) => state switch
    {
        BannerState.Normal => "There is nothing to report.",
        BannerState.Recovered => "The incident is closed; its report follows.",
        _ => "Updates follow in this banner and in official notices.",
    };

    private static BannerPage PageOf(string text, GateAction[] about, BannerAction[] actions, string always)
    {
        StringBuilder page = new(text);
        List<string> names = new(about.Length);
        foreach (GateAction action in about)
        {
            names.Add(GateActions.NameOf(action));
        }

        BannerWords.Join(about, actions, page);
        return new BannerPage(page.Append(' ').Append(always).ToString(), names);
    }
}

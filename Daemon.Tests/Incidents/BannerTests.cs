using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Incidents;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>What users are told follows from modes and permissions alone.</summary>
public sealed class BannerTests
{
    private const long Now = 1_800_000_000 * FixedPoint.Second;

    private static readonly Scope Platform = new(0, ScopeKind.Platform, "platform");
    private static readonly Scope Rewards = new(1, ScopeKind.Module, "module/rewards");
    private static readonly Scope Btc = new(2, ScopeKind.Asset, "asset/BTC");
    private static readonly Scope Eth = new(3, ScopeKind.Asset, "asset/ETH");
    private static readonly Scope Venue = new(4, ScopeKind.Venue, "venue/secretive");
    private static readonly Scope Route = new(5, ScopeKind.Route, "route/BTC@secretive");
    private static readonly PermissionMatrix Matrix = new();

    public static TheoryData<Mode, int, GateAction> PlatformCells()
    {
        TheoryData<Mode, int, GateAction> cells = [];
        foreach (GateAction action in Enum.GetValues<GateAction>())
        {
            cells.Add(Mode.Normal, 0, action);
            cells.Add(Mode.Dmm, 0, action);
            for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
            {
                cells.Add(Mode.Recovery, stage, action);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(PlatformCells))]
    public void Each_action_says_what_the_platform_permits(Mode mode, int stage, GateAction action)
    {
        ulong word = Matrix.WordOf(isPlatform: true, mode, stage, containmentOrdered: false);
        BannerAction told = Of((Platform, mode, word), (Btc, Mode.Normal, PermissionWord.AllowAll)).Actions[(int)action];
        string expected = PermissionWord.Of(word, action) switch { Permission.Allow => "available", Permission.Queue => "queued", _ => "paused" };
        Assert.Equal(GateActions.NameOf(action), told.Action);
        Assert.Equal(expected, told.State);
        Assert.Equal(expected == "available" ? "none" : "all", told.Extent);
        Assert.Empty(told.Affected);
        Assert.Contains($" are {expected}", told.Text, StringComparison.Ordinal);
        string why = mode == Mode.Dmm ? "people have signed" : "recovery checks";
        Assert.Equal(expected != "available", told.Text.Contains(why, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Mode.Bscb, 0)]
    [InlineData(Mode.Recovery, 0)]
    [InlineData(Mode.Recovery, 1)]
    [InlineData(Mode.Recovery, 2)]
    [InlineData(Mode.Recovery, 3)]
    public void Each_action_says_what_an_asset_permits_and_of_which_asset(Mode mode, int stage)
    {
        ulong word = Matrix.WordOf(isPlatform: false, mode, stage, containmentOrdered: false);
        BannerFeed feed = Of((Platform, Mode.Normal, PermissionWord.AllowAll), (Btc, mode, word), (Eth, Mode.Normal, PermissionWord.AllowAll));
        foreach (GateAction action in Enum.GetValues<GateAction>())
        {
            BannerAction told = feed.Actions[(int)action];
            Permission permission = PermissionWord.Of(word, action);
            Assert.Equal(permission switch { Permission.Allow => "available", Permission.Queue => "queued", _ => "paused" }, told.State);
            Assert.Equal(permission == Permission.Allow ? "none" : "some", told.Extent);
            Assert.Equal(permission == Permission.Allow ? [] : ["BTC"], told.Affected);
            Assert.Equal(permission != Permission.Allow, told.Text.Contains(" for BTC: ", StringComparison.Ordinal));
            Assert.DoesNotContain("ETH", told.Text, StringComparison.Ordinal);
        }

        Assert.Equal(mode == Mode.Bscb ? BannerState.Bscb : BannerState.Recovery, feed.State);
    }

    [Fact]
    public void Venues_and_routes_are_not_named_to_users()
    {
        ulong word = Matrix.WordOf(isPlatform: false, Mode.Bscb, 0, containmentOrdered: false);
        BannerFeed feed = Of((Platform, Mode.Normal, PermissionWord.AllowAll), (Venue, Mode.Bscb, word), (Route, Mode.Bscb, word));
        BannerAction open = feed.Actions[(int)GateAction.Open];
        Assert.Equal("New positions are paused on some routes: the circuit breaker protects what is affected.", open.Text);
        Assert.True(open.OnSomeRoutes);
        Assert.All(Texts(feed), t => Assert.DoesNotContain("secretive", t, StringComparison.Ordinal));
    }

    [Fact]
    public void Different_answers_for_different_assets_are_all_said()
    {
        ulong deny = PermissionWord.With(PermissionWord.AllowAll, GateAction.Withdraw, Permission.Deny);
        ulong queue = PermissionWord.With(PermissionWord.AllowAll, GateAction.Withdraw, Permission.Queue);
        BannerAction told = Of(
            (Platform, Mode.Normal, PermissionWord.AllowAll), (Btc, Mode.Bscb, deny), (Eth, Mode.Bscb, queue), (Rewards, Mode.Recovery, deny))
            .Actions[(int)GateAction.Withdraw];
        Assert.Equal("paused", told.State);
        Assert.Equal(["BTC", "rewards"], told.Affected);
        Assert.Equal(
            "Withdrawals are paused for BTC and rewards: the circuit breaker protects what is affected. They are queued for ETH: requests are "
            + "accepted and go through a review, because the circuit breaker protects what is affected.",
            told.Text);
    }

    [Fact]
    public void A_queue_of_the_platform_holds_beside_a_pause_of_an_asset()
    {
        ulong deny = PermissionWord.With(PermissionWord.AllowAll, GateAction.Withdraw, Permission.Deny);
        ulong dmm = Matrix.WordOf(isPlatform: true, Mode.Dmm, 0, containmentOrdered: false);
        BannerAction told = Of((Platform, Mode.Dmm, dmm), (Btc, Mode.Bscb, deny)).Actions[(int)GateAction.Withdraw];
        Assert.Equal(("paused", "some"), (told.State, told.Extent));
        Assert.Contains("All others are queued: requests are accepted and wait", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_assets_are_counted_in_the_sentence_and_all_listed()
    {
        (Scope, Mode, ulong)[] scopes = [(Platform, Mode.Normal, PermissionWord.AllowAll), .. Enumerable.Range(1, 9)
            .Select(i => (new Scope(i, ScopeKind.Asset, $"asset/A{i}"), Mode.Bscb, PermissionWord.DenyAll))];
        BannerAction told = Of(scopes).Actions[(int)GateAction.Stake];
        Assert.Equal(9, told.Affected.Count);
        Assert.Contains("for A1, A2, A3, A4, A5, A6 and 3 more:", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_says_once_what_is_so_of_several_actions()
    {
        ulong word = Matrix.WordOf(isPlatform: false, Mode.Bscb, 0, containmentOrdered: false);
        BannerFeed feed = Of((Platform, Mode.Normal, PermissionWord.AllowAll), (Btc, Mode.Bscb, word));
        Assert.Equal(
            feed.Text + " New stakes, same-token swaps and rewards are paused for BTC: the circuit breaker protects what is affected. "
            + "Fixed pools stay locked until their lock-up period ends.",
            feed.Pages.Stake.Text);
        Assert.Equal(["stake", "swap", "accrue", "unstake"], feed.Pages.Stake.Actions);
        BannerFeed halted = Of((Platform, Mode.Dmm, Matrix.WordOf(isPlatform: true, Mode.Dmm, 0, containmentOrdered: false)));
        Assert.Contains(" Deposits and withdrawals are queued: requests are accepted and wait", halted.Pages.Assets.Text, StringComparison.Ordinal);
        Assert.Contains(" Asset transfers are paused: ", halted.Pages.Assets.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gravest_state_speaks()
    {
        ulong all = PermissionWord.AllowAll;
        Assert.Equal(BannerState.Normal, Of((Platform, Mode.Normal, all)).State);
        Assert.Equal(BannerState.Recovery, Of((Platform, Mode.Recovery, all), (Btc, Mode.Normal, all)).State);
        Assert.Equal(BannerState.Bscb, Of((Platform, Mode.Recovery, all), (Btc, Mode.Bscb, all)).State);
        Assert.Equal(BannerState.Dmm, Of((Platform, Mode.Dmm, 0), (Btc, Mode.Bscb, all)).State);
    }

    [Fact]
    public void Nothing_is_normal_while_the_gate_denies()
    {
        BannerFeed feed = Of((Platform, Mode.Normal, PermissionWord.DenyAll));
        Assert.Equal("Some services wait for required checks. Balances stay visible.", feed.Text);
        Assert.All(feed.Actions, a => Assert.Equal(("paused", "all"), (a.State, a.Extent)));
        Assert.All(Banner.Of(new BannerTally(), default, Now).Actions, a => Assert.Equal("paused", a.State));
    }

    [Fact]
    public void An_incident_is_referred_to_while_it_is_open_and_for_a_day()
    {
        (Scope, Mode, ulong) normal = (Platform, Mode.Normal, PermissionWord.AllowAll);
        Assert.Equal("INC-7", Of(new BannerIncident(7, null), normal).Incident);
        BannerFeed after = Of(new BannerIncident(7, Now - Banner.RecoveredNs + 1), normal);
        Assert.Equal((BannerState.Recovered, "INC-7"), (after.State, after.Incident));
        Assert.Contains("Reference: INC-7.", after.Pages.Support.Text, StringComparison.Ordinal);
        BannerFeed later = Of(new BannerIncident(7, Now - Banner.RecoveredNs), normal);
        Assert.Equal((BannerState.Normal, null), (later.State, later.Incident));
        Assert.Null(Of(normal).Incident);
    }

    [Theory]
    [InlineData(Mode.Normal)]
    [InlineData(Mode.Recovery)]
    [InlineData(Mode.Dmm)]
    public void Balances_pools_and_fees_are_said_in_every_mode(Mode mode)
    {
        BannerFeed feed = Of((Platform, mode, Matrix.WordOf(isPlatform: true, mode, 0, containmentOrdered: false)));
        Assert.Contains("Balances stay visible", feed.Pages.Assets.Text, StringComparison.Ordinal);
        Assert.Contains("Balances stay visible", feed.Pages.Account.Text, StringComparison.Ordinal);
        Assert.Contains("deposits 0 %, withdrawals 0.05 %, swaps 0.01 %", feed.Pages.Assets.Text, StringComparison.Ordinal);
        Assert.Contains("Fixed pools stay locked", feed.Pages.Stake.Text, StringComparison.Ordinal);
        Assert.All(Texts(feed), t => Assert.Matches("^[A-Z].*[.]$", t));
        Assert.Equal((0, 500, 100), (BannerFees.Unchanged.DepositPpm, BannerFees.Unchanged.WithdrawalPpm, BannerFees.Unchanged.SwapPpm));
    }

    private static IEnumerable<string> Texts(BannerFeed feed) =>
    [
        feed.Text, feed.Pages.Stake.Text, feed.Pages.Assets.Text, feed.Pages.Support.Text, feed.Pages.Account.Text,
        .. feed.Actions.Select(a => a.Text),
    ];

    private static BannerFeed Of(params (Scope Scope, Mode Mode, ulong Word)[] scopes) => Of(default, scopes);

    private static BannerFeed Of(BannerIncident incident, params (Scope Scope, Mode Mode, ulong Word)[] scopes)
    {
        BannerTally tally = new();
        foreach ((Scope scope, Mode mode, ulong word) in scopes)
        {
            tally.Add(scope, mode, word);
        }

        return Banner.Of(tally, incident, Now);
    }
}

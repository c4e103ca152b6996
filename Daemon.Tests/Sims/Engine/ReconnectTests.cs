using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Engine;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>The daemon goes and comes back, the engine goes and comes back: nothing that happened is lost, and no id is used twice.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task Facts_that_were_not_durable_are_told_to_the_next_daemon()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        rig.Daemon.ConfirmsCommits = false;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Fill).Length > 4, "fills are told");
        FakeDaemon first = rig.Daemon;
        int sessions = rig.Engine.Sessions;
        rig.RestartDaemon();
        await rig.UntilAsync(() => rig.Engine.Sessions > sessions, "it connects again");
        HashSet<long> fills = [.. first.Of(ObservationKind.Fill).TakeLast(4).Select(FillKey)];
        await rig.UntilAsync(() => fills.IsSubsetOf(rig.Daemon.Of(ObservationKind.Fill).Select(FillKey)), "the fills are told again");
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("alpha").Length > first.OrdersAt("alpha").Length / 4, "it trades on");
        Assert.Equal(0, rig.Daemon.Rejections);
    }

    [Fact]
    public async Task Facts_that_are_durable_are_told_once()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Fill).Length > 4, "fills are told");
        rig.Daemon.AllowAllScopes(isAllowed: false);
        await rig.UntilAsync(async () => await rig.CountAsync("orders") == 0, "nothing rests");

        // A commit is sent each second and covers all that was told before.
        int beats = rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length > beats + 25, "two commits have passed");
        int sessions = rig.Engine.Sessions;
        rig.RestartDaemon(isOpen: false);
        await rig.UntilAsync(() => rig.Engine.Sessions > sessions && rig.Daemon.Of(ObservationKind.Position).Length >= 2, "it connects again");
        Assert.Empty(rig.Daemon.Of(ObservationKind.Fill));
    }

    [Fact]
    public async Task A_command_that_comes_before_the_names_is_not_lost()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0, startsEngine: false);
        rig.RestartDaemon(atOpen: new EngineCommand(77, 1, EngineCommandKind.CancelAll, 0, long.MaxValue, 0, 0));
        rig.StartEngine(rate: 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(77).SequenceEqual([0L]), "it is acknowledged");
    }

    [Fact]
    public async Task An_engine_that_comes_back_goes_on_where_it_was_with_new_ids()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(startsEngine: false);
        rig.StartEngine(rate: 40, state: "engine.state");
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Fill).Length > 4, "it trades");
        await rig.StopEngineAsync();
        long[] before = [.. rig.Daemon.OrdersAt("alpha"), .. rig.Daemon.OrdersAt("bravo")];
        rig.StartEngine(rate: 40, state: "engine.state");
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("alpha").Length + rig.Daemon.OrdersAt("bravo").Length > before.Length + 5, "it trades again");
        rig.Daemon.AllowAllScopes(isAllowed: false);
        await rig.UntilAsync(async () => await rig.CountAsync("orders") == 0, "nothing rests");
        long[] all = [.. rig.Daemon.OrdersAt("alpha"), .. rig.Daemon.OrdersAt("bravo")];
        Assert.Equal(all.Length, all.Distinct().Count());
        await rig.UntilAsync(
            async () => rig.Daemon.Of(ObservationKind.Fill).Select(FillKey).Distinct().Count() == await rig.CountAsync("fills"),
            "every fill of both lives is told");
    }

    [Fact]
    public void Ids_of_commands_are_the_same_in_every_life_and_never_those_of_other_orders()
    {
        OrderIds first = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
        OrderIds second = new(DateTimeOffset.UnixEpoch.AddDays(20_000).AddMilliseconds(1));
        long[] ids = [.. Enumerable.Range(0, 1000).Select(_ => first.Next()), .. Enumerable.Range(0, 1000).Select(_ => second.Next())];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(OrderIds.OfCommand(7, 1), OrderIds.OfCommand(7, 1));
        Assert.NotEqual(OrderIds.OfCommand(7, 1), OrderIds.OfCommand(7, 0));
        Assert.All(ids, id => Assert.True(id < OrderIds.OfCommand(1, 0) && OrderIds.IsOurs(id)));
        Assert.False(OrderIds.IsOurs(int.MaxValue));
    }

    [Fact]
    public void The_ledger_forgets_only_what_a_commit_behind_it_confirmed()
    {
        FactLedger ledger = new();
        ledger.Add(new Observation { V0 = 1 });
        List<Observation> sent = [];
        ledger.TakeUnsent(sent);
        ledger.Committing(5);
        ledger.Add(new Observation { V0 = 2 });
        ledger.TakeUnsent(sent);
        Assert.Equal([1L, 2L], sent.Select(o => o.V0));
        ledger.Confirmed(4);
        Assert.Equal(2, ledger.Count);
        ledger.Confirmed(5);
        Assert.Equal(1, ledger.Count);
        ledger.Restart();
        sent.Clear();
        ledger.TakeUnsent(sent);
        Assert.Equal([2L], sent.Select(o => o.V0));
        ledger.Committing(6);
        ledger.Refused(6);
        Assert.True(ledger.IsCommitDue);
        Assert.Equal(1, ledger.Count);
    }

    private static long FillKey(Observation fill) => unchecked((fill.Index * 1_000_000_007L) + fill.V1);
}

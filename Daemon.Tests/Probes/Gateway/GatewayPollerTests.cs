using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Probes.Gateway;
using Basisd.Tests.EndToEnd;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>The schedule, the hand-over to the loop, polls on demand, and the end.</summary>
public sealed class GatewayPollerTests
{
    private static readonly GatewayOptions Often = Gateways.Patient with { IntervalNs = Gateways.Second / 20 };

    private static readonly GatewayOptions Incessant = Often with { IntervalNs = Gateways.Second / 1_000 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polls_come_whole_one_after_another()
    {
        await using ScriptedGateway alpha = Filled(700);
        await using ScriptedGateway beta = new() { Instead = (_, call) => ProbedVenue.Broken(call) };
        await using PollerRig rig = new(Often, alpha.Base, beta.Base);
        await rig.TakeUntilAsync(() => rig.Ends() >= 3 && rig.Ends(1) >= 3, "three polls of each venue");
        VenueRecord[] ofAlpha = [.. rig.Taken.Where(r => r.Venue == 0)];
        Assert.Equal(702, Array.FindIndex(ofAlpha, r => r.Kind == VenueRecordKind.PollEnd) + 1);
        Assert.Equal(
            [VenueRecordKind.PollBegin, VenueRecordKind.PollEnd], ofAlpha.Skip(702).Take(2).Select(r => r.Kind));
        Assert.All(rig.Taken.Where(r => r.Venue == 1), r => Assert.Equal((VenueRecordKind.PollFailed, (long)GatewayOutcome.Status), (r.Kind, r.Id)));

        // No record of one venue within another's poll.
        int inside = -1;
        foreach (VenueRecord record in rig.Taken)
        {
            Assert.True(inside < 0 || record.Venue == inside);
            inside = record.Kind is VenueRecordKind.PollEnd or VenueRecordKind.PollFailed ? -1 : record.Venue;
        }
    }

    [Fact]
    public async Task A_loop_that_does_not_come_stops_the_polls_of_that_venue()
    {
        await using ScriptedGateway alpha = Filled(1);
        await using PollerRig rig = new(Incessant, alpha.Base);
        await Poll.UntilAsync(() => rig.Queue.HasMore, () => "the first poll");
        int requests = alpha.Asked.Count;
        await WhileANeighbourPollsAsync();
        Assert.Equal((1, requests), (rig.Reports.Count, alpha.Asked.Count));

        // All but the last record: still nothing.
        for (int i = 0; i < 3; i++)
        {
            Assert.True(rig.Queue.TryTake(out _, out _));
        }

        await WhileANeighbourPollsAsync();
        Assert.Equal((1, requests), (rig.Reports.Count, alpha.Asked.Count));
        Assert.False(rig.Queue.TryTake(out _, out _));
        await rig.TakeUntilAsync(() => rig.Reports.Count > 1, "the next poll");
    }

    [Fact]
    public async Task A_poll_on_demand_begins_at_once_and_ends_when_it_is_applied()
    {
        await using ScriptedGateway alpha = Filled(1);
        await using PollerRig rig = new(Gateways.Patient, alpha.Base);
        await rig.TakeUntilAsync(() => rig.Ends() == 1, "the first poll");
        alpha.Asked.Clear();
        Task<PollReport>[] asked = [.. Enumerable.Range(0, 5).Select(_ => Ask(rig))];
        await Poll.UntilAsync(() => rig.Queue.HasMore, () => "the poll");
        Assert.All(asked, a => Assert.False(a.IsCompleted));
        await rig.TakeUntilAsync(() => asked.All(a => a.IsCompleted), "its records");
        PollReport report = (await Task.WhenAll(asked).WaitAsync(Poll.Patience, Cancel))[0];
        Assert.Equal(GatewayOutcome.Ok, report.Outcome);
        Assert.InRange(alpha.Asked.Count(p => p == "/balances"), 1, 2);

        // Nothing is left over that would poll again by itself.
        int polls = rig.Reports.Count;
        int requests = alpha.Asked.Count;
        await WhileANeighbourPollsAsync();
        Assert.Equal((polls, requests), (rig.Reports.Count, alpha.Asked.Count));
        Assert.False(rig.Poller.TryPollNow(1, out _));
    }

    [Fact]
    public async Task A_poll_on_demand_never_overlaps_the_one_under_way()
    {
        int inside = 0;
        int most = 0;
        using SemaphoreSlim go = new(0);
        await using ScriptedGateway alpha = Filled(1);
        alpha.Instead = (path, call) => path == "/balances" ? HoldAsync(call) : null;
        await using PollerRig rig = new(Gateways.Patient, alpha.Base);
        await Poll.UntilAsync(() => Volatile.Read(ref inside) == 1, () => "the first poll");
        Task<PollReport> asked = Ask(rig);
        go.Release();
        await rig.TakeUntilAsync(() => rig.Ends() == 1, "the first poll's records");
        Assert.False(asked.IsCompleted);
        go.Release();
        await rig.TakeUntilAsync(() => asked.IsCompleted || rig.Ends() == 2, "the second poll");
        await asked.WaitAsync(Poll.Patience, Cancel);
        Assert.Equal(1, most);
        return;

        async Task HoldAsync(ProbedVenue.Call call)
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await go.WaitAsync(call.Stop);
            Interlocked.Decrement(ref inside);
            await call.SayAsync(Gateways.Http(Gateways.List(1, "")));
        }
    }

    [Fact]
    public async Task Who_asks_waits_to_the_end_of_a_backlog()
    {
        await using ScriptedGateway alpha = new() { AsOf = _ => 0 };
        await using PollerRig rig = new(Gateways.Patient with { PageSize = 1_000 }, alpha.Base);
        await rig.TakeUntilAsync(() => rig.Ends() == 1, "the first poll");
        for (long seq = 1; seq <= 40_000; seq++)
        {
            alpha.Add(seq, Gateways.Fill);
        }

        alpha.AsOf = _ => 40_000;
        Task<PollReport> asked = Ask(rig);
        await rig.TakeUntilAsync(() => rig.Ends() == 2, "all of it");
        PollReport report = await asked.WaitAsync(Poll.Patience, Cancel);
        Assert.Equal((GatewayOutcome.Ok, 40_000L), (report.Outcome, report.AsOf));
        Assert.Equal(
            ["Ok", "Backlog", "Backlog", "Ok"], rig.Reports.Select(r => r.Outcome.ToString()));
        Assert.Equal(40_000, rig.Taken.Count(r => r.Kind == VenueRecordKind.Fill));
    }

    [Fact]
    public async Task So_many_may_wait_and_no_more()
    {
        await using ScriptedGateway alpha = new() { Instead = (_, call) => ProbedVenue.Silent(call) };
        await using PollerRig rig = new(Gateways.Patient, alpha.Base);
        await Poll.UntilAsync(() => !alpha.Asked.IsEmpty, () => "the request");
        Task<PollReport>[] asked = [.. Enumerable.Range(0, GatewayVenue.MaxWaiting).Select(_ => Ask(rig))];
        Assert.False(rig.Poller.TryPollNow(0, out _));
        long start = BootClock.NowNs();
        await rig.StopAsync();
        Assert.InRange(BootClock.NowNs() - start, 0, 15 * Gateways.Second);
        Assert.Empty(rig.Reports);
        Assert.All(asked, a => Assert.True(a.IsCanceled));
        Assert.False(rig.Poller.TryPollNow(0, out _));
    }

    [Fact]
    public async Task It_stops_while_the_loop_does_not_come()
    {
        await using ScriptedGateway alpha = Filled(1);
        await using PollerRig rig = new(Often, alpha.Base);
        Task<PollReport> asked = Ask(rig);
        await Poll.UntilAsync(() => rig.Queue.HasMore, () => "a poll");
        await rig.StopAsync();
        Assert.True(asked.IsCanceled);
    }

    [Fact]
    public async Task A_hanging_gateway_holds_no_other_venue()
    {
        await using ScriptedGateway alpha = new() { Instead = (_, call) => ProbedVenue.Silent(call) };
        await using ScriptedGateway beta = new()
        {
            Instead = (path, call) => call.SayAsync(Gateways.Http(path switch
            {
                "/balances" => """{"venue":"beta","as_of":0,"items":[{"asset":"DOGE","total":"1"}]}""",
                "/positions" => """{"venue":"beta","as_of":0,"items":[]}""",
                _ => """{"venue":"beta","as_of":0,"items":[],"next":null}""",
            })),
        };
        await using PollerRig rig = new(Often, alpha.Base, beta.Base);
        await rig.TakeUntilAsync(() => rig.Taken.Count(r => r.Kind == VenueRecordKind.PollEnd) >= 5, "polls of beta");
        Assert.All(rig.Taken, r => Assert.Equal(1, r.Venue));
        Assert.Equal(["1 asset DOGE"], rig.Unknowns);
    }

    [Fact]
    public async Task A_bug_ends_all_loops_and_reaches_the_owner()
    {
        await using ScriptedGateway alpha = Filled(1);
        await using ScriptedGateway silent = new() { Instead = (_, call) => ProbedVenue.Silent(call) };
        GatewayTarget[] targets = [new(0, alpha.Base, null, 0), new(1, silent.Base, null, 0)];
        GatewayPoller poller = new(Gateways.Topology, targets, Gateways.Patient, new GatewayQueue(() => { }), () => 0, new Faulty());
        Task polling = poller.RunAsync(Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => polling.WaitAsync(Poll.Patience, Cancel));
    }

    [Fact]
    public async Task Without_gateways_nothing_runs()
    {
        await using PollerRig rig = new(Often);
        await rig.StopAsync();
        Assert.False(rig.Poller.TryPollNow(0, out _));
    }

    private static Task<PollReport> Ask(PollerRig rig)
    {
        Assert.True(rig.Poller.TryPollNow(0, out Task<PollReport> applied));
        return applied;
    }

    // A poll that does not come cannot be waited for. Whoever would poll by itself has had the time for it when a neighbour on a schedule of
    // milliseconds has polled so often, be the machine as busy as it may.
    private static async Task WhileANeighbourPollsAsync()
    {
        const int Polls = 50;
        await using ScriptedGateway neighbour = Filled(1);
        await using PollerRig rig = new(Incessant, neighbour.Base);
        await rig.TakeUntilAsync(() => rig.Ends() >= Polls, "polls of a neighbour");
    }

    private static ScriptedGateway Filled(int events)
    {
        ScriptedGateway gateway = new() { AsOf = _ => events };
        for (long seq = 1; seq <= events; seq++)
        {
            gateway.Add(seq, Gateways.Fill);
        }

        return gateway;
    }

    private sealed class Faulty : IGatewayReport
    {
        public void Ended(PollReport report) => throw new InvalidOperationException("planted");

        public void Unknown(int venue, string name) => throw new InvalidOperationException("planted");
    }
}

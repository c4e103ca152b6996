using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Basisd.Safety;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>The client against real members that die, sleep and lose answers.</summary>
[Collection("etcd")]
public sealed class EtcdClientTests
{
    [Fact]
    public async Task Keys_are_created_swapped_and_refused_and_one_read_shows_them_all()
    {
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(1);
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, etcd.Endpoints);
        ArbiterReply empty = await rig.ReadAsync();
        Assert.Equal((ArbiterOutcome.Done, true, 0), (empty.Outcome, empty.View!.IsWhole, empty.View.Entries.Count));

        ArbiterReply created = await rig.SwapAsync(0, ArbiterRig.Record(0));
        Assert.Equal((ArbiterOutcome.Done, null), (created.Outcome, created.View));
        ArbiterReply again = await rig.SwapAsync(0, ArbiterRig.Record(9));
        Assert.Equal((ArbiterOutcome.Conflict, 0, false), (again.Outcome, again.ModRevision, again.View!.IsWhole));
        Assert.Equal(new ArbiterEntry(ArbiterRig.One, created.ModRevision, ArbiterRig.Record(0)), Assert.Single(again.View.Entries));

        ArbiterReply swapped = await rig.SwapAsync(created.ModRevision, ArbiterRig.Record(1));
        Assert.Equal(ArbiterOutcome.Done, swapped.Outcome);
        Assert.True(swapped.ModRevision > created.ModRevision);
        Assert.Equal(ArbiterOutcome.Conflict, (await rig.SwapAsync(created.ModRevision, ArbiterRig.Record(2))).Outcome);

        // A key that does not exist conflicts with any revision but 0, and shows nothing.
        ArbiterReply missing = await rig.AskAsync(new ArbiterKey(ArbiterKeyKind.Pause, 0), 7, new PauseRecord(true, "a", 1, "b"));
        Assert.Equal((ArbiterOutcome.Conflict, 0), (missing.Outcome, missing.View!.Entries.Count));

        DmmRecord dmm = new(1, true, 2, null);
        PauseRecord pause = new(true, "zoë", 1, "disk \"x\"");
        ArbiterReply first = await rig.AskAsync(new ArbiterKey(ArbiterKeyKind.Dmm, 0), 0, dmm);
        ArbiterReply second = await rig.AskAsync(new ArbiterKey(ArbiterKeyKind.Pause, 0), 0, pause);
        ArbiterView all = (await rig.ReadAsync()).View!;
        ArbiterEntry[] expected =
        [
            new(new ArbiterKey(ArbiterKeyKind.Dmm, 0), first.ModRevision, dmm),
            new(new ArbiterKey(ArbiterKeyKind.Pause, 0), second.ModRevision, pause),
            new(ArbiterRig.One, swapped.ModRevision, ArbiterRig.Record(1)),
        ];
        Assert.Equal(expected, all.Entries);
        Assert.Equal((second.ModRevision, true), (all.Revision, all.RaftTerm > 0));
        Assert.Empty(rig.Failures);
        Assert.Equal((3, 4, 3), (rig.Client.Counters.Reads(ArbiterOutcome.Done) + 1, rig.Client.Counters.Swaps(ArbiterOutcome.Done),
            rig.Client.Counters.Swaps(ArbiterOutcome.Conflict)));
    }

    [Fact]
    public async Task The_leader_dies_during_renewals()
    {
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(3);
        int leader = await etcd.LeaderIndexAsync();

        // The leader first: it is the member that the client uses.
        await using ArbiterRig rig = new(250 * FixedPoint.Millisecond, [etcd.Endpoints[leader], .. etcd.Endpoints.Where((_, i) => i != leader)]);
        (long revision, ulong seq) = (0, 0);
        List<ArbiterReply> history = [];
        Stopwatch outage = new();
        Stopwatch limit = Stopwatch.StartNew();
        for (int renewals = 0; renewals < 20;)
        {
            if (renewals == 10 && !outage.IsRunning && outage.ElapsedTicks == 0)
            {
                etcd.Kill(leader);
                outage.Start();
            }

            ArbiterReply reply = await rig.SwapAsync(revision, ArbiterRig.Record(seq));
            history.Add(reply);
            if (reply.Outcome == ArbiterOutcome.Done)
            {
                (revision, seq, renewals) = (reply.ModRevision, seq + 1, renewals + 1);
                if (renewals == 11)
                {
                    outage.Stop();
                }

                continue;
            }

            // What became of it shows in a read: the key is as it was, or as we wrote it.
            ArbiterEntry? seen = (await rig.SeeAsync()).Entries.SingleOrDefault();
            Assert.True(seen is null || seen.ModRevision == revision || seen.Value!.Equals(ArbiterRig.Record(seq)), $"{seen} after {reply}");
            if (seen is not null && seen.ModRevision != revision)
            {
                Assert.NotEqual(ArbiterOutcome.Failed, reply.Outcome);
                (revision, seq, renewals) = (seen.ModRevision, seq + 1, renewals + 1);
            }

            Assert.True(limit.Elapsed < 2 * Poll.Patience, string.Join('\n', history));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"outage {outage.ElapsedMilliseconds} ms\n{string.Join('\n', rig.Failures)}");
        Assert.NotEmpty(rig.Failures);
        Assert.NotEqual(0, rig.Client.Counters.Member);
        Assert.All(history, r => Assert.NotEqual(ArbiterOutcome.Conflict, r.Outcome));
    }

    [Fact]
    public async Task A_swap_whose_answer_was_lost_is_unknown_and_a_later_read_shows_it()
    {
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(1);
        using HttpClient onward = new(new SocketsHttpHandler { UseProxy = false });
        await using FakeEtcd relay = new(async call =>
        {
            string path = call.Head.Split(' ')[1];
            using StringContent body = new(call.Body, Encoding.Latin1, "application/json");
            (await onward.PostAsync(new Uri(etcd.Endpoints[0], path), body)).Dispose();
            await FakeEtcd.Reset(call);
        });
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, relay.Address);
        ArbiterReply lost = await rig.SwapAsync(0, ArbiterRig.Record(3));
        Assert.Equal((ArbiterOutcome.Unknown, null), (lost.Outcome, lost.View));

        // Asked twice within one call, its own first write is in the way: that is unknown, and shows the key.
        await using ArbiterRig both = new(ArbiterRig.PatientNs, relay.Address, etcd.Endpoints[0]);
        long revision = (await both.SeeAsync()).Entries.Single().ModRevision;
        await using ArbiterRig fresh = new(ArbiterRig.PatientNs, relay.Address, etcd.Endpoints[0]);
        ArbiterReply twice = await fresh.SwapAsync(revision, ArbiterRig.Record(4));
        Assert.Equal((ArbiterOutcome.Unknown, 0), (twice.Outcome, twice.ModRevision));
        Assert.Equal(ArbiterRig.Record(4), Assert.Single(twice.View!.Entries).Value);
    }

    [Fact]
    public async Task A_paused_member_costs_one_try_and_all_of_them_paused_or_dead_are_never_done()
    {
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(3);
        int leader = await etcd.LeaderIndexAsync();
        int paused = (leader + 1) % 3;
        Uri[] endpoints = [etcd.Endpoints[paused], etcd.Endpoints[leader], etcd.Endpoints[(leader + 2) % 3]];
        await using ArbiterRig rig = new(2 * FixedPoint.Second, endpoints);
        ArbiterReply first = await rig.SwapAsync(0, ArbiterRig.Record(0));
        Assert.Equal((ArbiterOutcome.Done, 0), (first.Outcome, rig.Client.Counters.Member));
        etcd.Stop(paused);
        ArbiterReply second = await rig.SwapAsync(first.ModRevision, ArbiterRig.Record(1));
        Assert.Equal((ArbiterOutcome.Done, true), (second.Outcome, rig.Client.Counters.Member > 0));
        Assert.Contains("no complete answer within 2000 ms", rig.Failures.First(), StringComparison.Ordinal);

        // The woken member carries the lost try out, too late: the revision has moved.
        etcd.Continue(paused);
        Assert.Equal((second.ModRevision, ArbiterRig.Record(1)), await OneAsync(rig));

        foreach (int member in Enumerable.Range(0, 3))
        {
            etcd.Stop(member);
        }

        await using ArbiterRig hasty = new(100 * FixedPoint.Millisecond, endpoints);
        Assert.Equal(ArbiterOutcome.Unknown, (await hasty.SwapAsync(second.ModRevision, ArbiterRig.Record(2))).Outcome);
        Assert.Equal(ArbiterOutcome.Unknown, (await hasty.ReadAsync()).Outcome);
        foreach (int member in Enumerable.Range(0, 3))
        {
            etcd.Kill(member);
        }

        await using ArbiterRig patient = new(ArbiterRig.PatientNs, endpoints);
        Assert.Equal(ArbiterOutcome.Failed, (await patient.SwapAsync(second.ModRevision, ArbiterRig.Record(3))).Outcome);
        Assert.Equal(ArbiterOutcome.Failed, (await patient.ReadAsync()).Outcome);
    }

    [Fact]
    public async Task A_member_without_a_leader_refuses_at_once_and_with_certainty()
    {
        await using EtcdCluster etcd = await EtcdCluster.StartAsync(3);
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, etcd.Endpoints[0]);
        Assert.Equal(ArbiterOutcome.Done, (await rig.SwapAsync(0, ArbiterRig.Record(0))).Outcome);
        etcd.Kill(1);
        etcd.Kill(2);

        // Until it has noticed, its answer is that it does not know.
        ArbiterOutcome outcome = ArbiterOutcome.Unknown;
        await Poll.UntilAsync(
            async () =>
            {
                outcome = (await rig.SwapAsync(1_000, ArbiterRig.Record(1))).Outcome;
                Assert.True(outcome is ArbiterOutcome.Unknown or ArbiterOutcome.Failed, outcome.ToString());
                return outcome == ArbiterOutcome.Failed;
            },
            () => string.Join('\n', rig.Failures));
        Assert.Contains("no leader", rig.Failures.Last(), StringComparison.Ordinal);

        await etcd.RestartAsync(1);
        Assert.Equal(ArbiterRig.Record(0), (await rig.SeeAsync()).Entries.Single().Value);
    }

    private static async Task<(long Revision, object? Value)> OneAsync(ArbiterRig rig)
    {
        ArbiterEntry entry = (await rig.SeeAsync()).Entries.Single();
        return (entry.ModRevision, entry.Value);
    }
}

using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>Calls of the core in flight: bounded, apart from each other, each answered once, none after the end.</summary>
public sealed class ArbiterLinkTests
{
    private static readonly string Done = "{" + FakeEtcd.Header(50, 3) + ",\"succeeded\":true}";

    [Fact]
    public async Task Reads_that_hang_never_delay_a_swap_and_more_than_may_be_fail_at_once()
    {
        await using FakeEtcd member = new(call =>
            call.Head.Contains("/range", StringComparison.Ordinal) ? FakeEtcd.Silent(call) : FakeEtcd.Saying(Done)(call));
        ConcurrentDictionary<long, ArbiterReply> replies = new();
        ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        await using ArbiterLink link = new(rig.Client, r => Assert.True(replies.TryAdd(r.Id, r)));
        for (int i = 0; i < ArbiterLink.MaxReads + 2; i++)
        {
            link.Send(new ArbiterCall(i, default, 0, null));
        }

        // The two that found no place have ended before Send returned.
        Assert.Equal([ArbiterLink.MaxReads, ArbiterLink.MaxReads + 1], replies.Keys.Order());
        Assert.All(replies.Values, r => Assert.Equal(ArbiterOutcome.Failed, r.Outcome));
        Assert.Equal(2, link.Counters.RefusedBusy);

        link.Send(new ArbiterCall(100, ArbiterRig.One, 1, ArbiterRig.Record(0)));
        await Poll.UntilAsync(() => replies.ContainsKey(100), () => "the swap ends while the reads hang");
        Assert.Equal((ArbiterOutcome.Done, 3), (replies[100].Outcome, replies.Count));
        Assert.True(link.Counters.LastAnsweredAt >= replies[100].SentAt && link.Counters.LastLatencyNs > 0);
    }

    [Fact]
    public async Task Closing_ends_what_is_under_way_without_a_reply_and_refuses_what_comes_later()
    {
        await using FakeEtcd member = new(FakeEtcd.Silent);
        int replies = 0;
        ArbiterLink link = new(new ArbiterRig(ArbiterRig.PatientNs, member.Address).Client, _ => Interlocked.Increment(ref replies));
        link.Send(new ArbiterCall(1, default, 0, null));
        link.Send(new ArbiterCall(2, ArbiterRig.One, 1, ArbiterRig.Record(0)));
        await Poll.UntilAsync(() => member.Requests.Count == 2, () => "both calls are under way");
        await link.DisposeAsync();
        await link.DisposeAsync();
        Assert.Equal(0, replies);
        Assert.Throws<ObjectDisposedException>(() => link.Send(new ArbiterCall(3, default, 0, null)));
    }

    [Fact]
    public async Task A_record_that_must_not_be_written_comes_to_light_where_it_was_made()
    {
        await using FakeEtcd member = new(FakeEtcd.Saying(Done));
        await using ArbiterLink link = new(new ArbiterRig(ArbiterRig.PatientNs, member.Address).Client, _ => { });
        Assert.Throws<ArgumentException>(() => link.Send(new ArbiterCall(1, ArbiterRig.One, 1, ArbiterRig.Record(0, owner: 9))));
        Assert.Empty(member.Requests);
    }

    [Fact]
    public async Task A_callback_that_throws_comes_to_light()
    {
        await using FakeEtcd member = new(FakeEtcd.Saying(Done));
        ArbiterLink link = new(
            new ArbiterRig(ArbiterRig.PatientNs, member.Address).Client, _ => throw new InvalidOperationException("a bug"));
        link.Send(new ArbiterCall(1, ArbiterRig.One, 1, ArbiterRig.Record(0)));
        await Poll.UntilAsync(() => link.Counters.Swaps(ArbiterOutcome.Done) == 1, () => "the swap ends");
        InvalidOperationException bug = await Assert.ThrowsAsync<InvalidOperationException>(() => link.DisposeAsync().AsTask());
        Assert.Equal("a bug", bug.Message);
    }
}

using System;
using Basisd.Cluster;
using Xunit;

namespace Basisd.Tests.Cluster;

/// <summary>Every bound of the protocol just below, at, and just above it; and what the settings refuse.</summary>
public sealed class BoundTests
{
    private const long Ms = ClusterRig.Ms;

    public static TheoryData<string> Problems() => ["no nodes", "self", "control", "preferred", "fence", "suspect low", "suspect high"];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Settings_that_contradict_themselves_are_refused(string which)
    {
        ClusterSettings good = ClusterRig.Settings();
        Assert.Null(good.Problem());
        ClusterSettings bad = which switch
        {
            "no nodes" => good with { Nodes = [] },
            "self" => good with { Self = 3 },
            "control" => good with { Control = 1 },
            "preferred" => good with { Preferred = [3] },
            "fence" => good with { FenceNs = (3 * good.RenewNs) + (2 * good.TryNs) - 1 },
            "suspect low" => good with { SuspectNs = (4 * good.HeartbeatNs) - 1 },
            _ => good with { SuspectNs = 1000 * Ms },
        };
        Assert.NotNull(bad.Problem());
        Assert.Throws<ArgumentException>(() => new ClusterCore(bad, 1));
        Assert.Throws<ArgumentException>(() => new ClusterCore(good, 0));
    }

    [Fact]
    public void Settings_at_their_bounds_are_taken()
    {
        ClusterSettings good = ClusterRig.Settings();
        Assert.Null((good with { FenceNs = (3 * good.RenewNs) + (2 * good.TryNs) }).Problem());
        Assert.Null((good with { SuspectNs = 4 * good.HeartbeatNs }).Problem());
        Assert.Null((good with { SuspectNs = (1000 * Ms) - 1 }).Problem());
        Assert.Equal(2_625 * Ms, good.TakeoverNs);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void An_owner_is_fenced_at_its_deadline_and_not_before(long offset, bool isFenced)
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own();
        rig.Arbiter = "mute";
        rig.Run(300);
        rig.Now = rig.Core.Slot(0).Deadline + offset;
        rig.Say(ClusterInputKind.Tick);
        Assert.Equal(isFenced, rig.Has(ClusterEffectKind.Fence));
        Assert.Equal(isFenced ? SlotRole.Fenced : SlotRole.Owner, rig.Core.Slot(0).Role);
    }

    [Fact]
    public void A_confirmation_that_is_read_after_the_deadline_prolongs_nothing()
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own();
        rig.Arbiter = "hold";
        rig.Run(300);
        rig.Now = rig.Core.Slot(0).Deadline;
        rig.Answer(0, "ok");
        rig.Arbiter = "ok";
        rig.Say(ClusterInputKind.Tick);
        Assert.True(rig.Has(ClusterEvent.FencedByDeadline));
    }

    [Fact]
    public void A_renewal_counts_from_its_send_and_not_from_its_answer()
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own();
        rig.Arbiter = "hold";
        rig.Run(300);
        int index = Find(rig);
        long sent = rig.Held[index].SentAt;
        rig.Run(900);
        rig.Answer(index, "ok");
        Assert.Equal(sent + rig.Core.Settings.FenceNs, rig.Core.Slot(0).Deadline);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void A_silent_owner_is_claimed_when_its_time_is_over_and_not_before(long offset, bool isClaimed)
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Put(0, new(4, 1, 9, 7, 1, false, SlotRecord.None, 0, 0));
        rig.Copy(0, 10, 4);
        rig.Run(2500);
        long seen = (1000 + 0) * Ms;
        rig.Now = seen + rig.Core.Settings.TakeoverNs + offset;
        rig.Say(ClusterInputKind.Tick);
        Assert.Equal(isClaimed, rig.Has(ClusterEffectKind.TakeOver));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_peer_is_silent_after_its_bound(long offset, bool isSilent)
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.PeersUp();
        rig.Run(500);
        long heard = rig.Core.Peer(1).LastAt;
        rig.PeerUp[1] = false;
        for (rig.Now = heard; rig.Now < heard + (390 * Ms);)
        {
            rig.Run(10);
        }

        rig.Now = heard + rig.Core.Settings.SuspectNs + offset;
        rig.Say(ClusterInputKind.Tick);
        Assert.Equal(isSilent, rig.Core.Peer(1).IsSilent);
        rig.Hear(1);
        Assert.False(rig.Core.Peer(1).IsSilent);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void A_member_that_lets_entries_wait_is_removed_at_its_bound(long offset, bool isRemoved)
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own(0b100);
        rig.Copy(0, 12, 5);
        long began = rig.Now;
        rig.Run(900);
        rig.Now = began + rig.Core.Settings.SyncTimeoutNs + offset;
        rig.Say(ClusterInputKind.Tick);
        Assert.Equal(isRemoved, rig.Record(0)!.InSync == 0);
        Assert.Equal(isRemoved ? 12UL : 11UL, rig.Core.Slot(0).Committed);
    }

    [Fact]
    public void A_follower_is_not_admitted_below_the_first_entry_of_the_epoch()
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Put(0, new(4, 1, 1, 0, 1, true, 0, 10, 0));
        rig.Copy(0, 10, 4);
        rig.Run(60);
        rig.Ack(2, 9);
        rig.Run(300);
        Assert.Equal(0UL, rig.Record(0)!.InSync);
        rig.Copy(0, 11, 5);
        rig.Ack(2, 10);
        rig.Run(300);
        Assert.Equal(0UL, rig.Record(0)!.InSync);
        rig.Ack(2, 11);
        rig.Run(300);
        Assert.Equal(0b100UL, rig.Record(0)!.InSync);
        Assert.Equal(11UL, rig.Core.Slot(0).Committed);
    }

    [Fact]
    public void The_commit_waits_for_a_member_from_the_send_of_its_admission()
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own(0);
        rig.Arbiter = "hold";
        rig.Ack(2, 11);
        rig.Copy(0, 12, 5);
        Assert.Equal(11UL, rig.Core.Slot(0).Committed);
        rig.Ack(2, 12);
        Assert.Equal(12UL, rig.Core.Slot(0).Committed);
    }

    [Fact]
    public void Ticks_heartbeats_and_acknowledgements_allocate_nothing()
    {
        ClusterRig rig = new(ClusterRig.Settings());
        rig.Own();
        rig.Arbiter = "hold";
        rig.Run(210);
        ClusterEffects effects = new();
        Heartbeat beat = rig.Beat(1);
        long now = rig.Now;
        ulong acked = 11;
        long least = SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                now += Ms;
                rig.Core.Step(new() { Kind = ClusterInputKind.Tick, Now = now }, effects);
                beat.Seq++;
                rig.Core.Step(new() { Kind = ClusterInputKind.Heartbeat, Now = now, Node = 1, Beat = beat }, effects);
                acked++;
                SlotCopy copy = new(acked, acked, 5, true, 0, 0);
                rig.Core.Step(new() { Kind = ClusterInputKind.Copy, Now = now, Copy = copy }, effects);
                rig.Core.Step(new() { Kind = ClusterInputKind.Acknowledged, Now = now, Node = 1, Sequence = acked }, effects);
                rig.Core.Step(new() { Kind = ClusterInputKind.Acknowledged, Now = now, Node = 2, Sequence = acked }, effects);
                rig.Core.WriteHeartbeat(s_out);
            }
        });
        Assert.Equal(0, least);
        Assert.Equal(acked, rig.Core.Slot(0).Committed);
    }

    private static readonly Heartbeat s_out = new(1);

    private static int Find(ClusterRig rig)
    {
        for (int i = 0; i < rig.Held.Count; i++)
        {
            if (!rig.Held[i].Call.IsRead)
            {
                return i;
            }
        }

        throw new InvalidOperationException("no swap is under way");
    }
}

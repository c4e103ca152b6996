using Basisd.Cluster;
using Basisd.Peers.Heartbeats;
using Xunit;

namespace Basisd.Tests.Peers;

public sealed class ReplayWindowTests
{
    private const long Quiet = 400;
    private readonly ReplayWindow _window = new(3, Quiet);

    [Fact]
    public void Within_a_life_only_what_is_newer_counts()
    {
        Assert.Equal(HeartbeatReject.None, Judge(boot: 1, seq: 5, now: 0));
        Assert.Equal(HeartbeatReject.Replayed, Judge(1, 5, 1));
        Assert.Equal(HeartbeatReject.Replayed, Judge(1, 4, 1));
        Assert.Equal(HeartbeatReject.None, Judge(1, 9, 2)); // some were lost
        Assert.Equal(HeartbeatReject.Replayed, Judge(1, 8, 3)); // and one of them comes late
        Assert.Equal(HeartbeatReject.None, Judge(1, ulong.MaxValue, 4));
        Assert.Equal(HeartbeatReject.Replayed, Judge(1, 1, 5));
    }

    [Fact]
    public void Peers_do_not_share_a_memory()
    {
        Assert.Equal(HeartbeatReject.None, Judge(1, 5, 0, node: 0));
        Assert.Equal(HeartbeatReject.None, Judge(1, 5, 0, node: 2));
        Assert.Equal(HeartbeatReject.None, Judge(2, 1, 0, node: 1));
        Assert.Equal(HeartbeatReject.SecondBoot, Judge(2, 1, 0, node: 2));
    }

    [Fact]
    public void A_new_life_waits_until_the_one_known_is_silent()
    {
        Judge(1, 100, now: 0);
        Assert.Equal(HeartbeatReject.SecondBoot, Judge(2, 1, Quiet - 1));
        Assert.Equal(HeartbeatReject.None, Judge(2, 1, Quiet));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(1, 100, Quiet + 1));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(1, 101, Quiet + 1)); // its follower is heard
        Assert.Equal(HeartbeatReject.None, Judge(2, 2, Quiet + 2));
    }

    [Fact]
    public void A_life_that_said_it_stops_makes_room_at_once_and_never_comes_back()
    {
        Judge(1, 100, now: 0, NodeHealth.Stopping);
        Assert.Equal(HeartbeatReject.None, Judge(2, 1, 1));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(1, 101, 1 + Quiet));
    }

    [Fact]
    public void A_recording_of_an_old_life_does_not_push_the_living_one_out()
    {
        Judge(2, 1, now: 0);
        for (int i = 1; i <= 1_000; i++)
        {
            Assert.Equal(HeartbeatReject.SecondBoot, Judge(1, (ulong)i, i * 50));
            Assert.Equal(HeartbeatReject.None, Judge(2, (ulong)i + 1, i * 50));
        }
    }

    [Fact]
    public void A_node_that_stood_still_while_somebody_played_an_old_recording_comes_back()
    {
        Judge(2, 10, now: 0);
        Assert.Equal(HeartbeatReject.None, Judge(1, 500, Quiet));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(2, 11, Quiet + 1));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(2, 10, 2 * Quiet)); // was heard already: a recording as well
        Assert.Equal(HeartbeatReject.None, Judge(2, 11, 2 * Quiet));
        Assert.Equal(HeartbeatReject.DeadBoot, Judge(1, 500, 3 * Quiet));
    }

    [Fact]
    public void Many_lives_are_remembered_and_the_memory_is_bounded()
    {
        const int Lives = ReplayWindow.DeadBoots + 1;
        for (int life = 1; life <= Lives; life++)
        {
            Assert.Equal(HeartbeatReject.None, Judge((ulong)life, 50, life * Quiet));
        }

        for (int life = 1; life < Lives; life++)
        {
            Assert.Equal(HeartbeatReject.DeadBoot, Judge((ulong)life, 50, (Lives + 1) * Quiet));
        }
    }

    private HeartbeatReject Judge(ulong boot, ulong seq, long now, NodeHealth health = NodeHealth.Ready, int node = 1) =>
        _window.Judge(new Heartbeat(1) { Node = node, Boot = boot, Seq = seq, Health = health }, now);
}

using System;
using System.Linq;
using Basisd.Engine;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineCommitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(EngineProtocol.MaxChunkBytes)]
    [InlineData(EngineProtocol.MaxChunkBytes + 1)]
    [InlineData(EngineProtocol.MaxCommitBytes)]
    public void A_commit_arrives_whole_and_is_done_only_when_the_loop_says_so(int length)
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        byte[] state = Bytes(length);

        // The largest commit exceeds the kernel's buffer: the engine blocks while the loop takes it.
        System.Threading.Thread engine = new(() => client.SendCommit(7, state));
        engine.Start();
        node.PollUntil(() => node.Commits.Count == 1);
        engine.Join();
        InboxItem item = Assert.Single(node.Of(InboxItemKind.Commit));
        Assert.Equal((7L, (long)length), (item.Record.V0, item.Record.V1));
        Assert.Equal(state, node.Commits[0]);
        Assert.True(node.Endpoint.CommitBytes(default).IsEmpty);
        Assert.False(client.TryReceive(0, out _));
        Assert.True(node.Endpoint.CommitDone(item.Session, 7, 1234));
        ControlRecord done = client.Await(ControlKind.CommitDone, EngineHarness.Patience);
        Assert.Equal((7L, 1234L), (done.V0, done.V1));
        using EngineClient next = node.Connect();
        Assert.Equal(7, next.Reply.LastCommitId);
    }

    [Fact]
    public void The_bytes_of_a_commit_stay_while_the_loop_reads_them()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        byte[][] states = [.. Enumerable.Range(1, 5).Select(i => Bytes(100 * i))];
        for (int i = 0; i < states.Length; i++)
        {
            client.SendCommit(i + 1, states[i]);
        }

        node.Sync(client);
        Assert.Equal(states, node.Commits);
        Assert.Equal([1L, 2, 3, 4, 5], node.Of(InboxItemKind.Commit).Select(i => i.Record.V0));
    }

    [Fact]
    public void Out_of_order_overlapping_and_interleaved_chunks_drop_the_commit_and_a_new_beginning_mends_it()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        byte[] state = Bytes(256);

        client.SendChunk(1, 0, 256, state.AsSpan(0, 64));
        client.SendChunk(1, 128, 256, state.AsSpan(128, 64)); // a hole
        client.SendChunk(1, 64, 256, state.AsSpan(64, 64)); // nothing is left to continue
        client.SendChunk(2, 0, 256, state.AsSpan(0, 128));
        client.SendChunk(2, 64, 256, state.AsSpan(64, 64)); // overlap
        client.SendChunk(3, 0, 256, state.AsSpan(0, 128));
        client.SendChunk(4, 128, 256, state.AsSpan(128, 128)); // of another commit
        client.SendChunk(5, 0, 256, state.AsSpan(0, 128));
        client.SendChunk(5, 128, 512, state.AsSpan(128, 128)); // changed its length
        node.Sync(client);
        Assert.Equal(5, node.Endpoint.Counters.Rejected(EngineCounters.ControlSlot, RejectReason.CommitOrder));

        client.SendChunk(6, 0, 256, state.AsSpan(0, 128));
        client.SendChunk(7, 0, 256, state.AsSpan(0, 128)); // gives 6 up
        client.SendChunk(7, 128, 256, state.AsSpan(128, 128));
        node.Sync(client);
        Assert.Equal(6, node.Endpoint.Counters.Rejected(EngineCounters.ControlSlot, RejectReason.CommitOrder));
        Assert.Equal(state, Assert.Single(node.Commits));
        Assert.Equal(7, Assert.Single(node.Of(InboxItemKind.Commit)).Record.V0);
    }

    [Fact]
    public void Wrong_lengths_are_rejected()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        byte[] chunk = Bytes(128);
        client.SendChunk(1, 0, 0, chunk);
        client.SendChunk(1, 0, -1, chunk);
        client.SendChunk(1, 0, long.MaxValue, chunk);
        client.SendChunk(1, 0, 100, chunk); // longer than its commit
        client.SendChunk(1, 0, 100, []);
        client.Send(new ControlRecord { Kind = ControlKind.CommitChunk, Index = uint.MaxValue, V0 = 1, V2 = 200 }, chunk);
        client.Send(new ControlRecord { Kind = ControlKind.CommitChunk, Index = 64, V0 = 1, V2 = 200 }, chunk); // a record left over
        node.Sync(client);
        Assert.Equal(7, node.Endpoint.Counters.Rejected(EngineCounters.ControlSlot, RejectReason.CommitLength));
        client.SendChunk(1, -64, 200, chunk);
        client.SendChunk(1, long.MinValue, 200, chunk);
        node.Sync(client);
        Assert.Equal(2, node.Endpoint.Counters.Rejected(EngineCounters.ControlSlot, RejectReason.CommitOrder));
        client.Send(new ControlRecord { Kind = ControlKind.CommitChunk, Index = 128, V0 = 1, V2 = 128, V4 = 1 }, chunk);
        node.Sync(client);
        Assert.Equal(1, node.Endpoint.Counters.Rejected(EngineCounters.ControlSlot, RejectReason.ReservedNotZero));
        Assert.Empty(node.Commits);
    }

    [Fact]
    public void Two_engines_may_send_commits_at_once_but_ids_only_grow()
    {
        using EngineHarness node = new();
        using EngineClient first = node.Connect();
        using EngineClient second = node.Connect();
        byte[] state = Bytes(128);
        first.SendChunk(1, 0, 128, state.AsSpan(0, 64));
        second.SendChunk(2, 0, 128, state.AsSpan(0, 64));
        first.SendChunk(1, 64, 128, state.AsSpan(64));
        node.Sync(first);
        second.SendChunk(2, 64, 128, state.AsSpan(64));
        node.Sync(second);
        Assert.Equal([1L, 2], node.Of(InboxItemKind.Commit).Select(i => i.Record.V0));
        Assert.All(node.Commits, c => Assert.Equal(state, c));
        first.SendCommit(2, state);
        node.Sync(first);
        Assert.Equal(1, node.Endpoint.Counters.Rejected(RejectReason.CommitNotNewer));
        Assert.Equal(2, node.Commits.Count);
    }

    [Fact]
    public void Commits_need_to_be_announced()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect(SessionFlags.Commands);
        client.SendCommit(1, Bytes(10));
        node.PollUntil(() => node.Endpoint.Counters.Rejected(RejectReason.CommitNotAsked) == 1);
        Assert.Equal((ushort)RejectReason.CommitNotAsked, EngineHarness.AwaitRejected(client).Flags);
        Assert.Empty(node.Commits);
    }

    [Fact]
    public void Commits_that_wait_are_bounded_and_a_refused_one_makes_room()
    {
        using EngineHarness node = new(new EngineOptions { OutstandingCommits = 2 });
        using EngineClient client = node.Connect();
        for (int id = 1; id <= 3; id++)
        {
            client.SendCommit(id, Bytes(10));
        }

        node.PollUntil(() => node.Endpoint.Counters.Rejected(RejectReason.CommitBusy) == 1);
        ControlRecord busy = EngineHarness.AwaitRejected(client);
        Assert.Equal(((ushort)RejectReason.CommitBusy, 3L), (busy.Flags, busy.V0));
        Assert.True(node.Endpoint.RefuseCommit(client.Reply.SessionId, 1));
        ControlRecord refused = EngineHarness.AwaitRejected(client);
        Assert.Equal(((ushort)RejectReason.CommitRefused, 1L), (refused.Flags, refused.V0));
        client.SendCommit(4, Bytes(10));
        node.PollUntil(() => node.Commits.Count == 3);
        Assert.False(node.Endpoint.CommitDone(99, 4, 1));
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = unchecked((byte)((i * 31) + (i >> 8) + 1));
        }

        return bytes;
    }
}

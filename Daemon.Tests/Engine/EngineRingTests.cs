using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Node;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Basisd.Tests.Engine;

/// <summary>The ring in shared memory: the same records, numbers and checks as on the socket, and an engine that writes what it likes.</summary>
public sealed class EngineRingTests
{
    private const int Slots = 64;
    private const int Seed = 20_261_201;

    [Fact]
    public void Records_come_through_the_ring_in_order_over_its_end_and_around_again()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        for (int round = 0; round < 10; round++)
        {
            engine.Publish(Prices(Slots - 1));
            node.PollUntil(() => engine.Ring!.IsEmpty);
        }

        ulong[] sequences = [.. node.Of(InboxItemKind.Observation).Select(i => i.Record.Sequence)];
        Assert.Equal(Enumerable.Range(1, 10 * (Slots - 1)).Select(i => (ulong)i), sequences);
        Assert.Empty(node.Of(InboxItemKind.SequenceGap));
        Assert.Equal(sequences.Length, (long)node.Sync(engine).V1);
    }

    [Fact]
    public void The_same_checks_judge_a_record_of_the_ring()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        Observation[] records = Prices(4);
        records[0].Index = 99;
        records[1].V0 = -1;
        records[2].Kind = (ObservationKind)ControlKind.Ping;
        engine.Publish(records);
        ControlRecord pong = node.Sync(engine);
        Assert.Equal(4UL, (ulong)Assert.Single(node.Of(InboxItemKind.Observation)).Record.Sequence);
        Assert.Equal(
            [RejectReason.IndexOutOfRange, RejectReason.ValueOutOfRange, RejectReason.ControlInBatch],
            node.Of(InboxItemKind.Rejected).Select(i => i.Reason));
        Assert.Equal(3, pong.V3);
    }

    [Fact]
    public void A_number_that_is_missing_is_a_gap_and_an_old_one_is_refused()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        engine.Ring!.Publish([EngineHarness.Price(1), EngineHarness.Price(4), EngineHarness.Price(4)]);
        node.PollUntil(() => engine.Ring.IsEmpty);
        InboxItem gap = Assert.Single(node.Of(InboxItemKind.SequenceGap));
        Assert.Equal((2L, 2L), (gap.Record.V0, gap.Record.V1));
        Assert.Equal(RejectReason.SequenceOld, Assert.Single(node.Of(InboxItemKind.Rejected)).Reason);
    }

    [Fact]
    public void What_was_published_before_a_packet_is_judged_before_it()
    {
        using EngineHarness node = new(new EngineOptions { RingSlots = 1024 });
        using EngineClient engine = Connect(node, 1024, SessionFlags.Commits);
        for (long id = 1; id <= 50; id++)
        {
            engine.Publish(Prices(300));
            engine.SendCommit(id, [(byte)id]);
            node.PollUntil(() => node.Commits.Count == id);
        }

        ulong before = 0;
        foreach (InboxItem item in node.Items)
        {
            before = item.Kind == InboxItemKind.Observation ? item.Record.Sequence : before;
            bool isBehind = item.Kind != InboxItemKind.Commit || before == (ulong)item.Record.V0 * 300;
            Assert.True(isBehind, $"commit {item.Record.V0} behind record {before}");
        }
    }

    [Fact]
    public void Observations_on_the_socket_beside_a_ring_are_ignored_and_use_no_number()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        engine.SendRaw(MemoryMarshal.AsBytes<Observation>([EngineHarness.Price(1), EngineHarness.Price(2)]));
        node.PollUntil(() => node.Of(InboxItemKind.Rejected).Any());
        Assert.Equal(RejectReason.BesideRing, Assert.Single(node.Of(InboxItemKind.Rejected)).Reason);
        engine.Publish(Prices(2));
        node.PollUntil(() => node.Of(InboxItemKind.Observation).Count() == 2);
        Assert.Empty(node.Of(InboxItemKind.SequenceGap));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(32, 1)]
    [InlineData(96, 1)]
    [InlineData(8192, 1)]
    [InlineData(64, 2)]
    public void A_ring_that_is_not_offered_is_refused_and_the_socket_goes_on(int slots, long version)
    {
        using EngineHarness node = new();
        using EngineClient engine = node.Connect();
        engine.Send(new ControlRecord { Kind = ControlKind.RingRequest, Index = (uint)slots, V0 = version }, []);
        node.PollUntil(() => node.Of(InboxItemKind.Rejected).Any());
        Assert.Equal(RejectReason.RingRefused, (RejectReason)EngineHarness.AwaitRejected(engine).Flags);
        engine.Send([EngineHarness.Price()]);
        node.PollUntil(() => node.Of(InboxItemKind.Observation).Any());
    }

    [Fact]
    public void A_second_ring_and_one_where_none_is_configured_are_refused()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        engine.AskForRing(Slots);
        node.PollUntil(() => node.Of(InboxItemKind.Rejected).Any());
        Assert.Equal(RejectReason.RingRefused, (RejectReason)EngineHarness.AwaitRejected(engine).Flags);

        using EngineHarness without = new(new EngineOptions { RingSlots = 0 });
        using EngineClient other = without.Connect();
        other.AskForRing(Slots);
        without.PollUntil(() => without.Of(InboxItemKind.Rejected).Any());
        EngineClientException refused = Assert.Throws<EngineClientException>(() => other.TakeRing(EngineHarness.Patience));
        Assert.Equal(RejectReason.RingRefused, refused.Reason);
    }

    [Fact]
    public void A_full_ring_holds_the_engine_back_until_the_daemon_takes_and_nothing_is_lost()
    {
        using EngineHarness node = new();
        using EngineClient engine = Connect(node);
        const int Records = 20 * Slots;
        Thread sender = new(() => engine.Publish(Prices(Records)));
        sender.Start();
        node.PollUntil(() => node.Of(InboxItemKind.Observation).Count() == Records);
        sender.Join();
        Assert.Empty(node.Of(InboxItemKind.SequenceGap));
        Assert.Equal(Records, node.Sync(engine).V1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000_000)]
    public void A_daemon_that_waits_hears_of_a_record_whether_it_sleeps_or_looks(long spinNs)
    {
        using EngineHarness node = new(new EngineOptions { RingSpinNs = spinNs });
        using EngineClient engine = Connect(node);
        for (int i = 1; i <= 200; i++)
        {
            Thread sender = new(() => engine.Publish(Prices(1)));
            sender.Start();

            // One poll that would wait for a minute: only the record can end it in time. A bell alone may end the one before it.
            Stopwatch watch = Stopwatch.StartNew();
            while (node.Of(InboxItemKind.Observation).Count() < i)
            {
                node.Poll(60_000);
                Assert.True(watch.ElapsedMilliseconds < 50_000, "the record was not heard of");
            }

            sender.Join();
        }
    }

    [Fact]
    public void The_end_of_a_session_comes_behind_its_last_record()
    {
        using EngineHarness node = new();
        EngineClient engine = Connect(node);
        engine.Publish(Prices(Slots));
        engine.Dispose();
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Any());
        Assert.Equal(Slots, node.Of(InboxItemKind.Observation).Count());
        Assert.Equal(InboxItemKind.SessionClosed, node.Items[^1].Kind);
    }

    [Theory]
    [InlineData(Slots + 1UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_counter_ahead_of_the_room_ends_the_session_and_no_other(ulong head)
    {
        using EngineHarness node = new();
        using EngineClient witness = node.Connect();
        using EngineClient hostile = Connect(node);
        MemoryMarshal.Write(hostile.Ring!.Memory[RingLayout.HeadOffset..], in head);
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Any());
        Assert.Equal(RejectReason.RingCorrupt, Assert.Single(node.Of(InboxItemKind.SessionClosed)).Reason);
        Assert.Empty(node.Of(InboxItemKind.Observation));
        node.Sync(witness);
    }

    [Fact]
    public void A_counter_that_goes_back_ends_the_session()
    {
        using EngineHarness node = new();
        using EngineClient hostile = Connect(node);
        hostile.Publish(Prices(10));
        node.PollUntil(() => hostile.Ring!.IsEmpty);
        ulong back = 9;
        MemoryMarshal.Write(hostile.Ring!.Memory[RingLayout.HeadOffset..], in back);
        node.PollUntil(() => node.Of(InboxItemKind.SessionClosed).Any());
        Assert.Equal(RejectReason.RingCorrupt, Assert.Single(node.Of(InboxItemKind.SessionClosed)).Reason);
    }

    [Fact]
    public void What_an_engine_writes_on_the_daemons_lines_moves_nothing()
    {
        using EngineHarness node = new();
        using EngineClient hostile = Connect(node);
        hostile.Ring!.Memory[..RingLayout.HeadOffset].Fill(0xFF);
        hostile.Ring.Memory[RingLayout.TailOffset..RingLayout.HeaderBytes].Fill(0xFF);
        hostile.Ring.Memory.Slice(RingLayout.WaitingOffset, sizeof(uint)).Fill(0xFF);
        Observation record = EngineHarness.Price(1);
        MemoryMarshal.Write(hostile.Ring.Memory[RingLayout.HeaderBytes..], in record);
        ulong one = 1;
        MemoryMarshal.Write(hostile.Ring.Memory[RingLayout.HeadOffset..], in one);
        node.PollUntil(() => node.Of(InboxItemKind.Observation).Any());
        node.Sync(hostile);
    }

    [Fact]
    public void Nobody_can_take_the_memory_away_under_the_daemon()
    {
        using SafeFileHandle file = MemoryFile.OfFixedSize("ring-test", RingLayout.TotalBytes(Slots));
        Assert.Throws<UnauthorizedAccessException>(() => System.IO.RandomAccess.SetLength(file, 0));
        Assert.Throws<UnauthorizedAccessException>(() => System.IO.RandomAccess.SetLength(file, 1 << 20));
        Assert.Equal(RingLayout.TotalBytes(Slots), System.IO.RandomAccess.GetLength(file));
    }

    [Fact]
    public void Whatever_is_written_into_a_ring_the_daemon_lives_and_no_bad_record_comes_through()
    {
        for (int seed = Seed; seed < Seed + 40; seed++)
        {
            using EngineHarness node = new();
            using EngineClient witness = node.Connect();
            using EngineClient hostile = Connect(node);
            Random random = new(seed);
            Span<byte> memory = hostile.Ring!.Memory;
            ulong head = 0;
            for (int step = 0; step < 200 && !node.Of(InboxItemKind.SessionClosed).Any(); step++)
            {
                Scribble(random, memory, ref head);
                node.Poll();
                Drain(hostile);
            }

            IndexLimits limits = IndexLimits.Of(node.Topology);
            ObservationRules rules = new(limits, node.Options.MaxFutureNs, node.Options.MaxAgeNs);
            foreach (InboxItem item in node.Of(InboxItemKind.Observation))
            {
                Assert.True(rules.Judge(item.Record, EngineHarness.Now) == RejectReason.None, $"seed {seed}: {item.Record.Kind}");
            }

            node.Sync(witness);
        }
    }

    [Fact]
    public void A_ring_that_never_pauses_keeps_no_other_session_out()
    {
        using EngineHarness node = new();
        using EngineClient greedy = Connect(node);
        using EngineClient other = node.Connect();
        using CancellationTokenSource stop = new();
        Thread sender = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                greedy.Publish(Prices(Slots));
            }
        });
        sender.Start();
        for (int i = 0; i < 20; i++)
        {
            node.Sync(other);
        }

        stop.Cancel();
        node.PollUntil(() => !sender.IsAlive);
        sender.Join();
        node.Sync(greedy);
    }

    private static void Scribble(Random random, Span<byte> memory, ref ulong head)
    {
        Observation record = EngineHarness.Price(unchecked(head + 1), price: random.Next(3) == 0 ? -1 : 42_000_000_000);
        int at = RingLayout.HeaderBytes + ((int)(head % Slots) * EngineProtocol.RecordBytes);
        MemoryMarshal.Write(memory[at..], in record);
        for (int flips = random.Next(20); flips > 0; flips--)
        {
            // Mostly records; now and then the head of the ring, counters and flags included.
            int from = random.Next(30) == 0 ? 0 : RingLayout.HeaderBytes;
            memory[random.Next(from, memory.Length)] ^= (byte)(1 << random.Next(8));
        }

        if (random.Next(40) != 0)
        {
            head = unchecked(head + 1);
        }
        else
        {
            head = unchecked(head + (ulong)random.NextInt64(-3, 2 * Slots));
        }

        MemoryMarshal.Write(memory[RingLayout.HeadOffset..], in head);
    }

    private static void Drain(EngineClient client)
    {
        try
        {
            while (client.TryReceive(0, out _))
            {
                // What it is told of its own rejections.
            }
        }
        catch (EngineClientException e)
        {
            Assert.True(e.Reason == RejectReason.None, e.Message); // the daemon ended it, which is one of the right outcomes
        }
    }

    private static EngineClient Connect(EngineHarness node, int slots = Slots, SessionFlags flags = SessionFlags.None)
    {
        EngineClient client = node.Connect(flags, "ring");
        client.AskForRing(slots);
        long packets = node.Endpoint.Counters.Packets;
        node.PollUntil(() => node.Endpoint.Counters.Packets > packets);
        client.TakeRing(EngineHarness.Patience);
        return client;
    }

    private static Observation[] Prices(int count)
    {
        Observation[] records = new Observation[count];
        Array.Fill(records, EngineHarness.Price());
        return records;
    }
}

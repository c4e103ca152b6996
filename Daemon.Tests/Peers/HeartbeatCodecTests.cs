using System;
using System.Linq;
using Basisd.Cluster;
using Basisd.Peers.Heartbeats;
using Xunit;

namespace Basisd.Tests.Peers;

public sealed class HeartbeatCodecTests
{
    private const int Seed = 20_261_130;

    [Theory]
    [InlineData(2, 1, 120)]
    [InlineData(3, 2, 160)]
    [InlineData(ClusterSettings.MaxNodes, ClusterSettings.MaxSlots, 1360)]
    public void What_one_node_says_another_reads(int nodes, int slots, int bytes)
    {
        Heartbeat said = TestCluster.Beat(slots, boot: 77, seq: 12);
        for (int i = 0; i < slots; i++)
        {
            said.Slots[i].Successor = Math.Min(said.Slots[i].Successor, nodes - 1);
        }

        byte[] datagram = Written(Codec(0, nodes, slots), said);
        Assert.Equal(bytes, datagram.Length);
        Assert.InRange(bytes, 1, HeartbeatFormat.MaxBytes);
        Heartbeat heard = new(slots);
        Assert.Equal(HeartbeatReject.None, Codec(1, nodes, slots).Read(datagram, heard));
        Assert.Equal((0, 77UL, 12UL, TestCluster.Fingerprint), (heard.Node, heard.Boot, heard.Seq, heard.Fingerprint));
        Assert.Equal((said.Health, said.DmmEpoch), (heard.Health, heard.DmmEpoch));
        Assert.Equal(said.Slots, heard.Slots);
    }

    [Fact]
    public void The_bytes_are_those_of_the_document()
    {
        // Put together and signed by another program from HEARTBEAT.md.
        const string Golden =
            "42534842010100008877665544332211a8a7a6a5a4a3a2a1070000000000000003000000000000000900000000000000050000000000013364000000"
            + "000000005a00000000000000efbeadde000000005000000000000000dba67df0b9719a067b180a61b4be60058f91edb0ae2630597d883db63be2419c";
        Heartbeat beat = new(1) { Boot = 0xA1A2_A3A4_A5A6_A7A8, Seq = 7, Health = NodeHealth.Ready | NodeHealth.ArbiterSeen, DmmEpoch = 9 };
        beat.Slots[0] = new SlotBeat
        {
            Role = SlotRole.Owner,
            IsWhole = true,
            Released = true,
            Successor = 1,
            Epoch = 5,
            Durable = 100,
            Committed = 90,
            StateHash = 0xDEAD_BEEF,
            HashedAt = 80,
        };
        Assert.Equal(Golden, Convert.ToHexStringLower(Written(Codec(0, 2, 1), beat)));
    }

    [Fact]
    public void Every_single_bit_counts()
    {
        byte[] datagram = Written(Codec(0, 3, 2), TestCluster.Beat(2, 5, 6));
        HeartbeatCodec receiver = Codec(1, 3, 2);
        Heartbeat into = new(2) { Node = -7 };
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            HeartbeatReject reject = receiver.Read(datagram, into);
            datagram[bit / 8] ^= (byte)(1 << (bit % 8));
            HeartbeatReject expected = bit / 8 < 4 ? HeartbeatReject.Magic : bit / 8 == 4 ? HeartbeatReject.Version : HeartbeatReject.Tag;
            Assert.Equal(expected, reject);
        }

        Assert.Equal(-7, into.Node);
        Assert.Equal(HeartbeatReject.None, receiver.Read(datagram, into));
    }

    [Fact]
    public void Random_bytes_and_cut_ones_are_no_heartbeat()
    {
        Random random = new(Seed);
        HeartbeatCodec receiver = Codec(1, 3, 2);
        byte[] good = Written(Codec(0, 3, 2), TestCluster.Beat(2, 5, 6));
        Heartbeat into = new(2) { Node = -7 };
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(4) == 0 ? random.Next(0, 2_000) : good.Length];
            random.NextBytes(bytes);
            // A right beginning, so that the tag is reached too.
            good.AsSpan(0, Math.Min(bytes.Length, random.Next(0, good.Length))).CopyTo(bytes);
            Assert.NotEqual(HeartbeatReject.None, receiver.Read(bytes, into));
        }

        for (int length = 0; length < good.Length; length++)
        {
            Assert.Equal(HeartbeatReject.Length, receiver.Read(good.AsSpan(0, length), into));
        }

        Assert.Equal(HeartbeatReject.Length, receiver.Read([.. good, 0], into));
        Assert.Equal(-7, into.Node);
    }

    [Theory]
    [InlineData(5, 3, HeartbeatReject.Fingerprint)]
    [InlineData(6, 3, HeartbeatReject.Node)]
    [InlineData(6, 1, HeartbeatReject.Self)]
    [InlineData(7, 1, HeartbeatReject.Field)]
    [InlineData(8, 0, HeartbeatReject.Fingerprint)]
    [InlineData(16, 0, HeartbeatReject.Field)]
    [InlineData(24, 0, HeartbeatReject.Field)]
    [InlineData(32, 64, HeartbeatReject.Field)]
    [InlineData(33, 1, HeartbeatReject.Field)]
    [InlineData(34, 1, HeartbeatReject.Field)]
    [InlineData(39, 1, HeartbeatReject.Field)]
    [InlineData(40, 0, HeartbeatReject.Field)]
    [InlineData(48 + 6, 3, HeartbeatReject.Field)]
    [InlineData(48 + 7, 6, HeartbeatReject.Field)]
    [InlineData(48 + 7, 0x40, HeartbeatReject.Field)]
    [InlineData(88 + 7, 0x80, HeartbeatReject.Field)]
    public void A_right_tag_does_not_make_nonsense_true(int offset, byte value, HeartbeatReject expected)
    {
        byte[] datagram = Written(Codec(0, 3, 2), TestCluster.Beat(2, boot: 1, seq: 1));
        datagram[40] = 1; // the highest DMM epoch: one byte of it alone is not zero, as of boot and seq
        datagram[offset] = value;
        int signed = datagram.Length - HeartbeatKeys.TagBytes;
        Keys(1).Sign(datagram.AsSpan(0, signed), datagram.AsSpan(signed));
        Heartbeat into = new(2) { Node = -7 };
        Assert.Equal(expected, Codec(1, 3, 2).Read(datagram, into));
        Assert.Equal(-7, into.Node);
    }

    [Fact]
    public void Another_configuration_or_key_is_refused()
    {
        byte[] datagram = Written(Codec(0, 3, 2), TestCluster.Beat(2, 5, 6));
        HeartbeatCodec other = new(Keys(1), TestCluster.Settings(1, 3, 2) with { Fingerprint = 1 });
        Assert.Equal(HeartbeatReject.Fingerprint, other.Read(datagram, new Heartbeat(2)));
        Assert.Equal(HeartbeatReject.Tag, new HeartbeatCodec(Keys(2), TestCluster.Settings(1, 3, 2)).Read(datagram, new Heartbeat(2)));
        Assert.Equal(HeartbeatReject.Self, Codec(0, 3, 2).Read(datagram, new Heartbeat(2)));
    }

    [Fact]
    public void A_key_changes_node_by_node_and_nobody_falls_silent()
    {
        HeartbeatKeys[] steps = [Keys(1), Keys(1, 9), Keys(9, 1), Keys(9)];
        for (int step = 0; step + 1 < steps.Length; step++)
        {
            // Some nodes are a step ahead of the others.
            foreach ((HeartbeatKeys from, HeartbeatKeys to) in new[] { (steps[step], steps[step + 1]), (steps[step + 1], steps[step]) })
            {
                byte[] datagram = Written(new HeartbeatCodec(from, TestCluster.Settings(0)), TestCluster.Beat(2, 5, 6));
                Assert.Equal(HeartbeatReject.None, new HeartbeatCodec(to, TestCluster.Settings(1)).Read(datagram, new Heartbeat(2)));
            }
        }

        byte[] late = Written(new HeartbeatCodec(steps[0], TestCluster.Settings(0)), TestCluster.Beat(2, 5, 6));
        Assert.Equal(HeartbeatReject.Tag, new HeartbeatCodec(steps[3], TestCluster.Settings(1)).Read(late, new Heartbeat(2)));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_not_sent()
    {
        HeartbeatCodec codec = Codec(0, 3, 2);
        byte[] target = new byte[codec.Bytes];
        Heartbeat beat = TestCluster.Beat(2, 5, 6);
        beat.Slots[1].Epoch = 1UL << 48;
        Assert.False(codec.TryWrite(beat, target));
        Assert.False(codec.TryWrite(TestCluster.Beat(2, boot: 0, seq: 6), target));
        Assert.True(codec.TryWrite(TestCluster.Beat(2, 5, 6), target));
    }

    [Fact]
    public void Nothing_is_allocated_per_datagram()
    {
        HeartbeatCodec sender = Codec(0, 3, 32);
        HeartbeatCodec receiver = Codec(1, 3, 32);
        ReplayWindow window = new(3, 400);
        byte[] datagram = new byte[sender.Bytes];
        byte[] forged = new byte[sender.Bytes];
        Heartbeat said = TestCluster.Beat(32, 5, 1);
        foreach (ref SlotBeat slot in said.Slots.AsSpan())
        {
            slot.Successor = SlotRecord.None;
        }

        Heartbeat heard = new(32);
        int accepted = 0;
        long allocated = SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                said.Seq++;
                sender.TryWrite(said, datagram);
                datagram.CopyTo(forged, 0);
                forged[^1] ^= 1;
                accepted += receiver.Read(forged, heard) == HeartbeatReject.None ? 1_000_000 : 0;
                accepted += receiver.Read(datagram, heard) == HeartbeatReject.None && window.Judge(heard, i) == HeartbeatReject.None ? 1 : 0;
            }
        });
        Assert.Equal(0, allocated);
        Assert.Equal(0, accepted % 1_000);
        Assert.InRange(accepted, 1_000, SteadyAllocation.MostRounds * 1_000);
    }

    private static HeartbeatKeys Keys(params byte[] first) => new([.. first.Select(TestCluster.Key)]);

    private static HeartbeatCodec Codec(int self, int nodes, int slots) => new(Keys(1), TestCluster.Settings(self, nodes, slots));

    private static byte[] Written(HeartbeatCodec codec, Heartbeat beat)
    {
        byte[] datagram = new byte[codec.Bytes];
        Assert.True(codec.TryWrite(beat, datagram));
        return datagram;
    }
}

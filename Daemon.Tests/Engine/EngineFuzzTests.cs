using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Basisd.Engine;
using Basisd.Node;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineFuzzTests
{
    private const int Seed = 20_260_726;

    [Fact]
    public void A_megabyte_of_random_bytes_is_rejected_and_the_daemon_lives()
    {
        using EngineHarness node = new();
        using EngineClient witness = node.Connect();
        using EngineClient noisy = node.Connect();
        Random random = new(Seed);
        byte[] packet = new byte[EngineProtocol.MaxPacketBytes + 4_000];
        int total = 0;
        while (total < 1024 * 1024)
        {
            Span<byte> part = packet.AsSpan(0, random.Next(1, random.Next(2) == 0 ? 5_000 : packet.Length));
            random.NextBytes(part);
            noisy.SendRaw(part);
            total += part.Length;
            node.Poll();
            Drain(noisy);
        }

        node.Sync(witness);
        Assert.Empty(node.Of(InboxItemKind.Observation));
        Assert.Empty(node.Commits);
        Assert.InRange(node.Of(InboxItemKind.Rejected).Count(), 1, EngineCounters.Reasons);
        Assert.Equal(2, node.Endpoint.OpenSessions);
    }

    [Fact]
    public void Random_first_packets_are_refused()
    {
        using EngineHarness node = new();
        Random random = new(Seed);
        for (int i = 0; i < 300; i++)
        {
            using EngineClient client = EngineClient.ConnectRaw(node.Path);
            byte[] hello = new byte[random.Next(1, 200)];
            random.NextBytes(hello);
            if (i % 2 == 0 && hello.Length >= 64)
            {
                // A right beginning, so that the later checks are reached too.
                ControlRecord start = EngineClient.Hello("engine", SessionFlags.None);
                MemoryMarshal.AsBytes(new ReadOnlySpan<ControlRecord>(in start))[..random.Next(65)].CopyTo(hello);
            }

            long before = Ended(node) + node.Endpoint.Counters.Opened;
            client.SendRaw(hello);
            node.PollUntil(() => Ended(node) + node.Endpoint.Counters.Opened > before);
        }

        using EngineClient good = node.Connect();
        node.Sync(good);
    }

    [Fact]
    public void Mutated_valid_traffic_never_lets_a_bad_record_through()
    {
        for (int seed = Seed; seed < Seed + 20; seed++)
        {
            Random random = new(seed);
            FuzzTarget target = new();
            ulong sequence = 0;
            for (int packet = 0; packet < 500; packet++)
            {
                Observation[] records = new Observation[random.Next(1, 65)];
                for (int i = 0; i < records.Length; i++)
                {
                    sequence++;
                    records[i] = EngineRejectTests.Good((ObservationKind)random.Next(1, ObservationRanges.KindCount));
                    records[i].Sequence = sequence;
                }

                byte[] bytes = MemoryMarshal.AsBytes(records.AsSpan()).ToArray();
                for (int flips = random.Next(4); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                int cut = random.Next(10) == 0 ? random.Next(bytes.Length + 1) : bytes.Length;
                target.Decode(bytes.AsSpan(0, cut));
                foreach (InboxItem item in target.Inbox.Items)
                {
                    bool good = item.Kind != InboxItemKind.Observation || target.Rules.Judge(item.Record, EngineHarness.Now) == RejectReason.None;
                    Assert.True(good, $"seed {seed}");
                }

                // A flipped high bit of a sequence ends what the session can say; a new one begins.
                if (target.Session.LastSequence > sequence)
                {
                    target = new FuzzTarget();
                    sequence = 0;
                }
            }
        }
    }

    [Fact]
    public void What_is_encoded_is_what_is_decoded()
    {
        ObservationRules rules = new(IndexLimits.Of(EngineHarness.Build()), 0, 0);
        Property law = Prop.ForAll(
            ArbMap.Default.ArbFor<long[]>(),
            ArbMap.Default.ArbFor<int>(),
            (numbers, seed) =>
            {
                Random random = new(seed);
                Observation[] records = [.. numbers.Take(64).Select((n, i) => Shape(random, n, (ulong)i + 1))];
                FuzzTarget target = new();
                target.Decode(MemoryMarshal.AsBytes(records.AsSpan()));
                Observation[] expected = [.. records.Where(r => rules.Judge(r, EngineHarness.Now) == RejectReason.None)];
                Observation[] came = [.. target.Inbox.Items.ToArray().Where(i => i.Kind == InboxItemKind.Observation).Select(i => i.Record)];
                return records.Length == 0 || (expected.SequenceEqual(came) && target.Counted == records.Length);
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), law);
    }

    [Fact]
    public void Random_control_records_change_nothing_but_counts()
    {
        Random random = new(Seed);
        FuzzTarget target = new();
        byte[] packet = new byte[EngineProtocol.MaxPacketBytes];
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(3) switch { 0 => 64, 1 => 64 * random.Next(1, 20), _ => random.Next(1, packet.Length) };
            random.NextBytes(packet.AsSpan(0, Math.Min(length, 256)));
            packet[1] = 0x80;
            packet[0] = (byte)random.Next(1, 6);
            if (random.Next(2) == 0)
            {
                // Small numbers in the fields reach deeper than random ones.
                Span<long> fields = MemoryMarshal.Cast<byte, long>(packet.AsSpan(0, 64));
                fields[0] &= 0xFFFF;
                fields[0] |= (long)random.Next(0, 200) << 32;
                fields[1] = fields[2] = fields[6] = fields[7] = 0;
                fields[3] = random.Next(-1, 9);
                fields[4] = random.Next(0, 3) * 64;
                fields[5] = random.Next(0, 3) * 64;
            }

            target.Decode(packet.AsSpan(0, length));
            target.Session.Outbox.Clear();
            Assert.Equal(RejectReason.None, target.Session.Drop);
        }

        Assert.Equal(0, target.Counters.Accepted(ObservationKind.Price));
        Assert.True(target.Session.Rejections > 10_000);
    }

    private static Observation Shape(Random random, long number, ulong sequence)
    {
        Observation record = EngineRejectTests.Good((ObservationKind)random.Next(1, ObservationRanges.KindCount));
        record.Sequence = sequence;
        switch (random.Next(8))
        {
            case 0: record.V0 = number; break;
            case 1: record.V1 = number; break;
            case 2: record.V2 = number; break;
            case 3: record.V4 = number; break;
            case 4: record.Index = unchecked((uint)number); break;
            case 5: record.SourceTime = unchecked(EngineHarness.Now + number); break;
            case 6: record.Kind = (ObservationKind)(ushort)(number & 0x7FFF); break;
            default: break;
        }

        return record;
    }

    private static long Ended(EngineHarness node) => Enum.GetValues<RejectReason>().Sum(node.Endpoint.Counters.Closed);

    private static void Drain(EngineClient client)
    {
        while (client.TryReceive(0, out _))
        {
            client.Payload.IndexOf((byte)0);
        }
    }

    /// <summary>A gateway without a socket.</summary>
    private sealed class FuzzTarget
    {
        private readonly EngineDecoder _decoder;

        public FuzzTarget()
        {
            EngineOptions options = new();
            Rules = new ObservationRules(IndexLimits.Of(EngineHarness.Build()), 0, 0);
            Inbox = new Inbox(options.InboxItems);
            Session = new EngineSession(0, options.OutboxBytes);
            Session.Connect(0, 1, 0, default);
            _decoder = new EngineDecoder(options, Rules, NameTable.Of(EngineHarness.Build()), Inbox, Counters);
            ControlRecord hello = EngineClient.Hello("fuzz", SessionFlags.Commits);
            Decode(MemoryMarshal.AsBytes(new ReadOnlySpan<ControlRecord>(in hello)));
            Assert.True(Session.IsOpen);
        }

        public ObservationRules Rules { get; }

        public Inbox Inbox { get; }

        public EngineSession Session { get; }

        public EngineCounters Counters { get; } = new();

        public long Counted => Session.Rejections + Inbox.Items.ToArray().Count(i => i.Kind == InboxItemKind.Observation);

        public void Decode(ReadOnlySpan<byte> packet)
        {
            Inbox.Clear();
            Session.OutstandingCommits = 0;
            _decoder.Decode(Session, packet, packet.Length, EngineHarness.Now);
            Assert.InRange(Inbox.Count, 0, EngineDecoder.MaxItemsPerPacket);
        }
    }
}

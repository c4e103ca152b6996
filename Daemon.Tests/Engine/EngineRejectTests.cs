using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Engine;

public sealed class EngineRejectTests
{
    private static readonly Dictionary<RejectReason, Func<ControlRecord>> s_badHellos = new()
    {
        [RejectReason.NotHello] = () => Hello((ref ControlRecord h) => h.Kind = ControlKind.Ping),
        [RejectReason.BadMagic] = () => Hello((ref ControlRecord h) => h.Index = 0x4245_4E53),
        [RejectReason.BadVersion] = () => Hello((ref ControlRecord h) => h.V0 = 2),
        [RejectReason.BadHello] = () => Hello((ref ControlRecord h) => h.V1 = 0),
    };

    private static readonly Dictionary<RejectReason, Action<EngineClient>> s_badTraffic = new()
    {
        [RejectReason.PacketLength] = c => c.SendRaw(new byte[100]),
        [RejectReason.SecondHello] = c => c.Send(Hello((ref ControlRecord _) => { }), []),
        [RejectReason.SequenceOld] = c => SendNumbered(c, EngineHarness.Price(0)),
        [RejectReason.UnknownKind] = c => Send(c, (ref Observation o) => o.Kind = (ObservationKind)ObservationRanges.KindCount),
        [RejectReason.IndexOutOfRange] = c => Send(c, (ref Observation o) => o.Index = 2),
        [RejectReason.SourceTimeFuture] = c => Send(c, (ref Observation o) => o.SourceTime = EngineHarness.Now + FixedPoint.Second + 1),
        [RejectReason.SourceTimeOld] = c => Send(c, (ref Observation o) => o.SourceTime = EngineHarness.Now - (60 * FixedPoint.Minute) - 1),
        [RejectReason.ValueOutOfRange] = c => Send(c, (ref Observation o) => o.V0 = FixedPoint.MaxPrice + 1),
        [RejectReason.ReservedNotZero] = c => Send(c, (ref Observation o) => o.V4 = 1),
        [RejectReason.ControlInBatch] = c => c.Send([EngineHarness.Price(), Control(ControlKind.Ping)]),
        [RejectReason.CommitLength] = c => c.SendChunk(1, 0, EngineProtocol.MaxCommitBytes + 1, new byte[64]),
        [RejectReason.CommitOrder] = c => c.SendChunk(1, 64, 128, new byte[64]),
        [RejectReason.CommitNotNewer] = c => c.SendChunk(0, 0, 64, new byte[64]),
        [RejectReason.RingRefused] = c => c.Send(new ControlRecord { Kind = ControlKind.RingRequest, Index = 100, V0 = 1 }, []),
        [RejectReason.UnknownTable] = c => c.Send(new ControlRecord { Kind = ControlKind.NamesRequest, V0 = 8 }, []),
    };

    // Those that need more than one packet have a test of their own below or in the commit, session and flood tests.
    private static readonly RejectReason[] s_elsewhere =
    [
        RejectReason.None, RejectReason.HandshakeTimeout, RejectReason.TooManySessions, RejectReason.CommitBusy, RejectReason.CommitNotAsked,
        RejectReason.CommitRefused, RejectReason.SlowReader, RejectReason.Closing, RejectReason.BesideRing, RejectReason.RingCorrupt,
    ];

    public static TheoryData<RejectReason> BadHellos => [.. s_badHellos.Keys];

    public static TheoryData<RejectReason> BadTraffic => [.. s_badTraffic.Keys];

    [Fact]
    public void Every_reason_has_a_test() =>
        Assert.Equal(Enum.GetValues<RejectReason>(), s_badHellos.Keys.Concat(s_badTraffic.Keys).Concat(s_elsewhere).Order());

    [Theory]
    [MemberData(nameof(BadHellos))]
    public void A_bad_hello_is_refused_with_a_reason_and_closed(RejectReason reason)
    {
        using EngineHarness node = new();
        using EngineClient client = EngineClient.ConnectRaw(node.Path);
        client.Send(s_badHellos[reason](), []);
        node.PollUntil(() => node.Endpoint.Counters.Closed(reason) == 1);
        Assert.True(client.TryReceive(EngineHarness.Patience, out ControlRecord refused));
        Assert.Equal((ControlKind.Refused, (ushort)reason), (refused.Kind, refused.Flags));
        Assert.InRange(refused.Index, 10U, (uint)client.Payload.Length);
        Assert.Throws<EngineClientException>(() => client.TryReceive(EngineHarness.Patience, out _));
        Assert.Empty(node.Items);
        Assert.Equal(1, node.Endpoint.Counters.Rejected(EngineCounters.UnknownSlot, reason));
    }

    [Theory]
    [MemberData(nameof(BadTraffic))]
    public void Bad_traffic_is_counted_told_and_reported_once_and_the_session_goes_on(RejectReason reason)
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        s_badTraffic[reason](client);
        node.PollUntil(() => node.Endpoint.Counters.Rejected(reason) == 1);
        ControlRecord told = EngineHarness.AwaitRejected(client);
        Assert.Equal(((ushort)reason, 1L), (told.Flags, told.V2));
        s_badTraffic[reason](client);
        node.Sync(client);
        Assert.Equal(2, node.Endpoint.Counters.Rejected(reason));
        InboxItem reported = Assert.Single(node.Of(InboxItemKind.Rejected));
        Assert.Equal((reason, client.Reply.SessionId), (reported.Reason, reported.Session));
        Assert.Empty(node.Of(InboxItemKind.Commit));
        Assert.DoesNotContain(node.Of(InboxItemKind.Observation), i => i.Record.V0 != EngineHarness.Price().V0);

        // Still alive: a good record is taken.
        int before = node.Of(InboxItemKind.Observation).Count();
        client.Send([EngineHarness.Price()]);
        node.Sync(client);
        Assert.Equal(before + 1, node.Of(InboxItemKind.Observation).Count());
    }

    [Fact]
    public void A_gap_is_an_integrity_report_and_then_the_record_counts()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        SendNumbered(client, EngineHarness.Price(1));
        SendNumbered(client, EngineHarness.Price(5));
        SendNumbered(client, EngineHarness.Price(5));
        SendNumbered(client, EngineHarness.Price(6));
        SendNumbered(client, EngineHarness.Price(ulong.MaxValue));
        SendNumbered(client, EngineHarness.Price(7));
        node.Sync(client);
        Assert.Equal(
            [
                InboxItemKind.SessionOpened, InboxItemKind.Observation, InboxItemKind.SequenceGap, InboxItemKind.Observation, InboxItemKind.Rejected,
                InboxItemKind.Observation, InboxItemKind.SequenceGap, InboxItemKind.Observation,
            ],
            node.Items.Select(i => i.Kind));
        Assert.Equal((2L, 3L), (node.Items[2].Record.V0, node.Items[2].Record.V1));
        Assert.Equal(2, node.Endpoint.Counters.Gaps);
        Assert.Equal(long.MaxValue, node.Endpoint.Counters.Missing);
        Assert.Equal(2, node.Endpoint.Counters.Rejected((int)ObservationKind.Price, RejectReason.SequenceOld));
    }

    [Fact]
    public void Rejections_are_told_at_a_bounded_rate_and_never_lost_from_the_count()
    {
        using EngineHarness node = new();
        using EngineClient client = node.Connect();
        Observation[] bad = [.. Enumerable.Repeat(EngineHarness.Price(index: 99), 640)];
        client.Send(bad);
        ControlRecord pong = default;
        client.Send(new ControlRecord { Kind = ControlKind.Ping }, []);
        int told = 0;
        node.PollUntil(() =>
        {
            while (client.TryReceive(0, out ControlRecord record))
            {
                told += record.Kind == ControlKind.Rejected ? 1 : 0;
                pong = record.Kind == ControlKind.Pong ? record : pong;
            }

            return pong.Kind == ControlKind.Pong;
        });
        Assert.Equal(640, pong.V3);
        Assert.InRange(told, 1, 2 * EngineSession.RejectedPerSecond);
        Assert.Single(node.Of(InboxItemKind.Rejected));
        Assert.Equal(640, node.Endpoint.Counters.Rejected((int)ObservationKind.Price, RejectReason.IndexOutOfRange));
    }

    [Fact]
    public void Every_value_is_taken_at_both_ends_of_its_range_and_rejected_one_beyond()
    {
        ObservationRules rules = new(IndexLimits.Of(EngineHarness.Build()), FixedPoint.Second, FixedPoint.Minute);
        for (int k = 1; k < ObservationRanges.KindCount; k++)
        {
            ObservationKind kind = (ObservationKind)k;
            for (int v = 0; v < 5; v++)
            {
                (long min, long max) = ObservationRanges.RangeOf(kind, v);
                RejectReason beyond = v < ObservationRanges.ValuesOf(kind) ? RejectReason.ValueOutOfRange : RejectReason.ReservedNotZero;
                Assert.Equal(RejectReason.None, Judge(rules, kind, v, min));
                Assert.Equal(RejectReason.None, Judge(rules, kind, v, max));
                if (min > long.MinValue)
                {
                    Assert.Equal(beyond, Judge(rules, kind, v, min - 1));
                    Assert.Equal(beyond, Judge(rules, kind, v, max + 1));
                    Assert.Equal(beyond, Judge(rules, kind, v, long.MinValue));
                    Assert.Equal(beyond, Judge(rules, kind, v, long.MaxValue));
                }
            }
        }

        Observation nothing = Good(ObservationKind.Fill);
        nothing.V2 = 0;
        Assert.Equal(RejectReason.ValueOutOfRange, rules.Judge(nothing, EngineHarness.Now));
    }

    [Theory]
    [InlineData(1, RejectReason.None)]
    [InlineData(FixedPoint.Second, RejectReason.None)]
    [InlineData(FixedPoint.Second + 1, RejectReason.SourceTimeFuture)]
    [InlineData(long.MaxValue - EngineHarness.Now, RejectReason.SourceTimeFuture)]
    [InlineData(-FixedPoint.Minute, RejectReason.None)]
    [InlineData(-FixedPoint.Minute - 1, RejectReason.SourceTimeOld)]
    [InlineData(long.MinValue + 1, RejectReason.SourceTimeOld)]
    public void Source_times_are_judged_without_overflow(long offset, RejectReason expected)
    {
        ObservationRules rules = new(IndexLimits.Of(EngineHarness.Build()), FixedPoint.Second, FixedPoint.Minute);
        Observation record = EngineHarness.Price(1);
        record.SourceTime = unchecked(EngineHarness.Now + offset);
        Assert.Equal(expected, rules.Judge(record, EngineHarness.Now));
        Observation earliest = EngineHarness.Price(1);
        earliest.SourceTime = long.MinValue;
        Assert.Equal(RejectReason.SourceTimeOld, rules.Judge(earliest, long.MaxValue));
        earliest.SourceTime = long.MaxValue;
        Assert.Equal(RejectReason.SourceTimeFuture, rules.Judge(earliest, long.MinValue));
    }

    internal static Observation Good(ObservationKind kind)
    {
        Span<long> values = stackalloc long[5];
        for (int v = 0; v < 5; v++)
        {
            (long min, long max) = ObservationRanges.RangeOf(kind, v);
            values[v] = Math.Clamp(1, min, max);
        }

        return new Observation
        {
            Kind = kind,
            Sequence = 1,
            SourceTime = EngineHarness.Now,
            V0 = values[0],
            V1 = values[1],
            V2 = values[2],
            V3 = values[3],
            V4 = values[4],
        };
    }

    private static RejectReason Judge(ObservationRules rules, ObservationKind kind, int value, long number)
    {
        Observation record = Good(kind);
        switch (value)
        {
            case 0: record.V0 = number; break;
            case 1: record.V1 = number; break;
            case 2: record.V2 = number; break;
            case 3: record.V3 = number; break;
            default: record.V4 = number; break;
        }

        return rules.Judge(record, EngineHarness.Now);
    }

    private delegate void Change<T>(ref T record);

    private static ControlRecord Hello(Change<ControlRecord> change)
    {
        ControlRecord hello = EngineClient.Hello("engine", SessionFlags.None);
        change(ref hello);
        return hello;
    }

    private static Observation Control(ControlKind kind) => new() { Kind = (ObservationKind)kind };

    private static void Send(EngineClient client, Change<Observation> change)
    {
        Observation[] record = [EngineHarness.Price()];
        change(ref record[0]);
        client.Send(record);
    }

    private static void SendNumbered(EngineClient client, Observation record) => client.SendRaw(MemoryMarshal.AsBytes([record]));
}

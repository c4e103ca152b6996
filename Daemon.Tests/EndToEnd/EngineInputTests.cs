using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What a broken or hostile engine sends to a live daemon. Afterwards it answers, its gate is valid, and its metrics tell.</summary>
[Collection("daemon live")]
public sealed class EngineInputTests
{
    private const int RandomBytes = 1_000_000;
    private const int Connections = 10_000;
    private const int HeldOpen = 300;
    private static readonly TimeSpan s_httpPatience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Random_bytes_and_truncated_frames_are_counted()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        int sent = 0;
        using EngineClient client = rig.Connect("noise");
        while (sent < RandomBytes / 2)
        {
            byte[] noise = Noise(random, random.Next(1, 4200));
            client.SendRaw(noise);
            sent += noise.Length;
            while (client.TryReceive(0, out _))
            {
            }
        }

        while (sent < RandomBytes)
        {
            using EngineClient visitor = EngineClient.ConnectRaw(rig.EngineSocket);
            byte[] noise = Noise(random, random.Next(1, EngineProtocol.MaxPacketBytes));
            if (IsLetIn(visitor, noise))
            {
                sent += noise.Length;
            }
        }

        for (int length = 1; length < 64; length++)
        {
            client.SendRaw(new byte[length]);
        }

        Assert.True(Ping(client) > 0, "nothing was rejected");
        await Rejected(rig, "packet_length", 63);
        await Rejected(rig, "unknown_kind", 1);
        await Rejected(rig, "not_hello", 1);
        await rig.AssertWellAsync("1 MB of random bytes");
        Assert.Contains("PacketLength", rig.Daemon.Output, StringComparison.Ordinal);
    }

    // Visitors may come faster than the daemon shows the ones before them out: it says so, and the next one may come in.
    private static bool IsLetIn(EngineClient visitor, byte[] noise)
    {
        try
        {
            visitor.SendRaw(noise);
            return true;
        }
        catch (EngineClientException e) when (e.Reason == RejectReason.TooManySessions)
        {
            return false;
        }
    }

    [Fact]
    public async Task Wrong_version_index_value_and_sequence_are_refused_with_a_reason()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        AssertRefusedHello(rig, RejectReason.BadVersion, (ref ControlRecord h) => h.V0 = 99);
        AssertRefusedHello(rig, RejectReason.BadMagic, (ref ControlRecord h) => h.Index = 0);
        using EngineClient client = rig.Connect();
        Feed feed = new(client, 1);
        feed.SendAll();
        Refused(client, RejectReason.IndexOutOfRange, feed.Of(ObservationKind.IntegrityReport, 1) with { Index = 9_999 });
        Refused(client, RejectReason.IndexOutOfRange, feed.Of(ObservationKind.Price, 1) with { Index = uint.MaxValue });
        long[] impossible =
        [
            long.MinValue, long.MaxValue, 0, -1, BitConverter.DoubleToInt64Bits(double.NaN), BitConverter.DoubleToInt64Bits(double.PositiveInfinity),
        ];
        foreach (long value in impossible)
        {
            Refused(client, RejectReason.ValueOutOfRange, feed.Of(ObservationKind.Price, value));
        }

        Refused(client, RejectReason.SourceTimeFuture, feed.Of(ObservationKind.Price, 1) with { SourceTime = long.MaxValue });
        Refused(client, RejectReason.SourceTimeOld, feed.Of(ObservationKind.Price, 1) with { SourceTime = long.MinValue });
        StatusSnapshot status = await rig.AssertWellAsync("impossible records");
        Assert.All(status.Scopes, s => Assert.Equal("NORMAL", s.Mode));
        SendNumbered(client, feed.Of(ObservationKind.EngineHeartbeat, 1) with { Sequence = 1 });
        Assert.Equal(RejectReason.SequenceOld, Told(client));

        // A gap means that records are missing, perhaps the ones that would have closed something.
        SendNumbered(client, feed.Of(ObservationKind.EngineHeartbeat, 1) with { Sequence = 1_000 });
        await rig.StatusWhenAsync(s => s.PlatformMode == "DMM", "a gap in the sequence is an integrity fault");
        await Rejected(rig, "value_out_of_range", impossible.Length);
        await Rejected(rig, "bad_version", 1);
        await Rejected(rig, "index_out_of_range", 2);
        await Rejected(rig, "sequence_old", 1);
        await rig.AssertWellAsync("records out of order");
    }

    [Fact]
    public async Task Every_extreme_that_is_allowed_is_survived()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        Feed feed = new(client, 1);
        int sent = 0;
        foreach (ObservationKind kind in Enum.GetValues<ObservationKind>().Where(k => k is not ObservationKind.None and not ObservationKind.UnitRate))
        {
            for (int corner = 0; corner < 1 << ObservationRanges.ValuesOf(kind); corner++)
            {
                Observation record = feed.Of(kind, 0);
                Span<long> values = MemoryMarshal.CreateSpan(ref record.V0, 4);
                for (int i = 0; i < ObservationRanges.ValuesOf(kind); i++)
                {
                    (long min, long max) = ObservationRanges.RangeOf(kind, i);
                    values[i] = (corner & (1 << i)) == 0 ? min : max;
                }

                feed.Send(record);
                sent++;
            }
        }

        Assert.Equal(0, Ping(client));
        StatusSnapshot status = await rig.StatusWhenAsync(s => s.Counters["observations"] >= sent, "all of them are applied");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{sent} corners; evaluator faults {status.Counters["evaluator_faults"]}; causes "
            + $"{string.Join(' ', status.Causes.Select(c => c.Trigger + "@" + c.Scope))}");
        Assert.Equal(0, status.Counters["evaluator_faults"]);
        await rig.AssertWellAsync("the corners of every record");
    }

    [Fact]
    public async Task Ten_thousand_connections_and_a_slow_reader_leave_the_engine_alone()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using EngineClient engine = rig.Connect();
        Feed feed = new(engine, 1);
        feed.SendAll();
        for (int i = 0; i < Connections; i++)
        {
            using EngineClient visitor = EngineClient.ConnectRaw(rig.EngineSocket);
        }

        EngineClient[] held = [.. Enumerable.Range(0, HeldOpen).Select(_ => EngineClient.ConnectRaw(rig.EngineSocket))];
        await Rejected(rig, "too_many_sessions", 1);
        await Rejected(rig, "handshake_timeout", 1);
        foreach (EngineClient one in held)
        {
            one.Dispose();
        }

        using EngineClient slow = rig.Connect("slow");
        EngineClientException ended = Assert.Throws<EngineClientException>(() => Flood(slow));
        TestContext.Current.TestOutputHelper?.WriteLine($"the slow reader is told: {ended.Message}");
        await Counted(rig, "basisd_engine_sessions_closed_total{reason=\"slow_reader\"}", 1);

        // The one that was there first is served as before.
        Assert.Equal(0, Ping(engine));
        engine.SendCommit(1, [1, 2, 3]);
        engine.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        await rig.AssertWellAsync("10 000 connections and a slow reader");
    }

    private static void Flood(EngineClient slow)
    {
        // Pages of names are the longest answers to the shortest question.
        const int Enough = 1_000_000;
        for (int i = 0; i < Enough; i++)
        {
            slow.Send(new ControlRecord { Kind = ControlKind.NamesRequest, V0 = (long)IndexTable.Scopes }, []);
        }
    }

    private static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AssertRefusedHello(DaemonRig rig, RejectReason reason, Change change)
    {
        using EngineClient client = EngineClient.ConnectRaw(rig.EngineSocket);
        ControlRecord hello = EngineClient.Hello("engine", SessionFlags.None);
        change(ref hello);
        client.Send(hello, []);
        EngineClientException refused = Assert.Throws<EngineClientException>(
            () => client.Await(ControlKind.HelloReply, (int)Poll.Patience.TotalMilliseconds));
        Assert.Equal(reason, refused.Reason);
    }

    /// <summary>Rejections of the session, after everything sent before was judged.</summary>
    private static long Ping(EngineClient client)
    {
        client.Send(new ControlRecord { Kind = ControlKind.Ping, V0 = 7 }, []);
        ControlRecord record;
        do
        {
            Assert.True(client.TryReceive((int)Poll.Patience.TotalMilliseconds, out record), "no answer to a ping");
        }
        while (record.Kind != ControlKind.Pong);
        return record.V3;
    }

    private static void Refused(EngineClient client, RejectReason reason, Observation record)
    {
        client.Send([record]);
        Assert.Equal(reason, Told(client));
    }

    private static void SendNumbered(EngineClient client, Observation record) =>
        client.SendRaw(MemoryMarshal.AsBytes(new Span<Observation>(ref record)));

    private static RejectReason Told(EngineClient client)
    {
        ControlRecord record;
        do
        {
            Assert.True(client.TryReceive((int)Poll.Patience.TotalMilliseconds, out record), "the engine is not told");
        }
        while (record.Kind != ControlKind.Rejected);
        return (RejectReason)record.Flags;
    }

    /// <summary>The metric of a reason reaches a number.</summary>
    private static Task Rejected(DaemonRig rig, string reason, long least) =>
        Counted(rig, $"basisd_observations_rejected_total{{reason=\"{reason}\"}}", least);

    private static async Task Counted(DaemonRig rig, string series, long least)
    {
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = s_httpPatience };
        string text = "";
        await Poll.UntilAsync(
            async () => Exposition.Parse(text = await http.GetStringAsync("metrics", TestContext.Current.CancellationToken))[series] >= least,
            () => $"{series} is not {least} or more:\n"
                + $"{string.Join('\n', text.Split('\n').Where(l => l.Contains("reason=", StringComparison.Ordinal)))}");
    }

    private delegate void Change(ref ControlRecord hello);
}

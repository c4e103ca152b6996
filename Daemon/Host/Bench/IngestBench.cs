using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using Basisd.Engine;
using Basisd.Linux;
using Basisd.Node;

namespace Basisd.Host.Bench;

/// <summary>
/// How many observations a node takes per second, through the socket and the whole core, in packets of 64 (SPEC 15). Slices of the node and of
/// a bare socket with the same packets take turns; a slice ends when the daemon says that it judged its last record. At the end the
/// node's own counters must agree with what was sent.
/// </summary>
public static class IngestBench
{
    private const int Batch = EngineProtocol.MaxRecordsPerPacket;
    private const int BurstPackets = 16;
    private const int BurstsPerSlice = 8;
    private const int Venues = 3;
    private const int AnswerMs = 10_000;
    private const long SliceNs = 40_000_000;
    private const int WarmUpSlices = 5;
    private const int LeastSlices = 3;
    private const int SettleMs = 20;
    private const int SettleTries = 250;
    private const double SustainedBudget = 1e6;
    private const double BurstBudget = 5e6;
    private const double NsPerSecond = 1e9;
    private const double Million = 1e6;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">The node or the floor's child cannot be started.</exception>
    /// <exception cref="EngineClientException">The node refused or left.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        using BenchFolder folder = BenchFolder.InMemory();
        using SocketFloor floor = SocketFloor.Open(options.Executable, folder.Path);
        using BenchNode node = BenchNode.Start(options, Venues);
        using EngineClient client = node.Connect();
        Samples[] sustained = [new(), new()];
        Samples[] bursts = [new(), new()];
        options.Progress("ingest");
        long end = BootClock.NowNs() + options.BudgetNs;
        TimeSpan usedBefore = default;
        long sentBefore = 0;
        for (int slice = 0; slice <= WarmUpSlices + LeastSlices || BootClock.NowNs() < end; slice++)
        {
            bool counts = slice > WarmUpSlices;
            if (slice == WarmUpSlices)
            {
                usedBefore = node.ProcessorTime;
                sentBefore = (long)client.LastSequence;
            }

            Add(sustained[0], Slice(client, isNode: true), counts);
            Add(sustained[1], Slice(floor.Client, isNode: false), counts);
            for (int burst = 0; burst < BurstsPerSlice; burst++)
            {
                Add(bursts[0], Burst(client, isNode: true), counts);
                Add(bursts[1], Burst(floor.Client, isNode: false), counts);
            }
        }

        double used = (node.ProcessorTime - usedBefore).TotalSeconds;
        double perCoreSecond = ((long)client.LastSequence - sentBefore) / Math.Max(used, 1e-9);
        (bool complete, string account) = Account(node, client);
        return new BenchSection("ingest", Figures(sustained, bursts, perCoreSecond, complete), Notes(perCoreSecond, account));
    }

    private static List<BenchFigure> Figures(Samples[] sustained, Samples[] bursts, double perCoreSecond, bool complete)
    {
        Quantiles s = sustained[0].Quantiles();
        Quantiles b = bursts[0].Quantiles();
        double cost = NsPerSecond / perCoreSecond;
        Budget sustainedBudget = Rate(SustainedBudget, s.P50, complete);
        Budget coreBudget = Rate(SustainedBudget, cost, complete);
        Budget burstBudget = Rate(BurstBudget, b.P50, complete);
        return
        [
            new("sustained, per observation", "ns", s, sustained[1].Quantiles(), "bare SEQPACKET", [sustainedBudget]),
            new("same, processor time of the daemon", "ns", new Quantiles(cost, cost, cost, 1), default, string.Empty, [coreBudget]),
            new("burst of 1024, handed over", "ns", b, bursts[1].Quantiles(), "bare SEQPACKET", [burstBudget]),
        ];
    }

    private static Budget Rate(double budget, double nsEach, bool complete) => Budget.AtLeast(
        string.Create(CultureInfo.InvariantCulture, $"p50 ≥ {budget / Million:F0} M/s"), NsPerSecond / nsEach / Million, budget / Million, complete);

    private static List<string> Notes(double perCoreSecond, string account) =>
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"packets of {Batch} prices and call results; {perCoreSecond / 1e6:F2} M observations per second of the daemon's processor time"),
        "sustained: slices of 40 ms, each ends when the daemon has judged its last record; n counts slices, values are ns per observation",
        "burst: 16 packets at once into an idle session, until the last send returns",
        account,
    ];

    private static void Add(Samples to, double value, bool counts)
    {
        if (counts)
        {
            to.Add(value);
        }
    }

    private static double Slice(EngineClient client, bool isNode)
    {
        Observation[] batch = new Observation[Batch];
        long start = BootClock.NowNs();
        long records = 0;
        while (BootClock.NowNs() - start < SliceNs)
        {
            Send(client, batch, isNode);
            records += Batch;
        }

        Answered(client, isNode);
        return (double)(BootClock.NowNs() - start) / records;
    }

    private static double Burst(EngineClient client, bool isNode)
    {
        Observation[] packets = new Observation[Batch * BurstPackets];
        BenchMarket.Fill(packets, BootClock.WallNs());
        long start = BootClock.NowNs();
        for (int at = 0; at < packets.Length; at += Batch)
        {
            Span<Observation> packet = packets.AsSpan(at, Batch);
            if (isNode)
            {
                client.Send(packet);
            }
            else
            {
                client.SendRaw(MemoryMarshal.AsBytes(packet));
            }
        }

        double each = (double)(BootClock.NowNs() - start) / packets.Length;
        Answered(client, isNode);
        return each;
    }

    private static void Send(EngineClient client, Observation[] batch, bool isNode)
    {
        BenchMarket.Fill(batch, BootClock.WallNs());
        if (isNode)
        {
            client.Send(batch);
            return;
        }

        client.SendRaw(MemoryMarshal.AsBytes(batch.AsSpan()));
    }

    private static void Answered(EngineClient client, bool isNode)
    {
        ControlRecord ping = new() { Kind = ControlKind.Ping, V0 = 1 };
        client.Send(ping, []);
        _ = client.Await(isNode ? ControlKind.Pong : ControlKind.Ping, AnswerMs);
    }

    /// <summary>Every record must have come through the gateway and through the core.</summary>
    internal static (bool Complete, string Note) Account(BenchNode node, EngineClient client)
    {
        ControlRecord ping = new() { Kind = ControlKind.Ping, V0 = 2 };
        client.Send(ping, []);
        ControlRecord pong = client.Await(ControlKind.Pong, AnswerMs);
        long sent = (long)client.LastSequence;
        long stepped = -1;
        for (int i = 0; i < SettleTries && stepped != sent; i++)
        {
            node.Pause(SettleMs);
            stepped = node.SteppedObservations();
        }

        bool complete = pong.V1 == sent && pong.V3 == 0 && stepped == sent;
        string verdict = complete ? "all accounted for" : "NOT ALL ACCOUNTED FOR: no budget counts as met";
        return (complete, $"{sent} sent, {pong.V1} judged, {pong.V3} rejected, {stepped} stepped: {verdict}");
    }
}

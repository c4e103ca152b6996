using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// The hot paths, each done so many times by one thread in a process that does nothing else, for a tool that counts instructions: two runs of
/// different lengths differ by the work alone. No clock decides how much is done, so that the count is the same on a busy machine.
/// </summary>
internal static class CountedWork
{
    /// <summary>What can be counted.</summary>
    public static readonly string[] Paths = ["observation", "gate-check", "journal-frame"];

    private const int PayloadBytes = 128;
    private const long Start = 1_700_000_000L * FixedPoint.Second;
    private const long StepNs = FixedPoint.Millisecond;

    private static readonly string[] s_names = ["platform", "module/bench", "asset/BTC", "venue/bench", "route/BTC@bench"];

    /// <summary>Does it.</summary>
    /// <param name="path">One of <see cref="Paths"/>.</param>
    /// <param name="times">How often; observations come in packets of 64.</param>
    /// <exception cref="BenchException">There is no such path, or the work did not do what it should.</exception>
    public static void Run(string path, int times)
    {
        switch (path)
        {
            case "observation":
                Observations(times);
                break;
            case "gate-check":
                Checks(times);
                break;
            case "journal-frame":
                Frames(times);
                break;
            default:
                throw new BenchException($"'{path}' is no path that is counted; here: {string.Join(", ", Paths)}");
        }
    }

    /// <summary>A packet through the gateway's checks, each record of it through the core, as the loop hands them on.</summary>
    private static void Observations(int times)
    {
        Topology topology = Market();
        NodeCore core = new(topology, new CoreSettings());
        Effects effects = new(topology.Scopes.Length);
        EngineOptions options = new();
        Inbox inbox = new(options.InboxItems);
        ObservationRules rules = new(IndexLimits.Of(topology), options.MaxFutureNs, options.MaxAgeNs);
        EngineDecoder decoder = new(options, rules, NameTable.Of(topology), inbox, new EngineCounters());
        EngineSession session = new(0, options.OutboxBytes);
        session.Connect(0, 1, 0, default);
        ControlRecord hello = EngineClient.Hello("counted", SessionFlags.None);
        ReadOnlySpan<byte> greeting = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in hello, 1));
        decoder.Decode(session, greeting, greeting.Length, Start);
        inbox.Clear();
        core.Step(new NodeInput { Kind = NodeInputKind.Start, Now = Start, Text = "counted"u8 }, effects);
        Observation[] packet = new Observation[EngineProtocol.MaxRecordsPerPacket];
        ulong sequence = 0;
        long stepped = 0;
        for (long now = Start + StepNs; stepped < times; now += StepNs)
        {
            BenchMarket.Fill(packet, now);
            foreach (ref Observation record in packet.AsSpan())
            {
                record.Sequence = ++sequence;
            }

            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(packet.AsSpan());
            decoder.Decode(session, bytes, bytes.Length, now);
            foreach (ref readonly InboxItem item in inbox.Items)
            {
                Observation record = item.Record;
                core.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = now, Observation = ref record }, effects);
                stepped += item.Kind == InboxItemKind.Observation ? 1 : 0;
            }

            inbox.Clear();
        }
    }

    private static Topology Market()
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USD", 50_000);
        for (int i = 0; i < BenchNode.Instruments; i++)
        {
            builder.AddVenue(BenchNode.VenueName(i));
            builder.AddInstrument("BTC", "USD", BenchNode.VenueName(i), isPerpetual: false);
            builder.AddPosition("BTC-PERP@" + BenchNode.VenueName(i), BenchNode.VenueName(i));
        }

        return builder.Build();
    }

    private static unsafe void Checks(int times)
    {
        using BenchFolder folder = BenchFolder.InMemory();
        string path = Path.Combine(folder.Path, "gate");
        using GateWriter writer = GateWriter.Create(path, 1, s_names, GateClock.BootTime, out string problem) ?? throw new BenchException(problem);
        for (int scope = 0; scope < s_names.Length; scope++)
        {
            writer.Publish(scope, GateLayout.KnownBits, 0, 0, 0);
        }

        long now = BootClock.NowNs();
        writer.Renew(now + FixedPoint.Second);
        using GateReader reader = GateReader.Attach(path);
        GateSelection* selections = stackalloc GateSelection[GateLoops.Selections];
        for (int i = 0; i < GateLoops.Selections; i++)
        {
            selections[i] = reader.Select(s_names.AsSpan(1));
        }

        ulong sum = GateLoops.CheckAt(selections, 0, now, times);
        if (sum != (ulong)GateVerdict.Allow * (ulong)times)
        {
            throw new BenchException("a check of the page that is counted was denied");
        }
    }

    private static void Frames(int times)
    {
        byte[] payload = Encoding.ASCII.GetBytes(new string('x', PayloadBytes));
        byte[] bytes = new byte[FrameFormat.OverheadBytes + PayloadBytes];
        ChainHash head = default;
        for (int i = 1; i <= times; i++)
        {
            head = FrameFormat.Write(bytes, 1, (ulong)i, 1, 0, head, payload);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// How long it takes from the send of a batch, whose last record is bad news about one venue, until the gate of that venue is closed, while
/// 100 000 observations per second go in (SPEC 15). The page says itself when its word was stored, so nothing here watches it: a thread that spins
/// would take one of two processors, and what is measured then is how the kernel divides it. A closed venue stays closed for minutes, so each
/// sample takes a venue of its own and each round a node of its own. Rounds of the node and of the pipe floor take turns, and so do rounds with
/// and without <c>/dev/cpu_dma_latency</c> held.
/// </summary>
public static class ReactionBench
{
    /// <summary>Venues of a node, and samples of a round.</summary>
    internal const int Venues = 200;
    private const int Batch = 16;

    /// <summary>Pace of the load, ns.</summary>
    internal const long BatchEveryNs = 160_000;
    private const int BatchesPerSample = 11;
    private const int WarmUpBatches = 600;

    /// <summary>Time for the floor before each round, ns.</summary>
    internal const long FloorNs = 300_000_000;
    private const long LostNs = 2_000_000_000;
    private const int RingAnswerMs = 5_000;
    private const double BudgetP50 = 2.5;
    private const double BudgetP99 = 3;
    private const double HeldBudgetUs = 50;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">A node or the floor's child cannot be started, or a breach closed nothing.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        Samples[] reaction = [new(), new()];
        Samples[] floor = [new(), new()];
        List<string> notes = [];
        long end = BootClock.NowNs() + options.BudgetNs;
        using (LatencyRequest? probe = LatencyRequest.TryHold(out string problem))
        {
            if (probe is null)
            {
                notes.Add($"not measured with the latency request held: {problem}");
            }
        }

        int modes = notes.Count == 0 ? 2 : 1;
        using PipeFloor pipe = PipeFloor.Open(options.Executable);
        for (int round = 0; round < modes || BootClock.NowNs() < end; round++)
        {
            options.Progress(string.Create(CultureInfo.InvariantCulture, $"reaction, round {round + 1}"));
            int mode = round % modes;
            using LatencyRequest? held = mode == 1 ? LatencyRequest.TryHold(out _) : null;
            pipe.Measure(floor[mode], FloorNs, BatchEveryNs);
            using BenchNode node = BenchNode.Start(options, Venues);
            Samples here = reaction[mode];
            Round(node, () => here);
        }

        List<BenchFigure> figures = [];
        for (int mode = 0; mode < modes; mode++)
        {
            string how = mode == 0 ? string.Empty : ", latency held";
            figures.Add(Figure("observation → closed" + how, reaction[mode], floor[mode], held: mode == 1));
        }

        notes.Add("blocking SEQPACKET, 100 000 observations/s in batches of 16; send() of the batch → the word is stored (changed_at of the cell)");
        notes.Add("latency held: with /dev/cpu_dma_latency open at 0");
        notes.Add("floor: half a round trip of 64 bytes through two pipes, two processes on two processors, paced alike, in turns with the node");
        notes.Add("this client sleeps between batches, as the floor's sender does, and is on one processor; the daemon's threads run anywhere");
        return new BenchSection("reaction", figures, notes);
    }

    /// <summary>The figure with its budgets.</summary>
    internal static BenchFigure Figure(string name, Samples measured, Samples floor, bool held)
    {
        Quantiles m = measured.Quantiles().Times(1e-3);
        Quantiles f = floor.Quantiles().Times(1e-3);
        Quantiles ratio = m.Over(f);
        List<Budget> budgets =
            [Budget.AtMost($"p50 ≤ {BudgetP50}×", ratio.P50, BudgetP50), Budget.AtMost($"p99 ≤ {BudgetP99}×", ratio.P99, BudgetP99)];
        if (held)
        {
            budgets.Add(Budget.AtMost($"p99 < {HeldBudgetUs} µs", m.P99, HeldBudgetUs));
        }

        return new BenchFigure(name, "µs", m, f, "pipe half round trip", budgets);
    }

    /// <summary>Closes every venue of a node, one by one, under load.</summary>
    /// <param name="node">The node.</param>
    /// <param name="into">Asked when bad news is sent: where its reaction belongs.</param>
    /// <param name="ringSlots">Records of a ring that the load goes through; 0: over the socket.</param>
    internal static void Round(BenchNode node, Func<Samples> into, int ringSlots = 0)
    {
        using EngineClient client = node.Connect();
        if (ringSlots > 0)
        {
            client.OpenRing(ringSlots, RingAnswerMs);
        }

        using GateReader gate = node.AttachGate();
        using BenchProcessor own = BenchProcessor.First();
        GateSelection[] venues = new GateSelection[Venues];
        int[] cells = new int[Venues];
        for (int i = 0; i < Venues; i++)
        {
            venues[i] = gate.Select("venue/" + BenchNode.VenueName(i));
            cells[i] = gate.IndexOf("venue/" + BenchNode.VenueName(i));
        }

        Observation[] batch = new Observation[Batch];
        int venue = -1;
        Samples? pending = null;
        long sentAt = 0;
        long next = BootClock.NowNs();
        for (long batches = 0; venue < Venues - 1 || pending is not null; batches++)
        {
            next += BatchEveryNs;
            BootClock.SleepUntil(next);
            if (pending is not null && gate.Cell(cells[venue]).ChangedAtBootNs >= sentAt && IsClosed(venues[venue]))
            {
                pending.AddAtPace(gate.Cell(cells[venue]).ChangedAtBootNs - sentAt, BatchesPerSample * BatchEveryNs);
                pending = null;
            }

            if (pending is not null && BootClock.NowNs() - sentAt > LostNs)
            {
                throw new BenchException($"venue {BenchNode.VenueName(venue)} was not closed within {LostNs / FixedPoint.Second} s of its breach");
            }

            BenchMarket.Fill(batch, BootClock.WallNs());
            if (pending is null && batches > WarmUpBatches && batches % BatchesPerSample == 0 && venue < Venues - 1)
            {
                venue++;
                BenchMarket.Breach(ref batch[^1], venue);
                pending = into();
                sentAt = BootClock.NowNs();
            }

            if (ringSlots > 0)
            {
                client.Publish(batch);
            }
            else
            {
                client.Send(batch);
            }
        }
    }

    private static bool IsClosed(in GateSelection venue) => (venue.Words() & (1UL << (int)GateAction.Open)) == 0;
}

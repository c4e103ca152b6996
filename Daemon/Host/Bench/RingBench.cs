using System.Collections.Generic;
using Basisd.Engine;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// The reaction of <see cref="ReactionBench"/> over a ring in shared memory: with a loop that looks at it, against half a round trip of one word
/// between two spinning processes, and with a loop that sleeps until a bell, against the pipe. Rounds take turns, each on a node of its own.
/// </summary>
public static class RingBench
{
    private const int Slots = 1024;
    private const int LastWordsMs = 1_000;
    private const double HeldUs = 5;
    private const double BudgetTimes = 50;
    private const double UsPerNs = 1e-3;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">A node or a floor's child cannot be started, or a breach closed nothing.</exception>
    /// <exception cref="EngineClientException">A node refused its ring.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        Samples spinning = new();
        Samples blocking = new();
        Samples shared = new();
        Samples pipes = new();
        using BenchFolder folder = BenchFolder.InMemory();
        long end = BootClock.NowNs() + options.BudgetNs;
        for (int round = 0; round < 2 || BootClock.NowNs() < end; round++)
        {
            options.Progress($"ring, round {round + 1}");
            bool spins = round % 2 == 0;
            Floor(options, folder.Path, spins ? shared : pipes, spins);
            using BenchNode node = BenchNode.Start(options, ReactionBench.Venues, spins: spins);
            Round(node, spins ? spinning : blocking);
        }

        Quantiles s = spinning.Quantiles().Times(UsPerNs);
        Quantiles f = shared.Quantiles().Times(UsPerNs);
        double times = f.P50 > 0 ? s.P99 / f.P50 : 0;
        List<BenchFigure> figures =
        [
            new("publish → closed, loop spinning", "µs", s, f, "shared memory half round trip",
                [Budget.AtMost($"p99 < {HeldUs} µs", s.P99, HeldUs), Budget.AtMost($"p99 ≤ {BudgetTimes}× the floor's p50", times, BudgetTimes)]),
            ReactionBench.Figure("publish → closed, loop sleeping", blocking, pipes, held: false),
        ];
        return new BenchSection("ring", figures,
        [
            $"a ring of {Slots} records; 100 000 observations/s in batches of 16, bad news last",
            "from publishing until the word is stored (changed_at of the cell)",
            "spinning: engine.ring_spin = 1s; the client sleeps between batches on one processor, which leaves the other to the loop",
            "the budget of 5 µs is for a node with a processor granted, which this machine's other processes do not promise",
        ]);
    }

    private static void Round(BenchNode node, Samples into)
    {
        try
        {
            ReactionBench.Round(node, () => into, Slots);
        }
        catch (EngineClientException)
        {
            node.Pause(LastWordsMs); // a node that ended says why
            throw;
        }
    }

    private static void Floor(BenchOptions options, string folder, Samples into, bool spins)
    {
        if (spins)
        {
            using SharedFloor floor = SharedFloor.Open(options.Executable, folder);
            floor.Measure(into, ReactionBench.FloorNs);
            return;
        }

        using PipeFloor pipe = PipeFloor.Open(options.Executable);
        pipe.Measure(into, ReactionBench.FloorNs, ReactionBench.BatchEveryNs);
    }
}

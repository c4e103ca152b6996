using System.Collections.Generic;
using System.Globalization;
using Basisd.Host.Configuration;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Bench;

/// <summary>
/// The reaction of a node at 100 000 observations per second while it writes one snapshot of 100 MB after another, against the same node without
/// and the pipe floor of the same minute (SPEC 15). A node's own state is far smaller, so the bytes that make 100 MB of it are put behind it; they
/// take the whole way of a snapshot: hashing, staging, commit, device. Rounds with and without snapshots take turns, each on a node of its own.
/// </summary>
public static class SnapshotReactionBench
{
    private const int Megabyte = 1_000_000;
    private const int SnapshotBytes = 100 * Megabyte;
    private const int Encodings = 20;

    /// <summary>Below so many a p99 is the word of a few; it takes longer than asked for rather.</summary>
    private const int LeastSamples = 1_000;
    private const double NsPerUs = 1e3;
    private const double MsPerNs = 1e-6;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">A node or the floor's child cannot be started, a breach closed nothing, or a snapshot failed.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        Samples quiet = new();
        Samples during = new();
        Samples floor = new();
        Samples taken = new();
        Samples held = new();
        long stateBytes = 0;
        long end = BootClock.NowNs() + options.BudgetNs;
        using PipeFloor pipe = PipeFloor.Open(options.Executable);
        for (int round = 0; quiet.Count < LeastSamples || during.Count < LeastSamples || BootClock.NowNs() < end; round++)
        {
            bool snapshots = round % 2 == 1;
            string what = snapshots ? "reaction during snapshots" : "reaction";
            options.Progress(string.Create(CultureInfo.InvariantCulture, $"{what}, round {round + 1}"));
            pipe.Measure(floor, ReactionBench.FloorNs, ReactionBench.BatchEveryNs);
            using BenchNode node = BenchNode.Start(options, ReactionBench.Venues, SnapshotBytes);
            if (!snapshots)
            {
                stateBytes = Encode(node.ConfigurationFile, held);
                ReactionBench.Round(node, () => quiet);
                continue;
            }

            // What is sent in the moment between two snapshots is dropped.
            Samples between = new();
            using SnapshotStream stream = SnapshotStream.Start(node, taken);
            ReactionBench.Round(node, () => stream.IsTaking ? during : between);
            stream.Stop();
        }

        Quantiles encode = held.Quantiles().Times(1 / NsPerUs);
        string state = string.Create(CultureInfo.InvariantCulture, $"{stateBytes / 1000.0:F0} KB");
        List<BenchFigure> figures =
        [
            ReactionBench.Figure("observation → closed, no snapshot", quiet, floor, held: false),
            ReactionBench.Figure("… while 100 MB are written", during, floor, held: false),
            new BenchFigure("one snapshot of 100 MB under this load", "ms", taken.Quantiles().Times(MsPerNs), default, string.Empty, []),
            new BenchFigure($"the loop's hold to encode its own {state}", "µs", encode, default, string.Empty, []),
        ];
        return new BenchSection("snapshot-reaction", figures,
        [
            $"a sample counts as during a snapshot when its batch was sent between asking for one and its answer: {taken.Count} snapshots",
            $"the node's own state ({state}, encoded at once on the loop thread) is filled up to 100 MB behind it; the filling costs no encoding",
            "load, floor and node as in `bench reaction`; the snapshots are asked for over the admin socket, one behind the other",
        ]);
    }

    /// <summary>How long the loop thread is held while a node of this configuration encodes its state.</summary>
    private static long Encode(string configuration, Samples into)
    {
        NodeConfiguration loaded = ConfigurationLoader.Load(configuration).Configuration
            ?? throw new BenchException($"{configuration}: the configuration of the measurement is not valid");
        NodeCore core = new(loaded.Topology, CoreSettingsMapping.Of(loaded));
        CanonicalWriter writer = new();
        for (int i = 0; i < Encodings; i++)
        {
            writer.Clear();
            long begun = BootClock.NowNs();
            core.WriteSnapshot(writer);
            into.Add(BootClock.NowNs() - begun);
        }

        return writer.Length;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using Basisd.Engine;
using Basisd.Gate;

namespace Basisd.Host.Bench;

/// <summary>
/// A node at 100 000 observations per second with a fault every second, for as long as asked: whether memory, descriptors and reaction stay what they
/// were, whether the collector is kept out of the hot path, and whether every record is accounted for. Each fault is bad news about one venue, taken
/// back half a second later; a venue whose gate was open gives a reaction.
/// </summary>
public static class SoakBench
{
    /// <summary>Venues that take turns: one stays closed for minutes behind its fault.</summary>
    internal const int Venues = 1_000;

    private const int SlotsOfWindows = 12;
    private const int LeastWindowSeconds = 5;
    private const int WarmUpSeconds = 15;
    private const double UsPerNs = 1e-3;
    private const double MbPerByte = 1e-6;
    private const double MostGrowthMb = 4;
    private const double MostMoreHandles = 4;

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">The node cannot be started, or is gone.</exception>
    /// <exception cref="EngineClientException">The node refused or left.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        using BenchNode node = BenchNode.Start(options, Venues);
        using EngineClient client = node.Connect();
        using GateReader gate = node.AttachGate();
        SoakLoad load = new(client, gate);
        options.Progress("soak, warming up");
        load.Run(WarmUpSeconds, []);
        int window = Math.Max(LeastWindowSeconds, options.Seconds / SlotsOfWindows);
        SoakState before = SoakState.Of(node);
        List<SoakState> states = [];
        List<Samples> reactions = [];
        for (int second = 0; second < options.Seconds; second += window)
        {
            options.Progress(string.Create(CultureInfo.InvariantCulture, $"soak, {second} s of {options.Seconds}"));
            Samples reaction = new();
            load.Run(window, [reaction]);
            reactions.Add(reaction);
            states.Add(SoakState.Of(node));
        }

        (bool complete, string account) = IngestBench.Account(node, client);
        return new BenchSection("soak", Figures(before, states, reactions, complete), Notes(options.Seconds, load, reactions, account));
    }

    private static List<BenchFigure> Figures(SoakState before, List<SoakState> states, List<Samples> reactions, bool complete)
    {
        Samples resident = new();
        Samples handles = new();
        foreach (SoakState state in states)
        {
            resident.Add(state.ResidentBytes * MbPerByte);
            handles.Add(state.Handles);
        }

        SoakState last = states[^1];
        double growth = (last.ResidentBytes - before.ResidentBytes) * MbPerByte;
        long collections = last.OldCollections - before.OldCollections;
        Samples all = new();
        reactions.ForEach(all.AddAll);
        Samples oldest = new();
        oldest.Add(collections);
        return
        [
            new("resident", "MB", resident.Quantiles(), default, string.Empty,
                [Budget.AtMost($"grows by ≤ {MostGrowthMb} MB", growth, MostGrowthMb)]),
            new("descriptors", "", handles.Quantiles(), default, string.Empty,
                [Budget.AtMost($"grow by ≤ {MostMoreHandles}", last.Handles - before.Handles, MostMoreHandles)]),
            new("collections of the oldest generation", "", oldest.Quantiles(), default, string.Empty,
                [Budget.AtMost("none", collections, 0)]),
            new("observation → closed", "µs", all.Quantiles().Times(UsPerNs), default, string.Empty,
                [new Budget("every record accounted for", [complete ? 0 : 1], 0)]),
        ];
    }

    private static List<string> Notes(int seconds, SoakLoad load, List<Samples> reactions, string account)
    {
        List<string> windows = [];
        foreach (Samples reaction in reactions)
        {
            Quantiles q = reaction.Quantiles().Times(UsPerNs);
            windows.Add(string.Create(CultureInfo.InvariantCulture, $"{q.P50:F0}/{q.P99:F0}"));
        }

        return
        [
            $"{seconds} s after {WarmUpSeconds} s of warming up; {load.Faults} faults, one per second",
            "what grows is the difference between the end of the warming up and the end",
            $"p50/p99 of the reaction in µs, window by window: {string.Join(", ", windows)}",
            account,
        ];
    }
}

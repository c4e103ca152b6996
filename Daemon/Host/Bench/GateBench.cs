using System;
using System.Collections.Generic;
using Basisd.Gate;
using Basisd.Linux;

namespace Basisd.Host.Bench;

/// <summary>
/// Cost of one check of the gate, in C# and in C, against the loads that no check can do without (SPEC 15). A real page, five real scopes,
/// everything allowed: the longest way through the check.
/// </summary>
public static unsafe class GateBench
{
    private const int PlainChecks = 100_000;
    private const int ClockedChecks = 10_000;
    private const int WarmUpRounds = 30;
    private const int LeastRounds = 10;
    private const long PageValidityNs = (long)GateLayout.MaxHorizonNs / 10 * 9;
    private const long RenewEveryNs = 50_000_000;
    private const double PlainBudget = 1.2;
    private const double ClockedBudget = 1.1;
    private const double CoarseBudgetNs = 5;

    private static readonly string[] s_names = ["platform", "module/bench", "asset/BTC", "venue/bench", "route/BTC@bench"];

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">The page cannot be made.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        List<BenchFigure> figures = [];
        List<string> notes = [$"ns per check, {PlainChecks} checks a round ({ClockedChecks} with the clock), rounds of check and floor in turn"];
        long each = options.BudgetNs / (GateCompiler.IsThere ? 4 : 2);
        OnClock(GateClock.BootTime, options, each, figures, notes);
        if (SuspendState.WasSuspended())
        {
            notes.Add("coarse clock: skipped, this host was suspended in this boot");
        }
        else
        {
            OnClock(GateClock.Coarse, options, each, figures, notes);
            notes.Add("coarse clock: gate.clock = coarse, which a daemon offers only on a host that cannot suspend");
        }

        if (!GateCompiler.IsThere)
        {
            notes.Add("C: skipped, there is no `cc` on PATH");
        }

        return new BenchSection("gate", figures, notes);
    }

    /// <summary>The four columns of a run as figures: both checks, or on the coarse clock only the one that reads it.</summary>
    internal static void AddFigures(string language, GateClock clock, Samples[] columns, List<BenchFigure> figures)
    {
        if (clock == GateClock.BootTime)
        {
            Quantiles plain = columns[0].Quantiles();
            Quantiles loads = columns[1].Quantiles();
            figures.Add(Figure($"{language} check_at, caller's time", plain, loads, "five loads of a selection and AND", PlainBudget));
            figures.Add(Figure(
                $"{language} check with the clock", columns[2].Quantiles(), columns[3].Quantiles(), "five loads, AND and clock", ClockedBudget));
            return;
        }

        Quantiles coarse = columns[2].Quantiles();
        figures.Add(new BenchFigure(
            $"{language} check with the coarse clock", "ns", coarse, columns[3].Quantiles(), "five loads, AND and coarse clock",
            [Budget.AtMost($"p50 ≤ {CoarseBudgetNs} ns", coarse.P50, CoarseBudgetNs)]));
    }

    private static void OnClock(GateClock clock, BenchOptions options, long forNs, List<BenchFigure> figures, List<string> notes)
    {
        using BenchFolder folder = BenchFolder.InMemory();
        string path = System.IO.Path.Combine(folder.Path, "gate");
        using GateWriter writer = GateWriter.Create(path, 1, s_names, clock, out string problem) ?? throw new BenchException(problem);
        for (int scope = 0; scope < s_names.Length; scope++)
        {
            writer.Publish(scope, GateLayout.KnownBits, 0, 0, 0);
        }

        writer.Renew(BootClock.NowNs() + PageValidityNs);
        using GateReader reader = GateReader.Attach(path);
        if (reader.Result != GateAttachResult.Attached)
        {
            throw new BenchException($"the page of the measurement cannot be attached: {reader.Problem}");
        }

        options.Progress($"gate, {clock}, C#");
        Managed(writer, reader, clock, forNs, figures);
        if (GateCompiler.IsThere)
        {
            options.Progress($"gate, {clock}, C");
            GateCompiler compiler = new(folder.Path, () => writer.Renew(BootClock.NowNs() + PageValidityNs));
            compiler.Measure(path, clock, s_names[1..], forNs, figures, notes);
        }
    }

    private static BenchFigure Figure(string name, Quantiles measured, Quantiles floor, string floorName, double budget) =>
        new(name, "ns", measured, floor, floorName, [Budget.AtMost($"p50 ≤ {budget}×", measured.Over(floor).P50, budget)]);

    private static void Managed(GateWriter writer, GateReader reader, GateClock clock, long forNs, List<BenchFigure> figures)
    {
        Samples[] columns = [new(), new(), new(), new()];
        GateSelection* selections = stackalloc GateSelection[GateLoops.Selections];
        for (int i = 0; i < GateLoops.Selections; i++)
        {
            selections[i] = reader.Select(s_names.AsSpan(1));
        }

        long end = BootClock.NowNs() + forNs;
        long renew = 0;
        for (int round = 0; round < WarmUpRounds + LeastRounds || BootClock.NowNs() < end; round++)
        {
            if (BootClock.NowNs() >= renew)
            {
                renew = BootClock.NowNs() + RenewEveryNs;
                writer.Renew(BootClock.NowNs() + PageValidityNs);
            }

            Round(selections, columns);
            if (round == WarmUpRounds - 1)
            {
                columns = [new(), new(), new(), new()];
            }
        }

        AddFigures("C#", clock, columns, figures);
    }

    private static void Round(GateSelection* selections, Samples[] columns)
    {
        const ulong Allowed = (ulong)GateVerdict.Allow;
        long start = BootClock.NowNs();
        ulong checks = GateLoops.CheckAt(selections, 0, start, PlainChecks);
        long checkedAt = BootClock.NowNs();
        ulong loads = GateLoops.Loads(selections, PlainChecks);
        long loaded = BootClock.NowNs();
        ulong clocked = GateLoops.Check(selections, 0, ClockedChecks);
        long clockedAt = BootClock.NowNs();
        ulong clocks = GateLoops.LoadsAndClock(selections, ClockedChecks);
        long end = BootClock.NowNs();
        if (checks != Allowed * PlainChecks || clocked != Allowed * ClockedChecks || loads == 0 || clocks == 0)
        {
            throw new BenchException("a check of the measurement's own page was denied: the machine stalled for seconds; try again");
        }

        columns[0].Add((double)(checkedAt - start) / PlainChecks);
        columns[1].Add((double)(loaded - checkedAt) / PlainChecks);
        columns[2].Add((double)(clockedAt - loaded) / ClockedChecks);
        columns[3].Add((double)(end - clockedAt) / ClockedChecks);
    }
}

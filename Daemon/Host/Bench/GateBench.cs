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
    private const long PageValidityNs = 9_000_000_000;
    private const long RenewEveryNs = 1_000_000_000;
    private const double PlainBudget = 1.2;
    private const double ClockedBudget = 1.1;

    private static readonly string[] s_names = ["platform", "module/bench", "asset/BTC", "venue/bench", "route/BTC@bench"];

    /// <summary>Measures.</summary>
    /// <exception cref="BenchException">The page cannot be made.</exception>
    public static BenchSection Run(BenchOptions options)
    {
        using BenchFolder folder = BenchFolder.InMemory();
        string path = System.IO.Path.Combine(folder.Path, "gate");
        using GateWriter writer = GateWriter.Create(path, 1, s_names, out string problem) ?? throw new BenchException(problem);
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

        List<BenchFigure> figures = [];
        List<string> notes = [$"ns per check, {PlainChecks} checks a round ({ClockedChecks} with the clock), rounds of check and floor in turn"];
        options.Progress("gate, C#");
        bool hasCompiler = GateCompiler.IsThere;
        Managed(writer, reader, hasCompiler ? options.BudgetNs / 2 : options.BudgetNs, figures);
        if (hasCompiler)
        {
            options.Progress("gate, C");
            writer.Renew(BootClock.NowNs() + PageValidityNs);
            GateCompiler.Measure(folder.Path, path, s_names[1..], Math.Min(options.BudgetNs / 2, PageValidityNs / 2), figures, notes);
        }
        else
        {
            notes.Add("C: skipped, there is no `cc` on PATH");
        }

        return new BenchSection("gate", figures, notes);
    }

    /// <summary>The four columns of a run as two figures.</summary>
    internal static void AddFigures(string language, Samples[] columns, List<BenchFigure> figures)
    {
        figures.Add(Figure($"{language} check_at, caller's time", columns[0], columns[1], "five loads of a selection and AND", PlainBudget));
        figures.Add(Figure($"{language} check with the clock", columns[2], columns[3], "five loads, AND and clock", ClockedBudget));
    }

    private static BenchFigure Figure(string name, Samples measured, Samples floor, string floorName, double budget)
    {
        Quantiles m = measured.Quantiles();
        Quantiles f = floor.Quantiles();
        return new BenchFigure(name, "ns", m, f, floorName, [new Budget($"p50 ≤ {budget}×", m.P50 <= budget * f.P50)]);
    }

    private static void Managed(GateWriter writer, GateReader reader, long forNs, List<BenchFigure> figures)
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

        AddFigures("C#", columns, figures);
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

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Basisd.Host.Bench;

/// <summary>The figures as a Markdown page, <c>docs/performance.md</c>: budgets first, then each section with how it is read.</summary>
public static class BenchDocument
{
    private static readonly string[] s_head =
    [
        "# Performance", "",
        "`make performance` writes this page from its own measurements (`basisd bench all --document`). It is not edited by hand.", "",
        "## Method", "",
        "- A figure stands beside its floor: the least that this machine needs for the same thing, measured in turns with it in the same run. The",
        "  ratio is what a change of this code can move, and what a budget is mostly stated in; the nanoseconds alone are the machine's.",
        "- Quantiles are of all samples of all runs together, never of averages. The ratio of each run is kept beside them: `least to most` shows",
        "  how far runs lie apart. A budget is judged run by run; the median decides, and how many runs kept it is said.",
        "- Load is offered at times that were fixed before. Where a stall kept samples from being taken, what they would have shown is counted in",
        "  (no coordinated omission).",
        "- Nothing here is a test: a busy machine has other tails. What other processes took meanwhile stands under each section.", "",
    ];

    private static readonly string[] s_elsewhere =
    [
        "| detection of a silent node, p99 ≤ 500 ms, always < 1 s | four nodes and etcd in network namespaces: `make failover` | | | |",
        "| crash → reconciled owner, p99 ≤ 3.5 s; with systemd alive ≤ 700 ms | `make failover` | | | |",
        "| planned switchover, gap ≤ 250 ms | `make failover` | | | |",
    ];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, BenchResult result)
    {
        Lines(to, s_head);
        to.WriteLine("## Machine");
        to.WriteLine();
        to.WriteLine("| | |");
        to.WriteLine("|---|---|");
        foreach ((string name, string value) in result.Machine)
        {
            to.WriteLine($"| {name} | {Cell(value)} |");
        }

        to.WriteLine($"| runs | at most {result.Runs}; how many of a figure stands under \"kept in\" |");
        to.WriteLine();
        Budgets(to, result);
        foreach (BenchSection section in result.Sections)
        {
            Section(to, section);
        }
    }

    private static void Budgets(TextWriter to, BenchResult result)
    {
        to.WriteLine("## Budgets of SPEC 15");
        to.WriteLine();
        to.WriteLine("| budget | figure: p50, p99 (floor: p50, p99) | median of the runs | least to most | kept in |");
        to.WriteLine("|---|---|---|---|---|");
        List<string> missed = [];
        foreach (BenchSection section in result.Sections)
        {
            foreach (BenchFigure figure in section.Figures)
            {
                foreach (Budget budget in figure.Budgets)
                {
                    string verdict = budget.IsMet ? $"{budget.Kept} of {budget.Values.Length}" : $"**{budget.Kept} of {budget.Values.Length}**";
                    to.WriteLine(
                        $"| {section.Name}: {Cell(figure.Name)}, {budget.Text} | {Pair(figure.Measured)} {figure.Unit}"
                        + (figure.Floor.Count > 0 ? $" ({Pair(figure.Floor)})" : string.Empty)
                        + $" | {BenchReport.Number(budget.Median)} | {BenchReport.Number(budget.Least)} to {BenchReport.Number(budget.Most)} "
                        + $"| {verdict} |");
                    if (!budget.IsMet)
                    {
                        missed.Add($"{section.Name}: {figure.Name}, {budget.Text}");
                    }
                }
            }
        }

        Lines(to, s_elsewhere);
        to.WriteLine();
        to.WriteLine(missed.Count == 0 ? "The median of the runs kept every budget that is measured here."
            : $"Missed in the median of the runs: {string.Join("; ", missed)}. Why is under the section.");
        to.WriteLine();
    }

    private static void Section(TextWriter to, BenchSection section)
    {
        to.WriteLine($"## {section.Name}");
        to.WriteLine();
        to.WriteLine("| figure | p50 | p99 | p99.9 | unit | samples | floor p50 | floor p99 | ratio p50 | ratio p99 | least to most p99 ratio |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (BenchFigure figure in section.Figures)
        {
            Quantiles m = figure.Measured;
            string floor = figure.Floor.Count == 0 ? " | | | |" : string.Create(
                CultureInfo.InvariantCulture,
                $"{BenchReport.Number(figure.Floor.P50)} | {BenchReport.Number(figure.Floor.P99)} | {figure.Ratio.P50:F2} | {figure.Ratio.P99:F2} "
                + $"| {Spread(figure)}");
            to.WriteLine(
                $"| {Cell(figure.Name)} | {BenchReport.Number(m.P50)} | {BenchReport.Number(m.P99)} | {BenchReport.Number(m.P999)} | {figure.Unit} "
                + $"| {m.Count} | {floor} |");
        }

        to.WriteLine();
        foreach (string line in BenchReadings.Of(section.Name))
        {
            to.WriteLine(line);
        }

        foreach (string note in section.Notes)
        {
            to.WriteLine($"- {Cell(note)}");
        }

        to.WriteLine();
    }

    private static string Spread(BenchFigure figure)
    {
        double least = double.MaxValue;
        double most = 0;
        foreach (Quantiles run in figure.Runs)
        {
            least = Math.Min(least, run.P99);
            most = Math.Max(most, run.P99);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{least:F2} to {most:F2}");
    }

    private static void Lines(TextWriter to, string[] lines)
    {
        foreach (string line in lines)
        {
            to.WriteLine(line);
        }
    }

    private static string Pair(Quantiles q) => $"{BenchReport.Number(q.P50)}, {BenchReport.Number(q.P99)}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

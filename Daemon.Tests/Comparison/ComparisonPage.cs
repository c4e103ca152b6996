using System.IO;
using Basisd.Host.Bench;

namespace Basisd.Tests.Comparison;

/// <summary>The figures side by side as docs/comparison.md.</summary>
internal static class ComparisonPage
{
    private static readonly string[] s_head =
    [
        "# Side by side", "",
        "`make bench-compare` writes this page from its own measurements, all of one run on one machine; it is not edited by hand. It",
        "answers what a gate, a journal and a process of basisd cost beside what people would use instead. None of these does what basisd does,",
        "and most of them do much that it does not: it is the price of one operation that is compared, not the worth of a program.", "",
    ];

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, BenchResult result)
    {
        foreach (string line in s_head)
        {
            to.WriteLine(line);
        }

        to.WriteLine("| machine | |");
        to.WriteLine("|---|---|");
        foreach ((string name, string value) in result.Machine)
        {
            to.WriteLine($"| {name} | {value} |");
        }

        foreach (BenchSection section in result.Sections)
        {
            to.WriteLine();
            to.WriteLine($"## {section.Name}");
            to.WriteLine();
            to.WriteLine("| | p50 | p99 | p99.9 | unit | samples | times the first |");
            to.WriteLine("|---|---|---|---|---|---|---|");
            string unit = string.Empty;
            double first = 0;
            foreach (BenchFigure figure in section.Figures)
            {
                // The first of each unit is ours; the others stand beside it.
                first = unit == figure.Unit ? first : figure.Measured.P50;
                unit = figure.Unit;
                Quantiles m = figure.Measured;
                to.WriteLine(
                    $"| {figure.Name} | {BenchReport.Number(m.P50)} | {BenchReport.Number(m.P99)} | {BenchReport.Number(m.P999)} | {figure.Unit} "
                    + $"| {m.Count} | {BenchReport.Number(m.P50 / first)} |");
            }

            to.WriteLine();
            foreach (string note in section.Notes)
            {
                to.WriteLine($"- {note}");
            }
        }
    }
}

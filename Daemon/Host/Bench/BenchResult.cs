using System.Collections.Generic;
using System.Linq;

namespace Basisd.Host.Bench;

/// <summary>What one or several runs of the measurements found, and on what.</summary>
/// <param name="Machine">Facts of the machine, name and value.</param>
/// <param name="Sections">The sections, in the order in which they were measured.</param>
/// <param name="Runs">Runs that were pooled, from 1; of the figure that was measured most often, where runs differ in what they measured.</param>
public sealed record BenchResult(IReadOnlyList<(string Name, string Value)> Machine, IReadOnlyList<BenchSection> Sections, int Runs)
{
    /// <summary>
    /// Pools runs: quantiles from all samples together, ratios and budgets run by run. Where a run lacks a figure that others have, the others count.
    /// </summary>
    /// <param name="runs">At least one; machine and notes are those of the first.</param>
    public static BenchResult Pool(IReadOnlyList<BenchResult> runs)
    {
        if (runs.Count == 1)
        {
            return runs[0];
        }

        List<BenchSection> sections = [];
        foreach (BenchResult run in runs)
        {
            foreach (BenchSection section in run.Sections)
            {
                if (!sections.Exists(s => s.Name == section.Name))
                {
                    sections.Add(Pool(section, runs));
                }
            }
        }

        int most = sections.SelectMany(static s => s.Figures).Select(static f => f.Runs.Count).DefaultIfEmpty(1).Max();
        return new BenchResult(runs[0].Machine, sections, most);
    }

    private static BenchSection Pool(BenchSection first, IReadOnlyList<BenchResult> runs)
    {
        List<BenchFigure> pooled = [];
        foreach (BenchFigure figure in first.Figures)
        {
            List<BenchFigure> same = [];
            foreach (BenchResult run in runs)
            {
                foreach (BenchSection section in run.Sections)
                {
                    same.AddRange(section.Name == first.Name ? Named(section, figure.Name) : []);
                }
            }

            pooled.Add(Pool(same));
        }

        return first with { Figures = pooled };
    }

    private static IEnumerable<BenchFigure> Named(BenchSection section, string name)
    {
        foreach (BenchFigure figure in section.Figures)
        {
            if (figure.Name == name)
            {
                yield return figure;
            }
        }
    }

    private static BenchFigure Pool(List<BenchFigure> runs)
    {
        List<Quantiles> ratios = [];
        List<Budget> budgets = [];
        foreach (BenchFigure run in runs)
        {
            ratios.AddRange(run.Runs);
            foreach (Budget budget in run.Budgets)
            {
                int at = budgets.FindIndex(b => b.Text == budget.Text);
                if (at < 0)
                {
                    budgets.Add(budget);
                    continue;
                }

                budgets[at] = budgets[at] with
                {
                    Values = [.. budgets[at].Values, .. budget.Values],
                    IsSound = budgets[at].IsSound && budget.IsSound,
                };
            }
        }

        return runs[0] with
        {
            Measured = Pool(runs.ConvertAll(r => r.Measured)),
            Floor = Pool(runs.ConvertAll(r => r.Floor)),
            Budgets = budgets,
            Runs = ratios,
        };
    }

    private static Quantiles Pool(List<Quantiles> runs)
    {
        List<Histogram> histograms = [];
        foreach (Quantiles run in runs)
        {
            if (run.Histogram is { } histogram)
            {
                histograms.Add(histogram);
            }
        }

        if (histograms.Count == runs.Count)
        {
            return Histogram.Pool(histograms).Quantiles();
        }

        // What was computed from other figures has no samples of its own: the run in the middle stands for all.
        runs.Sort(static (a, b) => a.P50.CompareTo(b.P50));
        return runs[runs.Count / 2];
    }
}

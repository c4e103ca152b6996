using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Basisd.Host.Bench;

/// <summary>
/// Today's figures beside earlier ones. Where a figure has a floor the ratios to it are compared, which cancels the machine as far as can be; else
/// the values themselves, which say something on the same machine alone. It judges nothing: what is marked is for somebody to look at.
/// </summary>
public static class BenchComparison
{
    /// <summary>A change beyond this share is marked: below it lies what two runs of the same binary differ by on a quiet machine.</summary>
    public const double Notable = 0.1;

    private const int NameWidth = 42;

    /// <summary>Writes one line per figure that both have, and names those that only one has.</summary>
    public static void Write(TextWriter to, BenchResult now, BenchResult before)
    {
        to.WriteLine();
        to.WriteLine($"{"against the earlier figures",-NameWidth}{"before",10}{"now",10}{"change",9}   {"p99 before",10}{"now",10}{"change",9}");
        HashSet<(string, string)> seen = [];
        foreach (BenchSection section in now.Sections)
        {
            foreach (BenchFigure figure in section.Figures)
            {
                seen.Add((section.Name, figure.Name));
                BenchFigure? old = Find(before, section.Name, figure.Name);
                to.WriteLine(old is null ? $"{figure.Name,-NameWidth}  not measured before" : Line(figure, old));
            }
        }

        foreach (BenchSection section in before.Sections)
        {
            foreach (BenchFigure figure in section.Figures)
            {
                if (!seen.Contains((section.Name, figure.Name)))
                {
                    to.WriteLine($"{figure.Name,-NameWidth}  not measured now");
                }
            }
        }
    }

    private static string Line(BenchFigure now, BenchFigure before)
    {
        bool ratio = now.Floor.Count > 0 && before.Floor.Count > 0;
        Quantiles n = ratio ? now.Ratio : now.Measured;
        Quantiles b = ratio ? before.Ratio : before.Measured;
        double p50 = Change(n.P50, b.P50);
        double p99 = Change(n.P99, b.P99);
        string mark = Math.Max(p50, p99) > Notable ? "  slower" : Math.Min(p50, p99) < -Notable ? "  faster" : string.Empty;
        string unit = ratio ? "×" : now.Unit;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Name,-NameWidth}{BenchReport.Number(b.P50),10}{BenchReport.Number(n.P50),10}{p50,9:+0 %;-0 %}   "
            + $"{BenchReport.Number(b.P99),10}{BenchReport.Number(n.P99),10}{p99,9:+0 %;-0 %}  {unit}{mark}");
    }

    private static double Change(double now, double before) => before > 0 ? (now / before) - 1 : 0;

    private static BenchFigure? Find(BenchResult result, string section, string name)
    {
        foreach (BenchSection each in result.Sections)
        {
            foreach (BenchFigure figure in each.Figures)
            {
                if (each.Name == section && figure.Name == name)
                {
                    return figure;
                }
            }
        }

        return null;
    }
}

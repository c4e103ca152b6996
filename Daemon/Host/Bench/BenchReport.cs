using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Basisd.Host.Bench;

/// <summary>The figures as a table for people. It judges nothing: whether a budget was kept is in the figure.</summary>
public static class BenchReport
{
    private const int NameWidth = 42;

    /// <summary>Writes the machine's facts.</summary>
    public static void Write(TextWriter to, IReadOnlyList<(string Name, string Value)> machine)
    {
        foreach ((string name, string value) in machine)
        {
            to.WriteLine($"{name,-9} {value}");
        }
    }

    /// <summary>Writes one section as a table.</summary>
    public static void Write(TextWriter to, BenchSection section)
    {
        to.WriteLine();
        to.WriteLine($"{section.Name,-NameWidth}{"p50",10}{"p99",10}{"p99.9",10}  {"unit",-7}{"n",8}   ratio p50   p99 p99.9   budget");
        foreach (BenchFigure figure in section.Figures)
        {
            string ratio = figure.Floor.Count > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{figure.Ratio.P50,12:F2}{figure.Ratio.P99,6:F2}{figure.Ratio.P999,6:F2}")
                : new string(' ', 24);
            string line = $"{figure.Name,-NameWidth}{Row(figure.Measured, figure.Unit)}{ratio}   {BudgetText(figure.Budgets)}";
            to.WriteLine(line.TrimEnd());
            if (figure.Floor.Count > 0)
            {
                to.WriteLine($"  floor: {figure.FloorName}".PadRight(NameWidth) + Row(figure.Floor, figure.Unit));
            }
        }

        foreach (string note in section.Notes)
        {
            to.WriteLine($"  · {note}");
        }
    }

    private static string Row(Quantiles values, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(values.P50),10}{Number(values.P99),10}{Number(values.P999),10}  {unit,-7}{values.Count,8}");

    /// <summary>A value with as many digits as it deserves.</summary>
    internal static string Number(double value) => value.ToString(value < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string BudgetText(IReadOnlyList<Budget> budgets)
    {
        List<string> parts = new(budgets.Count);
        foreach (Budget budget in budgets)
        {
            string runs = budget.Values.Length == 1 ? string.Empty
                : $" ({Number(budget.Least)} to {Number(budget.Most)}, {budget.Kept}/{budget.Values.Length})";
            parts.Add($"{budget.Text}: {(budget.IsMet ? "met" : "MISSED")}{runs}");
        }

        return string.Join("; ", parts);
    }
}

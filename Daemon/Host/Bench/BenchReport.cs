using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Basisd.Host.Bench;

/// <summary>The figures as a table for people and as JSON. It judges nothing: whether a budget was kept is in the figure.</summary>
public static class BenchReport
{
    private const int NameWidth = 42;

    /// <summary>Writes the machine's facts.</summary>
    public static void Write(TextWriter to, BenchMachine machine)
    {
        foreach ((string name, string value) in machine.Facts)
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

    /// <summary>Writes everything as one JSON object.</summary>
    public static void WriteJson(Stream to, BenchMachine machine, IReadOnlyList<BenchSection> sections)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("machine");
        foreach ((string name, string value) in machine.Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("sections");
        foreach (BenchSection section in sections)
        {
            json.WriteStartObject();
            json.WriteString("name", section.Name);
            json.WriteStartArray("figures");
            foreach (BenchFigure figure in section.Figures)
            {
                Write(json, figure);
            }

            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (string note in section.Notes)
            {
                json.WriteStringValue(note);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, BenchFigure figure)
    {
        json.WriteStartObject();
        json.WriteString("name", figure.Name);
        json.WriteString("unit", figure.Unit);
        Write(json, "measured", figure.Measured);
        if (figure.Floor.Count > 0)
        {
            json.WriteString("floor_name", figure.FloorName);
            Write(json, "floor", figure.Floor);
            Write(json, "ratio", figure.Ratio);
        }

        json.WriteStartArray("budgets");
        foreach (Budget budget in figure.Budgets)
        {
            json.WriteStartObject();
            json.WriteString("budget", budget.Text);
            json.WriteBoolean("met", budget.IsMet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Quantiles values)
    {
        json.WriteStartObject(name);
        json.WriteNumber("p50", Math.Round(values.P50, 4));
        json.WriteNumber("p99", Math.Round(values.P99, 4));
        json.WriteNumber("p99_9", Math.Round(values.P999, 4));
        json.WriteNumber("samples", values.Count);
        json.WriteEndObject();
    }

    private static string Row(Quantiles values, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Number(values.P50),10}{Number(values.P99),10}{Number(values.P999),10}  {unit,-7}{values.Count,8}");

    private static string Number(double value) => value.ToString(value < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string BudgetText(IReadOnlyList<Budget> budgets)
    {
        List<string> parts = new(budgets.Count);
        foreach (Budget budget in budgets)
        {
            parts.Add($"{budget.Text}: {(budget.IsMet ? "met" : "MISSED")}");
        }

        return string.Join("; ", parts);
    }
}

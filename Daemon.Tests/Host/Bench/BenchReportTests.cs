using System;
using System.IO;
using System.Text.Json;
using Basisd.Host.Bench;
using Xunit;

namespace Basisd.Tests.Host.Bench;

public sealed class BenchReportTests
{
    private static readonly BenchMachine s_machine = new("cpu model", 2, "6.1", "performance", "0.1 0.2 0.3", "runtime");

    private static readonly BenchSection s_section = new(
        "journal",
        [
            new(
                "commit of 1", "µs", new Quantiles(110, 190, 400, 1000), new Quantiles(100, 100, 200, 1000), "pwrite",
                [Budget.AtMost("p50 ≤ 1.3×", 1.1, 1.3), Budget.AtMost("p99 ≤ 1.5×", 1.9, 1.5)]),
            new("no floor", "ns", new Quantiles(1.5, 2, 3, 10), default, string.Empty, []),
        ],
        ["how it was measured"]);

    [Fact]
    public void The_table_shows_figure_floor_ratio_and_whether_each_budget_was_kept()
    {
        StringWriter text = new();
        BenchReport.Write(text, s_machine.Facts);
        BenchReport.Write(text, s_section);
        string[] lines = text.ToString().Split('\n');
        Assert.Contains(lines, l => l.StartsWith("governor  performance", StringComparison.Ordinal));
        string figure = Assert.Single(lines, l => l.StartsWith("commit of 1", StringComparison.Ordinal));
        Assert.Contains("1.10  1.90  2.00", figure, StringComparison.Ordinal);
        Assert.EndsWith("p50 ≤ 1.3×: met; p99 ≤ 1.5×: MISSED", figure, StringComparison.Ordinal);
        Assert.Single(lines, l => l.StartsWith("  floor: pwrite", StringComparison.Ordinal));
        Assert.Contains("  · how it was measured", lines);
    }

    [Fact]
    public void The_json_has_the_same_facts()
    {
        using MemoryStream bytes = new();
        BenchJson.Write(bytes, new BenchResult(s_machine.Facts, [s_section], 1));
        using JsonDocument json = JsonDocument.Parse(bytes.ToArray());
        Assert.Equal("6.1", json.RootElement.GetProperty("machine").GetProperty("kernel").GetString());
        JsonElement figures = json.RootElement.GetProperty("sections")[0].GetProperty("figures");
        Assert.Equal(1.9, figures[0].GetProperty("ratio").GetProperty("p99").GetDouble());
        Assert.Equal(1000, figures[0].GetProperty("floor").GetProperty("samples").GetInt32());
        Assert.False(figures[0].GetProperty("budgets")[1].GetProperty("met").GetBoolean());
        Assert.False(figures[1].TryGetProperty("floor", out _));
    }
}

using System;
using System.IO;
using Basisd.Host.Bench;
using Xunit;

namespace Basisd.Tests.Host.Bench;

/// <summary>Figures survive being written and read, pooled, compared and put on a page.</summary>
public sealed class BenchResultTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("basisd-benchresult-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void What_is_written_as_json_is_read_as_it_was()
    {
        BenchResult run = Run(1.2, 2.0);
        BenchResult read = BenchJson.Read(Written(run));
        BenchFigure figure = read.Sections[0].Figures[0];
        Assert.Equal(run.Machine, read.Machine);
        Assert.Equal(run.Sections[0].Figures[0].Measured, figure.Measured);
        Assert.Equal(run.Sections[0].Figures[0].Floor, figure.Floor);
        Assert.Equal(run.Sections[0].Figures[0].Measured.Histogram!.Classes, figure.Measured.Histogram!.Classes);
        Assert.Equal("what it stands on", figure.FloorName);
        Assert.True(figure.Budgets[0].IsMet);
        Assert.Equal(run.Sections[0].Notes, read.Sections[0].Notes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"runs\": 1, \"machine\": {}, \"sections\": [{}]}")]
    public void Another_file_is_refused_with_its_name(string text)
    {
        string path = Path.Combine(_directory.FullName, "other.json");
        File.WriteAllText(path, text);
        BenchException refused = Assert.Throws<BenchException>(() => BenchJson.Read(path));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_pooled_sample_by_sample_and_budgets_judged_run_by_run()
    {
        BenchResult pooled = BenchResult.Pool([Run(1.2, 2.0), Run(1.2, 2.0), Run(1.2, 9.0)]);
        BenchFigure figure = pooled.Sections[0].Figures[0];
        Assert.Equal(3, pooled.Runs);
        Assert.Equal(3, figure.Runs.Count);
        Assert.Equal(3 * 100, figure.Measured.Count);
        Budget budget = Assert.Single(figure.Budgets);
        Assert.True(budget.IsMet);
        Assert.Equal(2, budget.Kept);
        Assert.Equal((2.0, 9.0), (budget.Least, budget.Most));
    }

    [Fact]
    public void A_run_that_fails_its_own_account_keeps_no_budget()
    {
        Budget failed = Budget.AtLeast("rate", 5, 1, sound: false);
        Assert.False(failed.IsMet);
        Assert.Equal(0, failed.Kept);
        Assert.True(Budget.AtLeast("rate", 5, 1, sound: true).IsMet);
        Assert.False(Budget.AtLeast("rate", 0.5, 1, sound: true).IsMet);
    }

    [Fact]
    public void A_comparison_marks_what_became_slower_and_what_is_new()
    {
        StringWriter text = new();
        BenchComparison.Write(text, Run(1.5, 2.0, "new one"), Run(1.2, 2.0, "old one"));
        string[] lines = text.ToString().Split('\n');
        string slower = Assert.Single(lines, l => l.StartsWith("a figure", StringComparison.Ordinal));
        Assert.Contains("+25 %", slower, StringComparison.Ordinal);
        Assert.EndsWith("slower", slower, StringComparison.Ordinal);
        Assert.Single(lines, l => l.StartsWith("new one", StringComparison.Ordinal) && l.EndsWith("not measured before", StringComparison.Ordinal));
        Assert.Single(lines, l => l.StartsWith("old one", StringComparison.Ordinal) && l.EndsWith("not measured now", StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_has_every_figure_and_names_a_missed_budget()
    {
        StringWriter text = new();
        BenchDocument.Write(text, BenchResult.Pool([Run(1.2, 9.0), Run(1.2, 8.0)]));
        string page = text.ToString();
        Assert.Contains("| journal: a figure, p99 ≤ 3× |", page, StringComparison.Ordinal);
        Assert.Contains("**0 of 2**", page, StringComparison.Ordinal);
        Assert.Contains("Missed in the median of the runs: journal: a figure", page, StringComparison.Ordinal);
        Assert.Contains("| cpu | a model |", page, StringComparison.Ordinal);
        Assert.Contains("- how it was measured", page, StringComparison.Ordinal);
    }

    private static BenchResult Run(double times, double judged, string other = "another")
    {
        Samples measured = new();
        Samples floor = new();
        for (int i = 1; i <= 100; i++)
        {
            measured.Add(i * times);
            floor.Add(i);
        }

        BenchFigure figure = new(
            "a figure", "µs", measured.Quantiles(), floor.Quantiles(), "what it stands on", [Budget.AtMost("p99 ≤ 3×", judged, 3)]);
        BenchFigure bare = new(other, "ns", floor.Quantiles(), default, string.Empty, []);
        return new BenchResult([("cpu", "a model")], [new BenchSection("journal", [figure, bare], ["how it was measured"])], 1);
    }

    private string Written(BenchResult result)
    {
        string path = Path.Combine(_directory.FullName, "run.json");
        using FileStream file = File.Create(path);
        BenchJson.Write(file, result);
        return path;
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using Basisd.Commands;
using Basisd.Host.Replay;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>One history for each value of a setting.</summary>
public sealed class SweepTests(GeneratedMarket market) : IClassFixture<GeneratedMarket>
{
    private const string Ratio = "market.volatility_spike.ratio_ppm";

    [Fact]
    public void Trips_fall_as_the_limit_rises_and_the_value_in_force_is_among_them()
    {
        string chart = Path.Combine(market.Path, "sweep.svg");
        string[] words = ["replay", market.Path, "--sweep", $"{Ratio}=3000000..8000000/3", "--json", "--chart", chart];
        (int code, string output, string error) = Verb.Run(words);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement[] points = [.. json.RootElement.GetProperty("points").EnumerateArray()];
        Assert.Equal(["3000000", "4000000", "5500000", "8000000"], points.Select(p => p.GetProperty("value").GetString()));
        Assert.Equal([false, true, false, false], points.Select(p => p.GetProperty("configured").GetBoolean()));
        int[] trips = [.. points.Select(p => p.GetProperty("trips").GetInt32())];
        Assert.Equal(trips.OrderDescending(), trips);
        Assert.Equal((1, 0), (trips[0], trips[^1]));
        string text = string.Join('\n', XDocument.Load(chart).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.Contains("as configured: 4000000", text, StringComparison.Ordinal);
        Assert.Contains($"Sweep of {Ratio}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_the_same_however_many_runs_play_at_once()
    {
        string[] words = ["replay", market.Path, "--sweep", "asset.settlement_unit_deviation.persist=0s,30s,5m,20m"];
        (int code, string output, _) = Verb.Run(words);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(output, Verb.Run(words).Output);
        Assert.Contains("*            30s", output, StringComparison.Ordinal);
        Assert.Contains(" 20m        0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ratio + "=2000000..3000000", "how many values")]
    [InlineData(Ratio + "=3000000..2000000/3", "3000000 is not below 2000000")]
    [InlineData(Ratio + "=2000000..3000000/1", "from 2 to 64")]
    [InlineData(Ratio + "=2000000..3000000/65", "from 2 to 64")]
    [InlineData(Ratio + "=2000000..x/3", "'x' is not a whole number")]
    [InlineData(Ratio + "=", "'' is not a whole number")]
    [InlineData("market.volatility_spike.hold=1..2/3", "not a duration")]
    [InlineData("market.volatility_spike.enabled=true,false", "nothing to sweep")]
    [InlineData("market.volatility_spike.ratio_pm=1,2", "did you mean 'ratio_ppm'?")]
    [InlineData(Ratio + "=1000000,5000000", "--sweep 1000000: triggers." + Ratio + ": 1000000 is out of range")]
    public void A_wrong_range_is_explained_before_anything_plays(string range, string words)
    {
        (int code, string output, string error) = Verb.Run("replay", market.Path, "--sweep", range);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_and_what_if_do_not_mix()
    {
        (int code, _, string error) = Verb.Run("replay", market.Path, "--sweep", Ratio + "=2000000,3000000", "--what-if", Ratio + "=3000000");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("do not go together", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_of_a_range_are_exact()
    {
        SweepRange range = SweepRange.Parse("asset.settlement_unit_deviation.persist=1s..2s/4", out string? problem)!;
        Assert.Null(problem);
        Assert.Equal(["1s", "1333333333ns", "1666666666ns", "2s"], range.Values);
        Assert.Equal(["1s", "1333333333ns", "1500ms", "1666666666ns", "2s"], range.Including("1500ms").Values);
    }
}

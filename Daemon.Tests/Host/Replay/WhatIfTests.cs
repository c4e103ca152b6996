using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Commands;
using Basisd.Host.Replay;
using Basisd.Safety;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>The same history under other settings: what changes is shown, what is wrong is said as for a file.</summary>
public sealed class WhatIfTests(GeneratedMarket market) : IClassFixture<GeneratedMarket>
{
    [Fact]
    public void A_higher_limit_moves_the_trip_and_says_by_how_much()
    {
        (int code, string output, string error) = Verb.Run("replay", market.Path, "--what-if", "market.volatility_spike.ratio_ppm=6000000");
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("market.volatility_spike.ratio_ppm were 6000000 (configured: 4000000)", output, StringComparison.Ordinal);
        Assert.Contains("moved", output, StringComparison.Ordinal);
        Assert.Contains("later", output, StringComparison.Ordinal);
        Assert.Contains("trips: 0 gone, 0 new, 1 moved, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_settings_change_at_once_and_what_disappears_is_listed()
    {
        (int code, string output, _) = Verb.Run(
            "replay", market.Path, "--json", "--what-if", "venue.api_failure.enabled=false", "--what-if", "venue.api_instability.enabled=false",
            "--what-if", "asset.settlement_unit_deviation.shadow=true");
        Assert.Equal(ExitCode.Ok, code);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement trips = json.RootElement.GetProperty("trips");
        string[] fates = [.. trips.EnumerateArray().Select(t => $"{t.GetProperty("fate")} {t.GetProperty("trigger")}")];
        Assert.Equal(4, fates.Count(f => f == "gone asset.settlement_unit_deviation"));
        Assert.Equal(1, fates.Count(f => f == "gone venue.api_failure"));
        Assert.Contains("same market.volatility_spike", fates);
        Assert.Contains("same market.extreme_volatility", fates);
        Assert.Equal("true", json.RootElement.GetProperty("changes")[0].GetProperty("configured").GetString());
        Assert.Equal(0, Blocked(json, "what_if", "route/BTC@carol"));
        Assert.True(Blocked(json, "configured", "route/BTC@carol") > 0);
    }

    [Theory]
    [InlineData("market.volatility_spike.ratio_pm=1", "did you mean 'ratio_ppm'?")]
    [InlineData("market.volatility_spik.ratio_ppm=1", "did you mean 'market.volatility_spike'?")]
    [InlineData("volatility_spike.ratio_ppm=1", "did you mean 'market.volatility_spike'?")]
    [InlineData("market.volatility_spike.ratio_ppm=7", "7 is out of range; a whole number from 1100000")]
    [InlineData("market.volatility_spike.ratio_ppm=much", "a text (\"much\") where a number belongs")]
    [InlineData("market.volatility_spike.clear_ratio_ppm=5000000", "is not below")]
    [InlineData("asset.settlement_unit_deviation.persist=60", "a text like \"250ms\"")]
    [InlineData("venue.api_failure.enabled=no", "true or false")]
    [InlineData("nonsense", "not trigger.key=value")]
    [InlineData("a.b", "not trigger.key=value")]
    public void A_wrong_setting_is_explained_before_anything_plays(string change, string words)
    {
        (int code, string output, string error) = Verb.Run("replay", market.Path, "--what-if", change);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.StartsWith("basisd: --what-if: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_setting_twice_is_refused()
    {
        (int code, _, string error) = Verb.Run(
            "replay", market.Path, "--what-if", "venue.api_failure.max_failures=4", "--what-if", "venue.api_failure.max_failures=5");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("given twice", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_what_if_lies_over_the_configuration_that_was_named()
    {
        string config = Path.Combine(market.Path, "basisd.json");
        File.WriteAllText(config, """{ "triggers": { "venue.api_failure": { "max_failures": 5 } } }""");
        (int code, string output, _) = Verb.Run("replay", market.Path, "--config", config, "--what-if", "venue.api_failure.max_failures=6");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("max_failures were 6 (configured: 5)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Trips_are_paired_by_their_moment_first_and_then_by_nearness()
    {
        // 0 finds 130 near enough; 100 is itself; 1000 has nobody left.
        HistoryComparison comparison = new(Report(0, 100, 1_000), Report(100, 130, 4_000));
        Assert.Equal(
            ["moved 0", "same 100", "gone 1000", "new 4000"],
            comparison.Trips.Select(t => $"{t.Fate} {t.Any.At / FixedPoint.Second}").ToArray());
        Assert.Equal(130 * FixedPoint.Second, comparison.Trips[0].Shift);
    }

    private static long Blocked(JsonDocument json, string side, string scope) => json.RootElement.GetProperty(side).GetProperty("scopes")
        .EnumerateArray().Single(s => s.GetProperty("scope").GetString() == scope).GetProperty("blocked_ms").GetInt64();

    private static HistoryReport Report(params long[] seconds) => new()
    {
        Topology = new TopologyBuilder().Build(),
        From = 0,
        To = 10_000 * FixedPoint.Second,
        Observations = 0,
        Rows = [.. seconds.Select(s => new HistoryRow(
            s * FixedPoint.Second, HistoryRow.Trip, "asset/BTC", TriggerId.VolatilitySpike, default, 2, Mode.Bscb, 0, Mode.Normal))],
        Spans = [],
        Trips = new long[TriggerNames.Limit],
        StateHash = new byte[32],
    };
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Commands;
using Basisd.Host.Validation;
using Basisd.Tests.Commands;
using Basisd.Tests.Host.Replay;
using Xunit;

namespace Basisd.Tests.Host.Validation;

/// <summary><c>basisd validate</c> on a generated market, and the repository's page on recorded ones.</summary>
public sealed class ValidateCommandTests(GeneratedMarket market) : IClassFixture<GeneratedMarket>
{
    private const string Crash = """
        { "name": "crash", "title": "The crash", "kind": "crisis", "files": [ "." ], "to": "2024-01-01T02:30",
          "onset": "2024-01-01T00:35", "onset_is": "BTC falls",
          "expect": [ "market.volatility_spike", "market.extreme_volatility" ], "remark": "Generated." }
        """;

    private const string Calm =
        """{ "name": "calm", "title": "The calm", "kind": "quiet", "files": [ "." ], "to": "2024-01-01T00:30" }""";

    private const string NotCalm =
        """{ "name": "not-calm", "title": "Not calm", "kind": "quiet", "files": [ "." ] }""";

    private const string Unexpected = """
        { "name": "unexpected", "title": "Nothing comes", "kind": "crisis", "files": [ "." ], "to": "2024-01-01T00:30",
          "onset": "2024-01-01T00:10", "onset_is": "nothing", "expect": [ "market.extreme_volatility" ] }
        """;

    [Fact]
    public void A_crisis_and_quiet_days_become_a_page_and_a_chart()
    {
        string plan = Plan("good.json", Crash, Calm);
        string target = Path.Combine(market.Path, "out");
        (int code, string output, string error) = Verb.Run("validate", plan, "--out", target);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("29s after onset", output, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(target, "validation.md"));
        Assert.Contains(
            "| [The crash](#crash) | 1m | 2024-01-01 00:35 | 2024-01-01 00:35:29 asset/BTC `market.volatility_spike` | 29s (asset/BTC, ", page,
            StringComparison.Ordinal);
        Assert.Contains("| The calm | BTC | 1 | 0 |", page, StringComparison.Ordinal);
        Assert.Contains("| asset/BTC | RECOVERY, BSCB | 19m 45s | 13.166 % |", page, StringComparison.Ordinal);
        Assert.Contains("Nowhere: crises tripped what they should", page, StringComparison.Ordinal);
        Assert.Contains("](charts/crash.svg)", page, StringComparison.Ordinal);
        string svg = File.ReadAllText(Path.Combine(target, "charts", "crash.svg"));
        Assert.Contains(">The crash<", svg, StringComparison.Ordinal);
        Assert.Contains(">onset<", svg, StringComparison.Ordinal);
        Assert.Contains("market.volatility_spike: asset/BTC", svg, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(target, "charts")));
        Verb.Run("validate", plan, "--out", target);
        Assert.Equal(page, File.ReadAllText(Path.Combine(target, "validation.md")));
        Assert.Equal(svg, File.ReadAllText(Path.Combine(target, "charts", "crash.svg")));
    }

    [Fact]
    public void What_is_not_as_expected_is_said_with_numbers_and_exits_1()
    {
        (int code, string output, _) = Verb.Run("validate", Plan("bad.json", NotCalm, Unexpected));
        Assert.Equal(ExitCode.No, code);
        Assert.Contains("Nothing comes: market.extreme_volatility did not trip; it came to", output, StringComparison.Ordinal);
        Assert.Contains("Nothing comes: no protection came.", output, StringComparison.Ordinal);
        Assert.Contains("asset.settlement_unit_deviation tripped 4 times on quiet days. A limit above", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_same_numbers()
    {
        (int code, string output, _) = Verb.Run("validate", Plan("json.json", Crash, NotCalm), "--json");
        Assert.Equal(ExitCode.No, code);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement crash = json.RootElement.GetProperty("episodes")[0];
        Assert.Equal(29_000, crash.GetProperty("protected_after_ms").GetInt64());
        Assert.Equal(0, crash.GetProperty("trips_before_onset").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("episodes")[1].GetProperty("trips").GetInt32(), 7, 100);
        Assert.False(json.RootElement.GetProperty("as_expected").GetBoolean());
    }

    [Fact]
    public void A_trigger_in_shadow_does_not_act()
    {
        string episode = NotCalm.Replace("[ \".\" ]", "[ \".\" ], \"shadow\": [ \"asset.settlement_unit_deviation\" ]", StringComparison.Ordinal);
        (_, string output, _) = Verb.Run("validate", Plan("shadow.json", episode), "--json");
        using JsonDocument json = JsonDocument.Parse(output);
        (_, string acting, _) = Verb.Run("validate", Plan("acting.json", NotCalm), "--json");
        using JsonDocument all = JsonDocument.Parse(acting);
        Assert.Equal(4, Trips(all) - Trips(json));
    }

    [Fact]
    public void Data_that_is_missing_is_an_error_and_nothing_is_written()
    {
        string plan = Plan("missing.json", Crash.Replace("[ \".\" ]", "[ \"nowhere\" ]", StringComparison.Ordinal));
        string target = Path.Combine(market.Path, "unwritten");
        (int code, string output, string error) = Verb.Run("validate", plan, "--out", target);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains("episode crash: ", error, StringComparison.Ordinal);
        Assert.Contains("no such file or directory", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));
        Assert.Contains("--data names", Verb.Run("validate", plan, "--data", Path.Combine(market.Path, "none")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_repositorys_page_is_what_the_recordings_give()
    {
        string data = Replayed.Recorded(".");
        ValidationPlan plan = ValidationPlan.Load(Repository.File("docs/validation.json"), out _)!;
        EpisodeResult[]? results = ValidationRun.Play(plan.Episodes, data, config: null, progress: null, out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        using StringWriter page = new();
        ValidationDocument.Write(plan, results!, page);
        Assert.True(
            File.ReadAllText(Repository.File("docs/validation.md")) == page.ToString(), "docs/validation.md is out of date: run `make validate`");
        string[] charts = [.. results!.Where(r => r.Report is not null && r.Episode.Kind == EpisodeKind.Crisis).Select(r => $"{r.Episode.Name}.svg")];
        Assert.Equal(charts.Order(StringComparer.Ordinal), Directory.GetFiles(Repository.File("docs/charts")).Select(f => Path.GetFileName(f))
            .Order(StringComparer.Ordinal));
    }

    private static int Trips(JsonDocument json) => json.RootElement.GetProperty("episodes")[0].GetProperty("trips").GetInt32();

    private string Plan(string name, params string[] episodes)
    {
        string path = Path.Combine(market.Path, name);
        File.WriteAllText(path, $"{{ \"episodes\": [ {string.Join(", ", episodes)} ] }}");
        return path;
    }
}

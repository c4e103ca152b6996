using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Validation;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Host.Validation;

/// <summary>A plan is strict: what it says is understood, or said to be wrong with its line.</summary>
public sealed class ValidationPlanTests
{
    private const string Good = """
        // A comment.
        { "remarks": [ "one" ], "episodes": [
          { "name": "a-1", "title": "A", "kind": "crisis", "files": [ "x" ], "from": "2020-03-12", "to": "2020-03-13T12:00",
            "onset": "2020-03-12T10:43", "onset_is": "it falls", "expect": [ "market.volatility_spike" ], "allow_gaps": true, },
          { "name": "b", "title": "B", "kind": "quiet", "files": [ "y", "z/f.csv" ], "remark": "calm" },
        ] }
        """;

    [Fact]
    public void Everything_that_a_plan_says_arrives()
    {
        ValidationPlan plan = ValidationPlan.Parse("p.json", Encoding.UTF8.GetBytes(Good), out IReadOnlyList<string> errors)!;
        Assert.Empty(errors);
        Assert.Equal(["one"], plan.Remarks);
        Episode crisis = plan.Episodes[0];
        Assert.Equal(("a-1", "A", EpisodeKind.Crisis, "it falls", true), (crisis.Name, crisis.Title, crisis.Kind, crisis.OnsetIs, crisis.AllowGaps));
        Assert.Equal(1_584_009_780 * FixedPoint.Second, crisis.Onset);
        Assert.Equal([TriggerId.VolatilitySpike], crisis.Expect);
        Assert.Equal((EpisodeKind.Quiet, "calm", 0L), (plan.Episodes[1].Kind, plan.Episodes[1].Remark, plan.Episodes[1].Onset));
        Assert.Equal(["y", "z/f.csv"], plan.Episodes[1].Files);
    }

    [Theory]
    [InlineData("\"remarks\"", "\"remark\"", "p.json:2: remark: unknown key; here: episodes, remarks; did you mean 'remarks'?")]
    [InlineData("\"kind\": \"quiet\"", "\"kind\": \"calm\"", "p.json:5: episodes[1].kind: 'calm' is not a kind; one of crisis, quiet")]
    [InlineData("\"onset_is\"", "\"onset_si\"", "did you mean 'onset_is'?")]
    [InlineData("\"onset\": \"2020-03-12T10:43\",", "", "episodes[0].onset: the key is missing")]
    [InlineData("T10:43", "T10.43", "p.json:4: episodes[0].onset: '2020-03-12T10.43' is not a time; UTC, like")]
    [InlineData("\"onset\": \"2020-03-12T10:43\"", "\"onset\": \"2020-03-14\"", "episodes[0].to: not behind onset")]
    [InlineData("2020-03-13T12:00", "2020-03-11", "episodes[0].to: not behind from")]
    [InlineData("market.volatility_spike", "market.volatility_spik", "did you mean 'market.volatility_spike'?")]
    [InlineData("\"allow_gaps\": true", "\"allow_gaps\": 1", "episodes[0].allow_gaps: a number where true or false belongs")]
    [InlineData("[ \"x\" ]", "[]", "episodes[0].files: the list has 0 items")]
    [InlineData("[ \"x\" ]", "[ 1 ]", "episodes[0].files[0]: a number where a text")]
    [InlineData("\"y\"", "\"../y\"", "episodes[1].files[0]: '../y' leaves the data")]
    [InlineData("\"y\"", "\"/y\"", "'/y' leaves the data")]
    [InlineData("\"a-1\"", "\"A/1\"", "episodes[0].name: 'A/1' cannot name a file")]
    [InlineData("\"b\"", "\"a-1\"", "p.json:5: episodes[1].name: 'a-1' is the name of an earlier episode")]
    [InlineData("\"episodes\"", "\"episode\"", "there is no list of episodes")]
    [InlineData("] }", "]", "not valid JSON")]
    public void What_is_wrong_is_said_with_its_line(string good, string bad, string words)
    {
        string text = Good.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        Assert.Null(ValidationPlan.Parse("p.json", Encoding.UTF8.GetBytes(text), out IReadOnlyList<string> errors));
        Assert.Contains(errors, e => e.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void The_repositorys_plan_is_good_and_holds_crises_and_quiet_days()
    {
        ValidationPlan? plan = ValidationPlan.Load(Repository.File("docs/validation.json"), out IReadOnlyList<string> errors);
        Assert.Empty(errors);
        Assert.True(plan!.Episodes.Count(e => e.Kind == EpisodeKind.Crisis) >= 6);
        Assert.True(plan.Episodes.Count(e => e.Kind == EpisodeKind.Quiet) >= 5);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Basisd.Commands;
using Basisd.Host.Reports;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Safety;
using Basisd.Tests.Commands;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>What <c>basisd incident report</c> says about incidents that the real core played, to the byte.</summary>
public sealed class IncidentReportTests
{
    private const string Hostile = "<script>alert(1)</script> | a | b |\n# head\n[x](javascript:alert(2)) ![i](https://evil.example/i) "
        + "www.evil.example @everyone \u001b[31mred\u202Edlof `code` <!-- \" ' & *bold* \ud800 end";

    [Theory]
    [InlineData("md")]
    [InlineData("json")]
    [InlineData("html")]
    public void A_full_dmm_with_eight_steps_refused_approvals_and_recovery(string format)
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        (int code, string output, string error) = story.Report("1", "--format", format);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        GoldenText.Matches("dmm." + format, output);
    }

    [Fact]
    public void A_breaker_that_recovers_by_itself()
    {
        using IncidentStory story = new IncidentStory().Bscb().Save();
        (int code, string output, _) = story.Report();
        Assert.Equal(ExitCode.Ok, code);
        GoldenText.Matches("bscb.md", output);
    }

    [Fact]
    public void An_open_incident_says_so_and_up_to_when()
    {
        using IncidentStory story = new IncidentStory().Bscb(ends: false).Save();
        (int code, string output, _) = story.Report();
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("the incident is open. This is its state as of ", output, StringComparison.Ordinal);
        GoldenText.Matches("open.md", output);
    }

    [Theory]
    [InlineData("reconciliation")]
    [InlineData("disclosure")]
    public void The_templates_mark_what_a_person_must_write(string template)
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        (int code, string output, string error) = story.Report("--template", template);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("TO BE WRITTEN:", output, StringComparison.Ordinal);
        GoldenText.Matches(template + ".md", output);
        (code, output, _) = story.Report("--template", template, "--format", "html");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("class=\"placeholder\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disclosure_names_nobody_and_nothing_internal()
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        foreach (string format in (string[])["md", "html"])
        {
            string output = story.Report("--template", "disclosure", "--format", format).Output;
            Assert.All(
                (string[])["alice", "bob", "carol", "dave", "erin", "frank", "alpha", "node-1", "reserve account", "1001"],
                name => Assert.DoesNotMatch(new Regex($@"\b{name}\b", RegexOptions.IgnoreCase), output));
            Assert.Contains("venue-1", output, StringComparison.Ordinal);
        }

        Assert.Equal(ExitCode.Usage, story.Report("--template", "disclosure", "--redact", "none").Code);
        Assert.Equal(ExitCode.Usage, story.Report("--template", "disclosure", "--format", "json").Code);
    }

    [Fact]
    public void Without_an_incident_there_is_no_report()
    {
        using IncidentStory story = new IncidentStory().Save();
        (int code, string output, string error) = story.Report();
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains("the journal tells of no incident", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_the_latest_or_the_one_that_is_named()
    {
        using IncidentStory story = new IncidentStory().Bscb().Bscb(ends: false).Save();
        Assert.Contains("\"incident\": 2,", story.Report("--json").Output, StringComparison.Ordinal);
        Assert.Contains("\"incident\": 1,", story.Report("1", "--json").Output, StringComparison.Ordinal);
        (int code, _, string error) = story.Report("7");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("does not have the opening of incident 7; it names 1, 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_and_times_are_exact()
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        using JsonDocument report = JsonDocument.Parse(story.Report("1", "--json", "--redact", "none").Output);
        JsonElement root = report.RootElement;
        JsonElement platform = root.GetProperty("scopes").EnumerateArray().Single(s => s.GetProperty("scope").GetString() == "platform");
        long sum = 0;
        foreach (JsonElement mode in platform.GetProperty("modes").EnumerateArray())
        {
            sum += NsOf(mode.GetProperty("to").GetString()!) - NsOf(mode.GetProperty("from").GetString()!);
        }

        Assert.Equal(platform.GetProperty("protected_ns").GetInt64(), sum);
        Assert.Equal(root.GetProperty("duration_ns").GetInt64(), sum);
        Assert.Equal(NsOf(root.GetProperty("closed").GetString()!) - NsOf(root.GetProperty("opened").GetString()!), sum);
        Assert.True(platform.GetProperty("open_denied_ns").GetInt64() < sum, "the last stage opens before NORMAL");
        Assert.Equal(8, root.GetProperty("steps").EnumerateArray().Count(s => s.GetProperty("complete").ValueKind == JsonValueKind.String));
        Assert.Equal([false, false, true], root.GetProperty("approvals").EnumerateArray().Select(a => a.GetProperty("accepted").GetBoolean()));
        Assert.Equal(
            ["not_senior", "expired", "none"],
            root.GetProperty("approvals").EnumerateArray().SelectMany(a => a.GetProperty("signatures").EnumerateArray())
                .Select(s => s.GetProperty("verdict").GetString()!));
        Assert.Equal("1250000.5", root.GetProperty("exposure_usd").GetString());
        Assert.Equal(
            ["response met", "review met", "notification met", "recovery met", "report met", "disclosure running"],
            root.GetProperty("deadlines").EnumerateArray().Select(d => $"{d.GetProperty("deadline")} {d.GetProperty("result")}"));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(1, "0.000000001 s")]
    [InlineData(1_500_000_000, "1.5 s")]
    [InlineData(60_000_000_000, "1 min 00 s")]
    [InlineData(7_503_250_000_000, "2 h 05 min 03.25 s")]
    [InlineData(-61_000_000_000, "-1 min 01 s")]
    [InlineData(long.MaxValue, "2562047 h 47 min 16.854775807 s")]
    [InlineData(long.MinValue, "-2562047 h 47 min 16.854775808 s")]
    public void A_duration_is_told_to_the_nanosecond(long ns, string text) => Assert.Equal(text, DurationText.Of(ns));

    [Fact]
    public void Hostile_texts_stay_text()
    {
        using IncidentStory story = new IncidentStory().Dmm(Hostile.Replace("\ud800", "", StringComparison.Ordinal));
        story.Note(OperatorRoles.Risk, "m<b>llory|", Hostile.Replace("\ud800", "", StringComparison.Ordinal));
        story.Save();
        string html = story.Report("--redact", "none", "--format", "html").Output;
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!-- ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("m<b>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<(?:a|img|iframe|link|object|base)[ >]", html);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        string markdown = story.Report("--redact", "none").Output;
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^# head", markdown);
        Assert.DoesNotMatch(@"(?<!\\)\]\(", markdown);
        Assert.DoesNotContain("https://", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("www.", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("@", markdown, StringComparison.Ordinal);
        foreach (string document in (string[])[html, markdown])
        {
            Assert.DoesNotMatch(@"[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069]", document);
        }

        // Every row of a table has as many cells as its head.
        int cells = 0;
        foreach (string line in markdown.Split('\n'))
        {
            int here = line.StartsWith('|') ? Regex.Count(line, @"(?<!\\)\|") : 0;
            Assert.True(cells == 0 || here == 0 || here == cells, line);
            cells = here;
        }

        using JsonDocument json = JsonDocument.Parse(story.Report("--redact", "none", "--json").Output);
        Assert.Equal("m<b>llory|", json.RootElement.GetProperty("records").EnumerateArray().Last(r => r.GetProperty("record").GetString() == "note")
            .GetProperty("author").GetString());
    }

    [Fact]
    public void A_page_loads_nothing_and_runs_nothing()
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        string html = story.Report("--format", "html").Output;
        Assert.DoesNotMatch(@"(?i)<script|<link|<img|src=|href=|url\(|@import|\son[a-z]+=", html);
        Assert.Contains("content=\"default-src 'none'; style-src 'unsafe-inline'\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_journal_gives_no_report_unless_asked_for()
    {
        using IncidentStory story = new IncidentStory().Bscb().Save();
        string segment = story.Journal.Segment(0);
        byte[] bytes = File.ReadAllBytes(segment);
        int at = bytes.AsSpan().LastIndexOfAnyExcept((byte)0);
        bytes[at] ^= 1;
        File.WriteAllBytes(segment, bytes);
        (int code, string output, string error) = story.Report("1");
        Assert.Equal((ExitCode.Integrity, string.Empty), (code, output));
        Assert.Contains("--despite-damage", error, StringComparison.Ordinal);
        (code, output, _) = story.Report("1", "--despite-damage");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("the journal is damaged; this was made of what is intact", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Exported_frames_and_a_running_node_give_the_same_report()
    {
        using IncidentStory story = new IncidentStory().Dmm().Save();
        string expected = story.Report().Output;
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "export", story.State, "--frames", story.At("frames"), "--config", story.Config).Code);
        (int code, string output, _) = Verb.Run("incident", "report", "--from", story.At("frames"), "--config", story.Config);
        Assert.Equal((ExitCode.Ok, expected), (code, output));
        using NodeJournal running = story.Journal.Open();
        Assert.Equal(expected, story.Report().Output);
        byte[] cut = File.ReadAllBytes(story.At("frames"))[..^70];
        File.WriteAllBytes(story.At("cut"), cut);
        Assert.Equal(ExitCode.Integrity, Verb.Run("incident", "report", "--from", story.At("cut"), "--config", story.Config).Code);
    }

    [Fact]
    public void A_wrong_word_is_named()
    {
        using IncidentStory story = new IncidentStory().Bscb().Save();
        Assert.Contains("'pdf'", story.Report("--format", "pdf").Error, StringComparison.Ordinal);
        Assert.Contains("'evrything' is no redaction rule", story.Report("--redact", "evrything").Error, StringComparison.Ordinal);
        Assert.Contains("'final'", story.Report("--template", "final").Error, StringComparison.Ordinal);
        Assert.Contains("cannot be written", story.Report("--out", "/nonexistent/x.md").Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", Verb.Run("incident", "report", "--from", story.At("absent")).Error, StringComparison.Ordinal);
        Assert.Equal("default\n", Verb.Run("completion", "words", "--", "incident", "report", "--redact", "def").Output);
        Assert.Equal("disclosure\n", Verb.Run("completion", "words", "--", "incident", "report", "--template", "d").Output);
    }

    private static long NsOf(string iso)
    {
        DateTimeOffset time = DateTimeOffset.Parse(iso[..19] + "Z", System.Globalization.CultureInfo.InvariantCulture);
        return (time.ToUnixTimeSeconds() * FixedPoint.Second) + long.Parse(iso[20..29], System.Globalization.CultureInfo.InvariantCulture);
    }
}

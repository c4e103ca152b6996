using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;
using Basisd.Tests.Market;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>History played as <c>basisd replay</c> plays it, with the built-in thresholds.</summary>
internal static class Replayed
{
    private const string Variable = "BASISD_TEST_DATA";

    /// <summary>A file or folder of recorded history; skips the test where there is none.</summary>
    public static string Recorded(string name)
    {
        string? root = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : HistoryFixture.Recorded();
        if (root is null || !Path.Exists(Path.Combine(root, name)))
        {
            Assert.Skip($"no recorded {name}: not in {root ?? "../shared/data"}; {Variable} may name another folder");
        }

        return Path.Combine(root, name);
    }

    public static HistoryReport Play(string path, long? to = null)
    {
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest { Paths = [path], To = to });
        ConfigurationResult loaded = ConfigurationLoader.Parse("built-in", "{}"u8);
        HistoryRun run = new(plan, CoreSettingsMapping.Of(loaded.Configuration!), HistoryTracer.Over(plan));
        HistoryReport? report = run.Play(progress: null, out HistoryError? error);
        Assert.Null(error);
        return report!;
    }

    /// <summary>Everything that can be printed of a report.</summary>
    public static (string Text, string Json, string Chart) Printed(HistoryReport report)
    {
        using StringWriter text = new();
        HistoryText.Write(report, text);
        using MemoryStream json = new();
        HistoryJson.Write(report, json);
        return (text.ToString(), Convert.ToHexString(json.ToArray()), HistoryChart.Render(report));
    }

    public static string[] Trips(HistoryReport report, params TriggerId[] of) => report.Rows
        .Where(r => r.Happened == "trip" && (of.Length == 0 || of.Contains(r.Trigger)))
        .Select(r => $"{UtcText.Full(r.At / FixedPoint.Second)} {r.Scope} {TriggerNames.NameOf(r.Trigger)}").ToArray();

    public static long Utc(string time)
    {
        const DateTimeStyles Universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        DateTime at = DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, Universal);
        return (at - DateTime.UnixEpoch).Ticks * (FixedPoint.Second / TimeSpan.TicksPerSecond);
    }
}

using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Node;

namespace Basisd.Commands;

/// <summary><c>basisd replay --sweep</c>: the same history for each value of one setting.</summary>
internal static class ReplaySweep
{
    private const string Option = "--sweep";

    /// <summary>Plays and prints.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ReplayRequest request, string text)
    {
        ConfigurationResult inForce = SettingOverlay.Load(request.Config, [], Option);
        if (inForce.Configuration is null)
        {
            ConfigurationErrorsText.Report(inForce, request.Error);
            return ExitCode.Usage;
        }

        if (SweepRange.Parse(text, out string? problem) is not { } range)
        {
            request.Error.WriteLine($"basisd: {Option}: {problem}");
            return ExitCode.Usage;
        }

        string configured = SettingOverlay.InForce(inForce.Configuration, range.Setting)?.Value.Text ?? string.Empty;
        range = configured.Length > 0 ? range.Including(configured) : range;
        if (Settings(request, range) is not { } settings || request.Open() is not { } plan)
        {
            return ExitCode.Usage;
        }

        RunProgress? progress = RunProgress.For(request.Error, settings.Count, plan.FirstTime, plan.LastTime);
        HistoryReport[]? reports = HistoryRuns.Play(plan, settings, progress is null ? null : progress.Reached, out HistoryError? error);
        progress?.Done();
        if (reports is null)
        {
            request.Error.WriteLine($"basisd: {error}");
            return ExitCode.Usage;
        }

        List<SweepPoint> points = [];
        for (int i = 0; i < reports.Length; i++)
        {
            points.Add(new SweepPoint(range.Values[i], range.Values[i] == configured, reports[i], range.Setting.Trigger));
        }

        request.Print(() => SweepText.Write(range, points, request.Output), json => SweepText.WriteJson(range, points, json));
        return request.Draw(() => SweepChart.Render(range, points));
    }

    // All values are judged before the first is played.
    private static List<CoreSettings>? Settings(ReplayRequest request, SweepRange range)
    {
        List<CoreSettings> settings = [];
        bool wrong = false;
        foreach (string value in range.Values)
        {
            ConfigurationResult loaded = SettingOverlay.Load(request.Config, [range.Setting.With(value)], $"{Option} {value}");
            if (loaded.Configuration is null)
            {
                ConfigurationErrorsText.Report(loaded, request.Error);
                wrong = true;
            }
            else
            {
                settings.Add(CoreSettingsMapping.Of(loaded.Configuration));
            }
        }

        return wrong ? null : settings;
    }
}

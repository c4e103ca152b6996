using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;

namespace Basisd.Commands;

/// <summary><c>basisd replay --what-if</c>: the same history as configured and with other settings, side by side.</summary>
internal static class ReplayWhatIf
{
    private const string Option = "--what-if";

    /// <summary>Plays and prints.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ReplayRequest request, IReadOnlyList<string> texts)
    {
        if (request.Chart is not null)
        {
            request.Error.WriteLine("basisd: --chart draws one replay or a sweep; a what-if has two. Leave --chart out, or use --sweep");
            return ExitCode.Usage;
        }

        List<SettingChange> changes = [];
        foreach (string text in texts)
        {
            if (SettingChange.Parse(text, out string? problem) is not { } change)
            {
                request.Error.WriteLine($"basisd: {Option}: {problem}");
                return ExitCode.Usage;
            }

            changes.Add(change);
        }

        ConfigurationResult before = SettingOverlay.Load(request.Config, [], Option);
        ConfigurationResult after = before.Configuration is null ? before : SettingOverlay.Load(request.Config, changes, Option);
        if (before.Configuration is null || after.Configuration is null)
        {
            ConfigurationErrorsText.Report(after, request.Error);
            return ExitCode.Usage;
        }

        if (request.Open() is not { } plan)
        {
            return ExitCode.Usage;
        }

        RunProgress? progress = RunProgress.For(request.Error, 2, plan.FirstTime, plan.LastTime);
        HistoryReport[]? reports = HistoryRuns.Play(
            plan, [CoreSettingsMapping.Of(before.Configuration), CoreSettingsMapping.Of(after.Configuration)],
            progress is null ? null : progress.Reached, out HistoryError? error);
        progress?.Done();
        if (reports is null)
        {
            request.Error.WriteLine($"basisd: {error}");
            return ExitCode.Usage;
        }

        HistoryComparison comparison = new(reports[0], reports[1]);
        List<(string, string, string)> named = changes.ConvertAll(
            c => (c.Name, Shown(before.Configuration, c), Shown(after.Configuration, c)));
        request.Print(
            () => ComparisonText.Write(comparison, named, request.Output), json => ComparisonJson.Write(comparison, named, json));
        return ExitCode.Ok;
    }

    private static string Shown(NodeConfiguration configuration, SettingChange change) =>
        SettingOverlay.InForce(configuration, change)?.Value.Text ?? change.Text;
}

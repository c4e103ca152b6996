using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>Plays the episodes of a plan, a few at a time; the results are the same however many play at once. It judges nothing.</summary>
public static class ValidationRun
{
    /// <summary>What progress counts to.</summary>
    public const long Whole = 1_000;

    private const string NothingToPlay = "nothing to play";

    /// <summary>Plays all.</summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="data">Folder that their files lie in.</param>
    /// <param name="config">Configuration; null for the built-in one.</param>
    /// <param name="progress">Told from any thread how much of which episode is done, 0 to <see cref="Whole"/>; may be null.</param>
    /// <param name="errors">Everything that is wrong.</param>
    /// <returns>The results in the order of the episodes, or null.</returns>
    public static EpisodeResult[]? Play(
        IReadOnlyList<Episode> episodes, string data, string? config, Action<int, long>? progress, out IReadOnlyList<string> errors)
    {
        EpisodeResult?[] results = new EpisodeResult?[episodes.Count];
        string[][] problems = new string[episodes.Count][];
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, HistoryRuns.MaxAtOnce) };
        Parallel.For(0, episodes.Count, options, i =>
        {
            Action<long>? told = progress is null ? null : part => progress(i, part);
            results[i] = Play(episodes[i], data, config, told, out problems[i]);
            told?.Invoke(Whole);
        });
        errors = [.. problems.SelectMany(p => p)];
        return errors.Count == 0 ? Array.ConvertAll(results, r => r!) : null;
    }

    private static EpisodeResult? Play(Episode episode, string data, string? config, Action<long>? progress, out string[] errors)
    {
        errors = [];
        SettingChange[] shadow = [.. episode.Shadow.Select(t => SettingChange.Parse($"{TriggerNames.NameOf(t)}.shadow=true", out _)!)];
        ConfigurationResult loaded = SettingOverlay.Load(config, shadow, $"shadow of {episode.Name}");
        if (loaded.Configuration is null)
        {
            errors = [.. loaded.Errors.Select(e => e.ToString())];
            return null;
        }

        HistoryRequest request = new()
        {
            Paths = [.. episode.Files.Select(f => Path.Combine(data, f))],
            AllowGaps = episode.AllowGaps,
            HoldGapsSeconds = episode.HoldGapsSeconds,
            AllIntervals = episode.AllIntervals,
            From = episode.From,
            To = episode.To,
        };
        HistoryPlan? plan = HistoryPlan.Open(request, out HistoryError[] refused);
        if (plan is null)
        {
            if (refused.Length == 1 && refused[0].Problem.StartsWith(NothingToPlay, StringComparison.Ordinal))
            {
                return new EpisodeResult(episode, "its files hold nothing that can be played yet");
            }

            errors = [.. refused.Select(e => $"episode {episode.Name}: {e}")];
            return null;
        }

        long from = Math.Max(plan.FirstTime, episode.ChartFrom ?? 0) / FixedPoint.Second;
        long to = Math.Min(plan.LastTime + FixedPoint.Second, episode.ChartTo ?? long.MaxValue) / FixedPoint.Second;
        HistoryTracer tracer = new(plan.Topology, from, Math.Max(to, from + 1));
        long length = Math.Max(1, plan.LastTime - plan.FirstTime);
        Action<long>? reached = progress is null ? null : at => progress(FixedPoint.MulDiv(at - plan.FirstTime, Whole, length));
        HistoryReport? report = new HistoryRun(plan, CoreSettingsMapping.Of(loaded.Configuration), tracer).Play(reached, out HistoryError? error);
        if (report is not null)
        {
            return new EpisodeResult(episode, plan, report);
        }

        errors = [$"episode {episode.Name}: {error}"];
        return null;
    }
}

using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Basisd.Market;
using Basisd.Node;

namespace Basisd.Host.Replay;

/// <summary>
/// Plays one history under several settings, a few at a time. The runs share nothing but the plan, so the reports are the same however many
/// play at once.
/// </summary>
public static class HistoryRuns
{
    /// <summary>Most runs at a time, however many cores there are: each holds the windows of a whole node.</summary>
    public const int MaxAtOnce = 4;

    /// <summary>Plays all.</summary>
    /// <param name="plan">What is played.</param>
    /// <param name="settings">One run for each.</param>
    /// <param name="progress">Told from any thread which run reached which Unix nanosecond; may be null.</param>
    /// <param name="error">Set if a file changed while it was read.</param>
    /// <returns>The reports in the order of the settings, or null.</returns>
    public static HistoryReport[]? Play(
        HistoryPlan plan, IReadOnlyList<CoreSettings> settings, Action<int, long>? progress, out HistoryError? error)
    {
        HistoryReport?[] reports = new HistoryReport?[settings.Count];
        HistoryError?[] errors = new HistoryError?[settings.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, MaxAtOnce) };
        Parallel.For(0, settings.Count, options, run =>
        {
            Action<long>? reached = progress is null ? null : at => progress(run, at);
            reports[run] = new HistoryRun(plan, settings[run]).Play(reached, out errors[run]);
            progress?.Invoke(run, plan.LastTime);
        });
        error = Array.Find(errors, e => e is not null);
        return error is null ? Array.ConvertAll(reports, r => r!) : null;
    }
}

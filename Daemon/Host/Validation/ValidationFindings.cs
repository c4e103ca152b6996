using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>What the results say about the defaults, in numbers and in sentences made from them.</summary>
public sealed class ValidationFindings
{
    private readonly IReadOnlyList<EpisodeResult> _results;

    /// <summary>Reads the results.</summary>
    public ValidationFindings(IReadOnlyList<EpisodeResult> results)
    {
        _results = results;
        Nearness = [.. Enumerable.Range(1, TriggerNames.CatalogueCount).Select(t => (TriggerId)t)
            .Where(t => t is not TriggerId.InputStale).Select(NearnessOf).Where(n => n.QuietPpm + n.CrisisPpm > 0)];
    }

    /// <summary>Every trigger that measured anything.</summary>
    public IReadOnlyList<TriggerNearness> Nearness { get; }

    /// <summary>Whatever did not go as expected, a sentence each; empty when all did.</summary>
    public IEnumerable<string> Sentences => Crises().Concat(Quiet());

    private static string Percent(long ppm) => $"{ppm / 10_000} %";

    private IEnumerable<string> Crises()
    {
        foreach (EpisodeResult result in _results.Where(r => r.Episode.Kind == EpisodeKind.Crisis && r.Report is not null))
        {
            foreach (TriggerId trigger in result.Missing)
            {
                long peak = Peak(result, trigger);
                string came = peak == 0 ? "the recording gave it nothing to measure"
                    : $"it came to {Percent(peak)} of its limit; at {Percent(peak)} of the default it would have tripped";
                yield return $"{result.Episode.Title}: `{TriggerNames.NameOf(trigger)}` did not trip; {came}.";
            }

            HistoryRow? halt = result.Acting.FirstOrDefault(r => r.Platform == Mode.Dmm && r.At < result.Episode.Onset);
            if (halt is not null)
            {
                yield return $"{result.Episode.Title}: the platform was halted before the onset, at {UtcText.Full(halt.At / FixedPoint.Second)}, by "
                    + $"`{TriggerNames.NameOf(halt.Trigger)}` ({MeasureText.Measured(halt)} against {MeasureText.Limit(halt)}).";
            }

            if (result.Protection.First is null && result.Protection.Since is null)
            {
                yield return $"{result.Episode.Title}: no protection came.";
            }
        }
    }

    private IEnumerable<string> Quiet()
    {
        foreach (TriggerNearness near in Nearness.Where(n => n.QuietTrips > 0))
        {
            string crises = near.CrisisPpm > near.QuietPpm ? $"; crises came to {Percent(near.CrisisPpm)}" : "; crises came to no more";
            yield return $"`{TriggerNames.NameOf(near.Trigger)}` tripped {near.QuietTrips} times on quiet days. "
                + $"A limit above {Percent(near.QuietPpm)} of the default leaves them all alone{crises}.";
        }

        int stale = _results.Where(r => r.Episode.Kind == EpisodeKind.Quiet).Sum(r => r.Acting.Count(t => t.Trigger == TriggerId.InputStale));
        if (stale > 0)
        {
            yield return $"`internal.input_stale` tripped {stale} times on quiet days: the recordings have gaps there.";
        }
    }

    private TriggerNearness NearnessOf(TriggerId trigger) => new(
        trigger, PeakOf(EpisodeKind.Quiet, trigger), PeakOf(EpisodeKind.Crisis, trigger), Trips(EpisodeKind.Quiet, trigger),
        Trips(EpisodeKind.Crisis, trigger));

    private long PeakOf(EpisodeKind kind, TriggerId trigger) =>
        _results.Where(r => r.Episode.Kind == kind).Select(r => Peak(r, trigger)).DefaultIfEmpty(0).Max();

    private static long Peak(EpisodeResult result, TriggerId trigger) =>
        result.Report?.Traces?.Measures.Where(m => m.Trigger == trigger).Select(m => m.PeakPpm).DefaultIfEmpty(0).Max() ?? 0;

    private int Trips(EpisodeKind kind, TriggerId trigger) =>
        _results.Where(r => r.Episode.Kind == kind && r.Report is not null).Sum(r => r.Report!.TripRows.Count(t => t.Trigger == trigger));
}

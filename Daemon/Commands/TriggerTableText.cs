using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>The triggers as a table for people: the scope that is nearest to each limit, or every scope.</summary>
internal sealed class TriggerTableText(string? trigger, string? scope, bool all)
{
    /// <summary>The whole text.</summary>
    public string Render(TriggersReply reply)
    {
        List<TriggerReadingView> chosen = [];
        Dictionary<string, int> scopes = new(StringComparer.Ordinal);
        foreach (TriggerReadingView reading in reply.Readings)
        {
            bool fits = (trigger is null || reading.Trigger.StartsWith(trigger, StringComparison.Ordinal))
                && (scope is null || reading.Scope == scope);
            if (!fits)
            {
                continue;
            }

            scopes[reading.Trigger] = scopes.GetValueOrDefault(reading.Trigger) + 1;
            bool first = chosen.Count == 0 || chosen[^1].Trigger != reading.Trigger;
            if (all || scope is not null || first)
            {
                chosen.Add(reading);
            }
            else if (IsNearer(reading, chosen[^1]))
            {
                chosen[^1] = reading;
            }
        }

        if (chosen.Count == 0)
        {
            return "no trigger fits; `basisd triggers` without options lists all of them\n";
        }

        StringBuilder text = new();
        text.Append($"{"trigger",-36}  {"scope",-22}  {"state",-8}  {"value",14}  {"limit",14}  {"left",9}  {"clears in",9}\n");
        foreach (TriggerReadingView reading in chosen)
        {
            bool isNearest = !all && scope is null && scopes[reading.Trigger] > 1;
            text.Append(Row(reading, isNearest ? scopes[reading.Trigger] - 1 : 0));
        }

        return text.ToString();
    }

    private static string Row(TriggerReadingView reading, int others)
    {
        bool known = reading.State is not "waiting" and not "off" and not "no_data";
        List<string> remarks = [];
        if (reading.State == "waiting")
        {
            remarks.Add(reading.Inputs.Count > 0 ? $"waits for {reading.Inputs[0]}" : "the node itself measures it, or operators state it");
        }

        if (reading.Condition.Length > 0)
        {
            remarks.Add(reading.Condition);
        }

        if (reading.Warming)
        {
            remarks.Add("warming");
        }

        if (reading.Shadow)
        {
            remarks.Add("shadow");
        }

        if (others > 0)
        {
            remarks.Add($"{others} more scopes");
        }

        string left = reading.DistancePpm is { } ppm ? $"{ppm / 10_000} %" : "-";
        string hold = reading.HoldLeftNs is { } ns ? $"{ns / FixedPoint.Second} s" : "-";
        return $"{reading.Trigger,-36}  {(reading.Scope.Length == 0 ? "-" : reading.Scope),-22}  {reading.State.Replace('_', ' '),-8}  "
            + $"{(known ? reading.MeasuredText : "-"),14}  {(known ? reading.ThresholdText : "-"),14}  {left,9}  {hold,9}"
            + $"{(remarks.Count == 0 ? string.Empty : $"  ({string.Join(", ", remarks)})")}\n";
    }

    // Nearer to its limit: what has tripped first, then the least that is left, then whatever has data at all.
    private static bool IsNearer(TriggerReadingView one, TriggerReadingView other)
    {
        bool trips = one.State == "trip";
        return trips != (other.State == "trip") ? trips : (one.DistancePpm ?? long.MaxValue) < (other.DistancePpm ?? long.MaxValue);
    }
}

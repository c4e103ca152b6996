using System;
using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Host.Loop;

/// <summary>The catalogue as operators read it: current value, distance to the limit, hold left. Made when asked for, by the loop.</summary>
internal static class TriggerList
{
    /// <summary>Builds the list.</summary>
    public static TriggersReply Of(NodeCore core, TriggerSettings settings)
    {
        List<TriggerReadingView> readings = [];
        foreach (TriggerId trigger in TriggerTable.Triggers)
        {
            TriggerPolicy policy = settings.PolicyOf(trigger);
            int before = readings.Count;
            for (int scope = 0; scope < core.Topology.Scopes.Length; scope++)
            {
                ref readonly Reading reading = ref core.Judge.Readings.Of(trigger, scope);
                if (reading.Kind != VerdictKind.None)
                {
                    readings.Add(View(core, trigger, scope, reading, policy));
                }
            }

            if (readings.Count == before)
            {
                string state = policy.Enabled ? "waiting" : "off";
                readings.Add(new TriggerReadingView(
                    TriggerNames.NameOf(trigger), "", state, "", 0, 0, "-", "-", null, null, 0, Warming: false, policy.Shadow, InputsOf(trigger)));
            }
        }

        return new TriggersReply(core.Now, readings);
    }

    /// <summary>How much of the limit is left, ppm of it; for triggers that trip below their limit how far the value is above it.</summary>
    /// <returns>Null where the limit is zero: nothing can be left of it.</returns>
    public static long? DistanceOf(TriggerId trigger, in Evidence evidence)
    {
        if (evidence.Threshold == 0)
        {
            return null;
        }

        bool below = trigger is TriggerId.MarginBufferBreach or TriggerId.LiquidityCompression || evidence.Measure == Measure.References;
        Int128 left = (Int128)(below ? evidence.Measured - evidence.Threshold : evidence.Threshold - evidence.Measured);
        Int128 ppm = left * FixedPoint.Ppm / evidence.Threshold;
        return ppm > long.MaxValue ? long.MaxValue : ppm < long.MinValue ? long.MinValue : (long)ppm;
    }

    private static string[] InputsOf(TriggerId trigger)
    {
        ReadOnlySpan<ObservationKind> kinds = TriggerInputs.Of(trigger);
        string[] names = new string[kinds.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = NodeMetrics.SnakeCase(kinds[i].ToString());
        }

        return names;
    }

    private static TriggerReadingView View(NodeCore core, TriggerId trigger, int scope, in Reading reading, TriggerPolicy policy)
    {
        string state = reading.Kind switch
        {
            VerdictKind.Trip => "trip",
            VerdictKind.Between => "between",
            VerdictKind.Clear => "clear",
            _ => "no_data",
        };
        int slot = core.State.Safety.Causes.Find(scope, trigger);
        bool active = slot >= 0 && core.State.Safety.Causes[slot].Status == CauseStatus.Active;
        bool known = reading.Kind != VerdictKind.NoData;
        return new TriggerReadingView(
            TriggerNames.NameOf(trigger), core.Topology.Scopes[scope].Name, state, EvidenceText.Condition(reading.Evidence.Measure),
            reading.Evidence.Measured, reading.Evidence.Threshold, EvidenceText.Measured(trigger, reading.Evidence),
            EvidenceText.Limit(trigger, reading.Evidence), known ? DistanceOf(trigger, reading.Evidence) : null,
            active ? core.Judge.HoldLeft(slot, core.Now) : null, core.Now - reading.At, reading.IsWarming, policy.Shadow, InputsOf(trigger));
    }
}

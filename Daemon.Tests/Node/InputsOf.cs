using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Tests.Node;

/// <summary>Which observations meet in an evaluator, worked out from <see cref="TriggerInputs"/> and from what each trigger is about.</summary>
internal static class InputsOf
{
    private const int All = -1;
    private const int None = -2;

    /// <summary>Kinds in groups: no trigger reads kinds of two groups.</summary>
    public static List<ObservationKind[]> Together()
    {
        int[] group = new int[ObservationRanges.KindCount];
        for (int kind = 0; kind < group.Length; kind++)
        {
            group[kind] = kind;
        }

        for (TriggerId trigger = TriggerId.VolatilitySpike; trigger <= TriggerId.ExecutionIntegrity; trigger++)
        {
            ReadOnlySpan<ObservationKind> kinds = TriggerInputs.Of(trigger);
            for (int i = 1; i < kinds.Length; i++)
            {
                int from = group[(int)kinds[i]];
                int to = group[(int)kinds[0]];
                for (int kind = 0; kind < group.Length; kind++)
                {
                    group[kind] = group[kind] == from ? to : group[kind];
                }
            }
        }

        List<ObservationKind[]> together = [];
        for (int first = 1; first < group.Length; first++)
        {
            List<ObservationKind> kinds = [];
            for (int kind = 1; kind < group.Length; kind++)
            {
                if (group[kind] == first)
                {
                    kinds.Add((ObservationKind)kind);
                }
            }

            if (kinds.Count > 0)
            {
                together.Add([.. kinds]);
            }
        }

        return together;
    }

    /// <summary>Whether an evaluator reads both.</summary>
    public static bool AreSame(Topology topology, in Observation a, in Observation b)
    {
        // What the engine acknowledges is what the node told it, and that follows from everything.
        if (a.Kind is ObservationKind.CommandAck || b.Kind is ObservationKind.CommandAck || (a.Kind == b.Kind && a.Index == b.Index))
        {
            return true;
        }

        for (TriggerId trigger = TriggerId.VolatilitySpike; trigger <= TriggerId.ExecutionIntegrity; trigger++)
        {
            ReadOnlySpan<ObservationKind> kinds = TriggerInputs.Of(trigger);
            if (kinds.Contains(a.Kind) && kinds.Contains(b.Kind) && Meet(topology, trigger, a, b))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Meet(Topology topology, TriggerId trigger, in Observation a, in Observation b)
    {
        (int one, int oneToo) = AboutOf(topology, trigger, a);
        (int other, int otherToo) = AboutOf(topology, trigger, b);
        bool none = one == None || other == None;
        return !none && (one == All || other == All || one == other || one == otherToo || oneToo == other || (oneToo != None && oneToo == otherToo));
    }

    // What of a trigger an observation is about; a route over two venues is about two things.
    private static (int One, int Other) AboutOf(Topology topology, TriggerId trigger, in Observation o)
    {
        int index = (int)o.Index;
        switch (trigger)
        {
            case TriggerId.VolatilitySpike or TriggerId.ExtremeVolatility or TriggerId.CrossVenueBasisShock or TriggerId.AbnormalPricing:
                return (o.Kind == ObservationKind.Price ? topology.Instruments[index].Asset : All, None);
            case TriggerId.PaxgDislocation:
                bool isOther = o.Kind == ObservationKind.Price && !topology.Assets[topology.Instruments[index].Asset].TracksGold;
                return (isOther ? None : All, None);

            // These ask their inputs at the end of a second only, when all that came at one time is there.
            case TriggerId.MarketDislocation or TriggerId.InputStale or TriggerId.DisplayUnitDivergence: return (None, None);
            case TriggerId.SettlementUnitDeviation: return (topology.UnitReferences[index].Unit, None);
            case TriggerId.ApiFailure or TriggerId.ApiInstability when o.Kind == ObservationKind.CallResult: return (index, None);
            case TriggerId.ApiFailure:
                int second = topology.Routes[index].SecondVenue;
                return (topology.Routes[index].Venue, second < 0 ? None : second);
            case TriggerId.ChainStress: return (topology.Assets[index].Follows < 0 ? index : topology.Assets[index].Follows, None);
            case TriggerId.MarginBufferBreach: return (topology.Positions[index].Venue, None);
            case TriggerId.FundingDislocation or TriggerId.LiquidityCompression:
                Instrument market = topology.Instruments[index];
                return (topology.RouteOf(market)?.ScopeIndex ?? topology.Assets[market.Asset].ScopeIndex, None);
            case TriggerId.VenueInsolvency or TriggerId.ExecutionIntegrity or TriggerId.StateIntegrityFault: return (All, None);
            default: return (index, None);
        }
    }
}

using System;
using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>What a seed makes happen: a cluster and its faults. The same seed gives the same plan on every machine.</summary>
/// <param name="Seed">The seed; it also draws every delay in the run.</param>
/// <param name="Nodes">How many nodes.</param>
/// <param name="Slots">How many slots; the last one is the control slot.</param>
/// <param name="SafetyEnds">True time at which everything heals, ns.</param>
/// <param name="WorkEvery">How long an owner's loop rests between two entries, at most, ns.</param>
/// <param name="HasCores">Whether real cores decide for the slots, or the stand-in.</param>
/// <param name="Faults">What goes wrong before, in the order of time.</param>
internal sealed record SimPlan(ulong Seed, int Nodes, int Slots, long SafetyEnds, long WorkEvery, bool HasCores, IReadOnlyList<SimFault> Faults)
{
    private const int Kinds = (int)SimFaultKind.StrikeAtChange + 1;
    private const long Begin = 4 * FixedPoint.Second;

    /// <summary>Which share of all seeds is of a kind of fault alone, one in so many: mixed faults hide what a single one shows.</summary>
    private const long Pure = 8;

    /// <summary>One of so many seeds has real cores behind its slots: they cost more than all the rest.</summary>
    private const long WithCores = 8;

    private static readonly long[] WorkEveryMs = [20, 300, 800, 800, 1_600, 1_600, 3_200, 3_200];

    /// <summary>Time in which an aimed plan does what it aims at.</summary>
    private const long AimedFor = 17 * FixedPoint.Second;

    /// <summary>Draws the plan of a seed; one in a few is aimed.</summary>
    public static SimPlan Draw(ulong seed, int nodes) =>
        SimAims.Of(seed) is var aim && aim != SimAim.None ? Draw(seed, nodes, aim) : DrawMixed(seed, nodes);

    /// <summary>Draws the plan of a seed that aims at a history.</summary>
    public static SimPlan Draw(ulong seed, int nodes, SimAim aim)
    {
        SeededRandom random = new(seed, "plan");
        int slots = SlotsOf(nodes);
        List<SimFault> faults = SimAims.Draw(random, aim, nodes, slots, Begin + AimedFor);
        long workEvery = WorkEveryMs[random.Below(WorkEveryMs.Length)] * FixedPoint.Millisecond;
        return new(seed, nodes, slots, Begin + AimedFor, workEvery, HasCoresOf(seed), faults);
    }

    /// <summary>Whether real cores decide for the slots of a seed.</summary>
    public static bool HasCoresOf(ulong seed) => new SeededRandom(seed, "cores").Below(WithCores) == 0;

    private static int SlotsOf(int nodes) => nodes == 3 ? 2 : 4;

    private static SimPlan DrawMixed(ulong seed, int nodes)
    {
        SeededRandom random = new(seed, "plan");
        int slots = SlotsOf(nodes);
        long span = (20 + random.Below(25)) * FixedPoint.Second;
        int count = 3 + (int)random.Below(18);
        SimFaultKind only = (SimFaultKind)random.Below(Kinds);
        long victim = random.Below(nodes);
        bool isPure = random.Below(Pure) == 0;
        List<SimFault> faults = new(count);
        for (int i = 0; i < count; i++)
        {
            SimFaultKind kind = isPure && random.Below(3) != 0 ? only
                : random.Below(6) == 0 ? SimFaultKind.StrikeAtChange : (SimFaultKind)random.Below(Kinds);
            int node = (int)(random.Below(2) == 0 ? victim : random.Below(nodes));
            faults.Add(Draw(random, kind, node, nodes, slots, span));
        }

        faults.Sort(static (a, b) => a.At.CompareTo(b.At));
        long workEvery = WorkEveryMs[random.Below(WorkEveryMs.Length)] * FixedPoint.Millisecond;
        return new(seed, nodes, slots, Begin + span, workEvery, HasCoresOf(seed), faults);
    }

    private static SimFault Draw(SeededRandom random, SimFaultKind kind, int node, int nodes, int slots, long span)
    {
        long at = Begin + random.Below(span - FixedPoint.Second);
        int other = (node + 1 + (int)random.Below(nodes - 1)) % nodes;
        int slot = (int)random.Below(slots);
        long most = random.Below(4) switch
        {
            0 => 300 * FixedPoint.Millisecond,
            1 => 3 * FixedPoint.Second,
            2 => 6 * FixedPoint.Second,
            _ => 15 * FixedPoint.Second,
        };
        long duration = FixedPoint.Millisecond + random.Below(most);
        long amount = random.Below(100);
        switch (kind)
        {
            case SimFaultKind.Partition:
                other = 1 + (int)random.Below((1 << nodes) - 2);
                break;
            case SimFaultKind.LeaderChange:
                duration = Math.Min(duration, 2 * FixedPoint.Second);
                break;
            case SimFaultKind.WallStep:
                amount = (random.Below(2 * FixedPoint.Minute) - FixedPoint.Minute) * (1 + random.Below(20));
                break;
            case SimFaultKind.Kill or SimFaultKind.SyncError:
                duration += 300 * FixedPoint.Millisecond;
                break;
            case SimFaultKind.PowerCut:
                duration += FixedPoint.Second;
                break;
        }

        return new(kind, at, Math.Min(duration, Begin + span - at), node, other, slot, amount);
    }
}

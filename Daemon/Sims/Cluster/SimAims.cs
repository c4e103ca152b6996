using System;
using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Draws the faults of a plan that aims at a history. Before its first fault every slot is owned by its preferred node; so it is known who is to be
/// struck. When exactly is drawn, over the time in which it may matter.
/// </summary>
internal static class SimAims
{
    /// <summary>One of so many seeds is aimed.</summary>
    private const long Share = 5;

    private const int FewNodes = 3;
    private const long Ms = FixedPoint.Millisecond;

    /// <summary>An amount by which nobody releases after a crash, and no fence command confirms a power-off.</summary>
    private const long Unhelped = 99;

    /// <summary>An amount by which a process stands still right after its next deadline was shown.</summary>
    private const long AtDeadline = 0;

    /// <summary>An amount by which the arbiter is slow for one node.</summary>
    private const long OneNode = 99;

    /// <summary>What a seed aims at.</summary>
    public static SimAim Of(ulong seed)
    {
        SeededRandom random = new(seed, "aim");
        return random.Below(Share) == 0 ? (SimAim)(1 + random.Below((int)SimAim.SlowFollower)) : SimAim.None;
    }

    /// <summary>Draws them.</summary>
    /// <param name="random">From where.</param>
    /// <param name="aim">At what.</param>
    /// <param name="nodes">Nodes.</param>
    /// <param name="slots">Slots.</param>
    /// <param name="ends">When everything heals, true time in ns.</param>
    public static List<SimFault> Draw(SeededRandom random, SimAim aim, int nodes, int slots, long ends)
    {
        int slot = (int)random.Below(slots);
        int owner = slot % nodes;
        int standby = (owner + 1 + (int)random.Below(nodes - 1)) % nodes;
        List<SimFault> faults = [];
        switch (aim)
        {
            case SimAim.LateAnswer:
                LateAnswer(faults, random, owner, ends);
                break;
            case SimAim.LastCopy:
                OthersAreAway(faults, owner, standby, nodes, ends);
                LastCopy(faults, random, new(owner, standby, slot), ends);
                break;
            case SimAim.LateAdmission:
                OthersAreAway(faults, owner, standby, nodes, ends);
                LateAdmission(faults, random, owner, standby, ends);
                break;
            case SimAim.LostClaim when nodes == FewNodes:
                // With more nodes and slots than that, those that are left may have no room for the slots of all that are away.
                OthersAreAway(faults, owner, standby, nodes, ends);
                LostClaim(faults, random, owner, standby, ends);
                break;
            case SimAim.SlowFollower:
                OthersAreAway(faults, owner, standby, nodes, ends);
                SlowFollower(faults, random, owner, standby, ends);
                break;
            default:
                ForeignTail(faults, random, owner, ends);
                break;
        }

        faults.Sort(static (a, b) => a.At.CompareTo(b.At));
        return faults;
    }

    private static void LateAnswer(List<SimFault> faults, SeededRandom random, int owner, long ends)
    {
        faults.Add(Fault(SimFaultKind.SlowArbiter, 5_000 * Ms, ends, owner, 0, 0, OneNode));
        long at = 6_000 * Ms;
        while (at < ends - (6_000 * Ms))
        {
            at += random.Below(2_000 * Ms);
            faults.Add(Fault(SimFaultKind.FreezeBetween, at, at + (4_500 * Ms), owner, 0, 0, AtDeadline));
            at += 9_000 * Ms;
        }
    }

    /// <summary>Every other node is away for all of the time.</summary>
    private static void OthersAreAway(List<SimFault> faults, int owner, int standby, int nodes, long ends)
    {
        for (int node = 0; node < nodes; node++)
        {
            if (node != owner && node != standby)
            {
                faults.Add(Fault(SimFaultKind.PowerCut, (4_000 + node) * Ms, ends, node, 0, 0, Unhelped));
            }
        }
    }

    private static void LastCopy(List<SimFault> faults, SeededRandom random, (int Owner, int Standby, int Slot) who, long ends)
    {
        long hurtAt = (8_000 * Ms) + random.Below(1_000 * Ms);
        long hurtUntil = hurtAt + (200 * Ms) + random.Below(700 * Ms);
        long diesAt = hurtAt + random.Below(2_500 * Ms);
        faults.Add(Fault(SimFaultKind.SlowDisk, 6_000 * Ms, ends, who.Owner, 0, 0, 0));
        faults.Add(Fault(SimFaultKind.Damage, hurtAt, hurtUntil, who.Standby, 0, who.Slot, 0));
        faults.Add(Fault(SimFaultKind.PowerCut, diesAt, ends, who.Owner, 0, 0, Unhelped));
        if (random.Below(2) == 0)
        {
            // Then it cannot name the standby as gone either, and goes on with what that had acknowledged.
            faults.Add(Fault(SimFaultKind.ArbiterCut, hurtAt + random.Below(300 * Ms), ends, who.Owner, 0, 0, 0));
        }
    }

    private static void LateAdmission(List<SimFault> faults, SeededRandom random, int owner, int standby, long ends)
    {
        long backAt = (9_000 * Ms) + random.Below(1_000 * Ms);
        long lostAt = backAt - (50 * Ms) + random.Below(150 * Ms);
        long lostUntil = lostAt + (1_200 * Ms) + random.Below(1_300 * Ms);
        long goneAt = backAt + random.Below(200 * Ms);
        faults.Add(Fault(SimFaultKind.Freeze, 6_000 * Ms, backAt, standby, 0, 0, 0));
        faults.Add(Fault(SimFaultKind.QuorumLost, lostAt, lostUntil, 0, 0, 0, 0));
        faults.Add(Fault(SimFaultKind.Freeze, goneAt, lostUntil + (2_000 * Ms), standby, 0, 0, 0));
        faults.Add(Fault(SimFaultKind.PowerCut, lostUntil + random.Below(400 * Ms), ends, owner, 0, 0, Unhelped));
    }

    private static void LostClaim(List<SimFault> faults, SeededRandom random, int owner, int standby, long ends)
    {
        long diesAt = (9_000 * Ms) + random.Below(1_000 * Ms);
        long cutAt = diesAt + (1_800 * Ms) + random.Below(1_100 * Ms);
        faults.Add(Fault(SimFaultKind.Gone, diesAt, ends, owner, 0, 0, Unhelped));
        faults.Add(Fault(SimFaultKind.ArbiterCut, cutAt, cutAt + (1_000 * Ms), standby, 0, 0, 0));
    }

    private static void SlowFollower(List<SimFault> faults, SeededRandom random, int owner, int standby, long ends)
    {
        long diesAt = (8_000 * Ms) + random.Below(3_000 * Ms);
        long otherAt = diesAt + random.Below(300 * Ms);
        faults.Add(Fault(SimFaultKind.SlowDisk, 5_500 * Ms, ends, standby, 0, 0, 0));
        faults.Add(Fault(SimFaultKind.PowerCut, diesAt, ends, owner, 0, 0, Unhelped));
        faults.Add(Fault(SimFaultKind.Kill, otherAt, otherAt + (1_000 * Ms), standby, 0, 0, Unhelped));
    }

    private static void ForeignTail(List<SimFault> faults, SeededRandom random, int owner, long ends)
    {
        for (long at = (5_000 * Ms) + random.Below(2_000 * Ms); at < ends - (5_000 * Ms); at += 9_000 * Ms)
        {
            long until = at + (2_000 * Ms) + random.Below(4_000 * Ms);
            faults.Add(Fault(SimFaultKind.Partition, at, until, 0, 1 << owner, 0, 0));
            faults.Add(Fault(SimFaultKind.ArbiterCut, at, until, owner, 0, 0, 0));
        }
    }

    private static SimFault Fault(SimFaultKind kind, long at, long until, int node, int other, int slot, long amount) =>
        new(kind, at, Math.Max(until - at, Ms), node, other, slot, amount);
}

using System;
using Basisd.Cluster;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// The liveness phase: everything heals, and the cluster must be well again within its bounds.
internal sealed partial class SimWorld
{
    /// <summary>A slot with a healthy copy and a healthy arbiter has an owner within this time (seed).</summary>
    private const long OwnedWithin = 30 * FixedPoint.Second;

    /// <summary>And everything else is settled so much later.</summary>
    private const long SettledWithin = OwnedWithin + (10 * FixedPoint.Second);

    private const long Every = 100 * FixedPoint.Millisecond;
    private const long WorkOn = 1_500 * FixedPoint.Millisecond;

    private long _ownedSince;
    private long _asked;
    private bool _isWell;

    private void Health(bool isFirst)
    {
        if (isFirst)
        {
            Say("everything heals");
            foreach (SimNode node in Array.FindAll(Nodes, n => !IsGone(n)))
            {
                node.StaysAwake();
                node.PowerOn();
                node.Start();
            }
        }

        long healed = Now - Plan.SafetyEnds;
        string? unowned = Unowned();
        if (unowned is null)
        {
            _ownedSince = _ownedSince == 0 ? Now : _ownedSince;
            IsQuiet = Now - _ownedSince > WorkOn;
        }
        else if (healed > OwnedWithin && !IsQuiet)
        {
            throw new SimViolationException("a slot with a healthy copy has an owner within 30 s", unowned);
        }

        string? unsettled = unowned ?? Unsettled();
        if (IsQuiet && unsettled is null)
        {
            _isWell = true;
            return;
        }

        if (healed > SettledWithin)
        {
            throw new SimViolationException("everything settles once it has healed", unsettled ?? "the engines do not come to rest");
        }

        if (Now - _asked > FixedPoint.Second)
        {
            _asked = Now;
            Operate();
        }

        Agenda.Add(Now + Every, new Occasion { Kind = OccasionKind.Health });
    }

    /// <summary>What operators do about what only they may end.</summary>
    private void Operate()
    {
        SimNode? any = Array.Find(Nodes, n => n.IsUp);
        if (any is not null && Arbiter.IsPaused)
        {
            Act(new SimFault(SimFaultKind.PauseTakeovers, Now, 0, 0, 0, 0, 0), any, 0, false);
        }

        if (Plan.Seed % 4 != 0 && !IsQuiet)
        {
            Act(new SimFault(SimFaultKind.Resume, Now, 0, 0, 0, Plan.Slots - 1, 0), OwnerOf(Plan.Slots - 1), 0, true);
        }
    }

    private string? Unowned()
    {
        for (int slot = 0; slot < Plan.Slots; slot++)
        {
            SlotRecord? record = Arbiter.Slot(slot);
            SimNode? owner = OwnerOf(slot);
            if (record is null || owner is null || record.Owner != owner.Number
                || record.Epoch != owner.Seats[slot].Serving || record.Boot != owner.Boot)
            {
                return $"slot {slot} has no owner that acts; its record is {record?.ToString() ?? "absent"}";
            }
        }

        return null;
    }

    private string? Unsettled()
    {
        DmmRecord? dmm = Arbiter.Dmm;
        for (int slot = 0; slot < Plan.Slots; slot++)
        {
            SimSeat owner = OwnerOf(slot)!.Seats[slot];
            SimJournal journal = owner.Journal;
            ulong epoch = dmm is { Active: true } ? dmm.Epoch : 0;
            if ((owner.Tenure is { } tenure ? Unsettled(slot, tenure.Core, epoch) : Unsettled(slot, journal.Head, epoch)) is { } unsettled)
            {
                return unsettled;
            }

            if (owner.Committed != journal.Appended)
            {
                return $"slot {slot} has {journal.Appended} entries on its owner {owner.Node}, {owner.Committed} committed";
            }

            if (Arbiter.Slot(slot)!.InSync != (Settings[owner.Node].Others & ~_gone))
            {
                return $"slot {slot} has in sync {Convert.ToString((long)Arbiter.Slot(slot)!.InSync, 2)} only";
            }

            if (Unlike(slot, owner) is { } unlike)
            {
                return unlike;
            }
        }

        return null;
    }

    private string? Unsettled(int slot, in SimState state, ulong dmm)
    {
        ulong accepted = Exchange.Accepted(slot, Now);
        string own = state.Latched ? " by itself" : string.Empty;
        return state.Resolved != accepted ? $"slot {slot} has {accepted} orders at the exchange and {state.Resolved} resolved"
            : state.Latched || state.Dmm != dmm ? $"slot {slot} is in DMM {state.Dmm}{own}, the arbiter has {dmm}"
            : null;
    }

    private string? Unsettled(int slot, NodeCore core, ulong dmm)
    {
        ClusterDmmBook book = core.State.ClusterDmm;
        ulong own = book.IsActive ? (ulong)book.Epoch : 0;
        bool isIn = core.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm;
        return (dmm == 0 && core.AwaitsClusterDmm) || own != dmm || isIn != (dmm != 0)
            ? $"slot {slot} is in DMM {own} ({core.State.Safety.ModeOf(Topology.Platform)}), the arbiter has {dmm}"
            : Checks.Settlements.Unresolved(slot, core, Now);
    }

    private bool IsGone(SimNode node) => (_gone & (1UL << node.Number)) != 0;

    private string? Unlike(int slot, SimSeat owner)
    {
        SimJournal journal = owner.Journal;
        foreach (SimNode node in Array.FindAll(Nodes, n => !IsGone(n)))
        {
            SimJournal copy = node.Seats[slot].Journal;
            if (copy.Durable != journal.Appended)
            {
                return $"slot {slot}: the copy of node {node.Number} ends at {copy.Durable}, the owner's at {journal.Appended}";
            }

            // At every sequence, not at the last one alone: what lies in between is what a replica was, and would be again after a cut.
            if (Cores is { } cores && node.Number != owner.Node)
            {
                SimCore led = node.Seats[slot].Follow(cores, copy.Durable);
                if (!led.Node.State.Hash().SequenceEqual(owner.Tenure!.Core.State.Hash()))
                {
                    return $"slot {slot}: the core of node {node.Number} is led to another state than the one of its owner {owner.Node}";
                }
            }

            for (ulong at = journal.Appended; at > 0; at--)
            {
                if (copy.ChainAt(at) != journal.ChainAt(at) || copy.StateAt(at).Hash != journal.StateAt(at).Hash)
                {
                    return $"slot {slot}: node {node.Number} has at {at} the state {copy.StateAt(at).Hash:x16}, "
                        + $"its owner {owner.Node} has {journal.StateAt(at).Hash:x16}";
                }
            }
        }

        return null;
    }
}

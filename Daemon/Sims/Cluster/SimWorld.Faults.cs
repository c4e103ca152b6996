using System;
using System.Collections.Generic;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// Faults begin and end; what systemd and a fence command do about a crash.
internal sealed partial class SimWorld
{
    private const long NoticedWithin = FixedPoint.Second;

    /// <summary>Machines that never come back, a bit each.</summary>
    private ulong _gone;

    private readonly Queue<(long Until, long Amount)> _strikes = new();

    /// <summary>A process has ended by itself after it was asked to.</summary>
    public void Ended(SimNode node)
    {
        node.Die("ends as it was asked to");
        long restarts = Now + (300 * FixedPoint.Millisecond) + Random.Below(FixedPoint.Second);
        Agenda.Add(restarts, new Occasion { Kind = OccasionKind.Start, Node = node.Number });
    }

    private void Begin(in SimFault fault, object boxed)
    {
        if (IsTold)
        {
            Say($"fault: {fault}");
        }

        SimNode node = Nodes[fault.Node];
        switch (fault.Kind)
        {
            case SimFaultKind.Kill or SimFaultKind.SyncError:
                Kill(node, fault);
                break;
            case SimFaultKind.PowerCut:
                CutPower(node, fault);
                break;
            case SimFaultKind.Gone:
                _gone |= 1UL << fault.Node;
                CutPower(node, fault);
                break;
            case SimFaultKind.Damage:
                Damage(node, fault);
                break;
            case SimFaultKind.Freeze:
                node.Freeze(fault.Duration);
                ExpectSilence(fault);
                break;
            case SimFaultKind.Suspend:
                node.Suspend(fault.Duration);
                ExpectSilence(fault);
                break;
            case SimFaultKind.FreezeBetween:
                node.FreezeBetween(fault.Amount < 50 ? -1 : (int)fault.Amount % 5, fault.Duration);
                break;
            case SimFaultKind.StrikeAtChange:
                _strikes.Enqueue((Now + fault.Duration, fault.Amount));
                break;
            case SimFaultKind.WallStep:
                node.Clock.StepWall(fault.Amount);
                break;
            case SimFaultKind.Switchover:
                Act(fault, OwnerOf(fault.Slot), fault.Amount < 30 ? SlotRecord.None : fault.Node, true);
                break;
            case SimFaultKind.EnterDmm:
                Act(fault, OwnerOf(fault.Slot), 0, true);
                break;
            case SimFaultKind.Resume:
                Act(fault with { Slot = Plan.Slots - 1 }, OwnerOf(Plan.Slots - 1), 0, true);
                break;
            case SimFaultKind.Stop or SimFaultKind.PauseTakeovers:
                Act(fault, node, 0, true);
                break;
            default:
                Turn(fault, 1);
                break;
        }

        Agenda.Add(Now + fault.Duration, new Occasion { Kind = OccasionKind.FaultEnds, What = boxed });
    }

    private void End(in SimFault fault)
    {
        SimNode node = Nodes[fault.Node];
        switch (fault.Kind)
        {
            case SimFaultKind.Kill or SimFaultKind.SyncError or SimFaultKind.PowerCut or SimFaultKind.Damage:
                node.PowerOn();
                node.Start();
                break;
            case SimFaultKind.Stop:
                node.Die("is killed because it does not end");
                node.Start();
                break;
            case SimFaultKind.PauseTakeovers:
                Act(fault, node, 0, false);
                break;
            case SimFaultKind.Freeze or SimFaultKind.FreezeBetween or SimFaultKind.Suspend or SimFaultKind.WallStep or SimFaultKind.Switchover
                or SimFaultKind.EnterDmm or SimFaultKind.Resume or SimFaultKind.StrikeAtChange
                or SimFaultKind.Gone:
                break;
            default:
                Turn(fault, -1);
                break;
        }
    }

    /// <summary>A slot's record has changed: whoever is to be struck at such a moment is.</summary>
    public void Changed(SlotRecord record)
    {
        while (_strikes.TryDequeue(out (long Until, long Amount) strike))
        {
            long left = Plan.SafetyEnds - Now;
            if (strike.Until < Now || left < FixedPoint.Second)
            {
                continue;
            }

            long at = Now + Random.Below(Random.Below(2) == 0 ? FixedPoint.Millisecond : 30 * FixedPoint.Millisecond);
            long duration = Math.Min(left - (500 * FixedPoint.Millisecond), FixedPoint.Second + Random.Below(8 * FixedPoint.Second));
            SimFault fault = new(SimFault.Strike(strike.Amount), at, duration, record.Owner, 1 << record.Owner, 0, strike.Amount);
            Agenda.Add(at, new Occasion { Kind = OccasionKind.FaultBegins, What = fault });
            return;
        }
    }

    /// <summary>Faults that hold for a time.</summary>
    private void Turn(in SimFault fault, int by)
    {
        switch (fault.Kind)
        {
            case SimFaultKind.Partition:
                Network.Cut(fault.Other, by);
                break;
            case SimFaultKind.OneWay:
                Network.Cut(fault.Node, fault.Other, by);
                break;
            case SimFaultKind.Lossy:
                Network.Lossy += by;
                break;
            case SimFaultKind.ArbiterCut:
                Arbiter.Cut(fault.Node, by);
                break;
            case SimFaultKind.QuorumLost:
                Arbiter.QuorumLost += by;
                break;
            case SimFaultKind.LeaderChange:
                Arbiter.Leaderless += by;
                if (by < 0)
                {
                    Arbiter.RaiseTerm();
                }

                break;
            case SimFaultKind.SlowArbiter:
                Arbiter.Sluggish += fault.Amount < 30 ? by : 0;
                Arbiter.Slow(fault.Node, fault.Amount < 30 ? 0 : by);
                break;
            case SimFaultKind.OddArbiter:
                Arbiter.Odd += by;
                break;
            case SimFaultKind.StaleArbiter:
                Arbiter.Stale += by;
                break;
            case SimFaultKind.SlowDisk:
                Nodes[fault.Node].SlowDisk += by;
                break;
            case SimFaultKind.EngineSilent:
                SimSeat seat = Nodes[fault.Node].Seats[fault.Slot];
                seat.EngineSilent += by;
                Act(fault, Nodes[fault.Node], 0, seat.EngineSilent == 0);
                Engines.Watch(seat);
                break;
        }
    }

    private void Act(in SimFault fault, SimNode? node, int peer, bool flag)
    {
        if (node is not null)
        {
            node.Receive(new Occasion
            {
                Kind = OccasionKind.Act,
                Node = node.Number,
                Life = node.Life,
                Peer = peer,
                Slot = fault.Slot,
                Number = (long)fault.Kind,
                Flag = flag,
            });
        }
    }

    private SimNode? OwnerOf(int slot) => Array.Find(Nodes, n => n.IsUp && n.Seats[slot].Serving != 0 && n.Seats[slot].IsOpened);

    private void Kill(SimNode node, in SimFault fault)
    {
        if (!node.IsUp)
        {
            return;
        }

        ulong boot = node.Boot;
        node.Die(fault.Kind == SimFaultKind.Kill ? "is killed" : "ends because a sync failed");
        if (fault.Amount < 50)
        {
            Agenda.Add(Now + ((1 + Random.Below(80)) * FixedPoint.Millisecond), new Occasion
            {
                Kind = OccasionKind.ReleaseVerb,
                Node = node.Number,
                Sequence = boot,
            });
        }

        ExpectSilence(fault);
    }

    /// <summary>
    /// What systemd runs after a crash: it closes the gates of the life that died, waits until what they let through has arrived, and releases
    /// its slots.
    /// </summary>
    private void ReleaseVerb(in Occasion occasion)
    {
        SimNode node = Nodes[occasion.Node];
        if (!node.HasPower || node.Boot != occasion.Sequence)
        {
            return;
        }

        bool leavesGate = Lapses.HasFlag(SimLapses.ReleaseVerbLeavesGate);
        if (!occasion.Flag && !leavesGate)
        {
            foreach (SimSeat seat in node.Seats)
            {
                seat.Gate.Close();
            }

            Trace?.Retired(this, node);
            Occasion then = occasion;
            then.Flag = true;
            Agenda.Add(Now + StopBound, then);
            return;
        }

        for (int slot = 0; slot < Plan.Slots; slot++)
        {
            if (Arbiter.IsReachedBy(node.Number) && Arbiter.Slot(slot) is { Released: false } record
                && record.Owner == node.Number && record.Boot == occasion.Sequence)
            {
                ArbiterCall call = new(0, new ArbiterKey(ArbiterKeyKind.Slot, slot), Arbiter.SlotRevision(slot), record with { Released = true });
                Arbiter.Send(-1, 0, call, 0);
            }
        }
    }

    private void CutPower(SimNode node, in SimFault fault)
    {
        if (!node.HasPower)
        {
            return;
        }

        ulong boot = node.Boot;
        node.PowerOff();
        ExpectSilence(fault);
        if (fault.Amount >= 40)
        {
            return;
        }

        foreach (SimNode other in Nodes)
        {
            if (other != node)
            {
                long confirmed = StopBound + Random.Below(700 * FixedPoint.Millisecond);
                Agenda.Add(Now + confirmed, new Occasion
                {
                    Kind = OccasionKind.PowerOff,
                    Node = other.Number,
                    Peer = node.Number,
                    Sequence = boot,
                });
            }
        }
    }

    /// <summary>A copy is hurt while its process is down; never the copy of the last owner, which may be the only one.</summary>
    private void Damage(SimNode node, in SimFault fault)
    {
        if (Arbiter.Slot(fault.Slot) is { } record && record.Owner != node.Number)
        {
            node.Die("is killed, and its disk is hurt");
            node.Seats[fault.Slot].Journal.Hurt();
        }
    }

    private void ExpectSilence(in SimFault fault)
    {
        if (fault.Duration > NoticedWithin + (100 * FixedPoint.Millisecond))
        {
            Agenda.Add(Now + NoticedWithin, new Occasion
            {
                Kind = OccasionKind.SilenceDue,
                Peer = fault.Node,
                Number = Now,
                Sequence = (ulong)Nodes[fault.Node].Life,
            });
        }
    }

    private void SilenceDue(int silent, long since, int life)
    {
        if (Nodes[silent].Life != life || (Nodes[silent].IsUp && Nodes[silent].FrozenUntil <= Now))
        {
            return;
        }

        foreach (SimNode node in Nodes)
        {
            if (node.IsUp && node.UndisturbedSince < since - (500 * FixedPoint.Millisecond)
                && node.LastHeard[silent] > since - (300 * FixedPoint.Millisecond)
                && !node.IsSilent[silent])
            {
                throw new SimViolationException(
                    "a silent node is reported in < 1 s",
                    $"node {silent} is silent since {since / FixedPoint.Millisecond} ms, node {node.Number} has not said so");
            }
        }
    }
}

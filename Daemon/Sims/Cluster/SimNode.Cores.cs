using System;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// What the process does with a real core behind a slot: as Host/Cluster and Host/Loop do, without their threads.
internal sealed partial class SimNode
{
    private const long RoundEvery = 60 * FixedPoint.Millisecond;

    private SimDmm _order = SimDmm.None;

    private void Act(SimSeat seat, SimCores cores)
    {
        SimCore core = seat.Follow(cores, seat.Journal.Appended);
        _world.Checks.TakenOver(seat.Slot, Number, seat.Serving, core.Node, _world.Now);
        Mode[] modes = Array.ConvertAll(cores.Topology.Scopes, s => core.Node.State.Safety.ModeOf(s.Index));
        bool isInDmm = modes[Topology.Platform] == Mode.Dmm;
        bool isInFlight = (long)_world.Exchange.Accepted(seat.Slot, _world.Now) > (core.Node.State.Records.Of(SimCores.Listed)?.Cursor ?? 0);
        _world.Reached |= (isInDmm ? SimReach.TakeoverInDmm : SimReach.None) | (isInFlight ? SimReach.TakeoverInFlight : SimReach.None)
            | (core.Missing.Count > 0 ? SimReach.Unfinished : SimReach.None);
        SimTenure tenure = new(_world, this, seat, core, _random);
        seat.Tenure = tenure;
        seat.Gate.Page = seat.Gate.Page.Length == 0 ? new ulong[modes.Length] : seat.Gate.Page;
        tenure.Begin(core.Missing, modes);
        seat.Reopen();
        seat.Gate.IsOpen = true;
        Flush(seat, tenure);
        Later(OccasionKind.Work, 1 + _random.Below(20 * FixedPoint.Millisecond), seat.Slot, seat.Serving);
    }

    /// <summary>Once around of the loop, while the right lasts.</summary>
    private void Round(SimSeat seat, SimTenure tenure)
    {
        if (!IsEntitled(seat))
        {
            return;
        }

        tenure.Round(_order);
        if (tenure.AsksForDmm())
        {
            Later(OccasionKind.Told, 1, seat.Slot, 0, (ulong)ClusterInputKind.DmmEntered);
        }

        if (tenure.EndToTell() is > 0 and ulong ended)
        {
            Later(OccasionKind.Told, 1, seat.Slot, ended, (ulong)ClusterInputKind.DmmResumed);
        }

        Flush(seat, tenure);
        if (tenure.IsActive && !seat.IsOpened && ReferenceEquals(seat.Tenure, tenure))
        {
            seat.IsOpened = true;
            _world.Reached |= tenure.Core.State.Takeover.Awaited > 0 ? SimReach.ActivatedLate : SimReach.None;
            TellOpened(seat);
        }
    }

    private void Flush(SimSeat seat, SimTenure tenure)
    {
        if (tenure.HasAppended)
        {
            tenure.Flushed();
            Sync(seat);
            ServeParked(seat, false);
            TellCopy(seat);
        }
    }

    private void Act(SimSeat seat, SimTenure tenure, SimFaultKind kind)
    {
        if (kind == SimFaultKind.EnterDmm)
        {
            tenure.Halt();
        }
        else
        {
            tenure.Mend();
            tenure.Resume();
        }

        Flush(seat, tenure);
    }

    private void TellOpened(SimSeat seat)
    {
        Step(new ClusterInput
        {
            Kind = ClusterInputKind.Opened,
            Now = Boottime,
            Wall = Clock.WallOf(_world.Now),
            Slot = seat.Slot,
            Sequence = seat.Serving,
        });
        Step(new ClusterInput
        {
            Kind = ClusterInputKind.Engine,
            Now = Boottime,
            Wall = Clock.WallOf(_world.Now),
            Slot = seat.Slot,
            Flag = seat.EngineSilent == 0,
        });
    }
}

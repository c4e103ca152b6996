using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

// What operators and triggers do at a node, and the cluster's DMM in the slots that it owns.
internal sealed partial class SimNode
{
    private ulong _dmm;
    private ulong _dmmEnded;

    private void OnAct(in Occasion occasion)
    {
        SimSeat seat = Seats[occasion.Slot];
        switch ((SimFaultKind)occasion.Number)
        {
            case SimFaultKind.Switchover:
                Ask(ClusterInputKind.Switchover, seat.Slot, occasion.Peer, true);
                break;
            case SimFaultKind.Stop:
                Ask(ClusterInputKind.Stop, 0, SlotRecord.None, true);
                break;
            case SimFaultKind.PauseTakeovers:
                Ask(ClusterInputKind.Pause, 0, SlotRecord.None, occasion.Flag);
                break;
            case SimFaultKind.EngineSilent when seat.Serving != 0:
                Step(new ClusterInput
                {
                    Kind = ClusterInputKind.Engine,
                    Now = Boottime,
                    Wall = Clock.WallOf(_world.Now),
                    Slot = seat.Slot,
                    Flag = occasion.Flag,
                });
                break;
            case SimFaultKind.EnterDmm or SimFaultKind.Resume when seat.Tenure is { } tenure && IsEntitled(seat) && !seat.IsClosing:
                Act(seat, tenure, (SimFaultKind)occasion.Number);
                break;
            case SimFaultKind.EnterDmm when IsEntitled(seat) && !seat.IsClosing:
                Append(seat, SimEntryKind.Latch, 0);
                Later(OccasionKind.Told, 1, seat.Slot, 0, (ulong)ClusterInputKind.DmmEntered);
                break;
            case SimFaultKind.Resume when IsEntitled(seat) && !seat.IsClosing && seat.Journal.Head.Dmm != 0:
                if (!_world.Lapses.HasFlag(SimLapses.ResumptionUnsigned))
                {
                    _world.Checks.Dmm.Sign(seat.Journal.Head.Dmm);
                }

                Append(seat, SimEntryKind.Resume, seat.Journal.Head.Dmm);
                break;
        }
    }

    private void OnTold(in Occasion occasion)
    {
        ClusterInputKind kind = (ClusterInputKind)occasion.Sequence;
        Step(new ClusterInput
        {
            Kind = kind,
            Now = Boottime,
            Wall = Clock.WallOf(_world.Now),
            Slot = occasion.Slot,
            Sequence = occasion.Epoch,
            Bytes = kind == ClusterInputKind.DmmResumed ? DmmChecker.Resumption(occasion.Epoch) : null,
        });
        FollowDmm(Seats[occasion.Slot]);
    }

    private void EnterDmm(ulong epoch)
    {
        _dmm = epoch;
        _order = new SimDmm(epoch, true, []);
        foreach (SimSeat seat in Seats)
        {
            FollowDmm(seat);
        }
    }

    private void LeaveDmm(ulong epoch, byte[] bytes)
    {
        if (!DmmChecker.IsSigned(epoch, bytes) && !_world.Lapses.HasFlag(SimLapses.ResumptionUnsigned))
        {
            return;
        }

        _world.Checks.Dmm.Left(epoch, bytes);
        _dmm = 0;
        _dmmEnded = epoch;
        _order = new SimDmm(epoch, false, bytes);
        foreach (SimSeat seat in Seats)
        {
            FollowDmm(seat);
        }
    }

    /// <summary>A slot that this node owns does as the cluster's DMM says.</summary>
    private void FollowDmm(SimSeat seat)
    {
        if (seat.Serving == 0 || seat.Tenure is not null)
        {
            return;
        }

        SimState state = seat.Journal.Head;
        if (_dmm != 0 && (state.Dmm < _dmm || state.Latched))
        {
            Append(seat, SimEntryKind.EnterDmm, _dmm);
        }
        else if (_dmm == 0 && state.Dmm != 0 && state.Dmm <= _dmmEnded)
        {
            Append(seat, SimEntryKind.LeaveDmm, state.Dmm);
        }
    }
}

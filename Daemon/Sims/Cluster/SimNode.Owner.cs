using System;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// What the process does with a slot that it owns: takeover, its loop, its gate, commits, and the end of its right.
internal sealed partial class SimNode
{
    private bool IsEntitled(SimSeat seat) => seat.Serving != 0 && Boottime < seat.Deadline;

    /// <summary>The owner writes one entry: in the journal at once, strict words in the gate at once, everything else once it is committed.</summary>
    private void Append(SimSeat seat, SimEntryKind kind, ulong argument)
    {
        if (kind == SimEntryKind.LeaveDmm)
        {
            _world.Checks.Dmm.Left(argument);
        }

        seat.Journal.Append(kind, seat.Serving, argument);
        ShowGate(seat);
        if (_world.Lapses.HasFlag(SimLapses.AckBeforeCommit) && seat.IsOpened)
        {
            _world.Checks.Commits.Committed(seat.Slot, seat.Serving, seat.Journal.Appended, seat.Journal);
        }

        Sync(seat);
        ServeParked(seat, false);
        TellCopy(seat);
    }

    private void TakeOver(SimSeat seat, ulong epoch, long until)
    {
        _world.Checks.Epochs.TakenOver(seat.Slot, Number, seat.Journal.LastEpoch, epoch);
        _world.Checks.Commits.TakenOver(seat.Slot, epoch, seat.Journal);
        seat.Gate.Close();
        seat.Serving = epoch;
        seat.IsOpened = false;
        seat.IsClosing = false;
        seat.OpensAfter = 0;
        seat.Deadline = until;
        seat.Committed = 0;
        seat.Following = SlotRecord.None;
        seat.PullId = 0;
        seat.Gate.Epoch = epoch;
        seat.Gate.ValidUntil = until;
        seat.Gate.SleptBefore = Clock.Suspended;
        if (_world.Cores is { } cores)
        {
            Act(seat, cores);
        }
        else
        {
            StandIn(seat, epoch);
        }
    }

    private void StandIn(SimSeat seat, ulong epoch)
    {
        SimState before = seat.Journal.Head;
        _world.Checks.Authority.TakenOver(seat.Slot, epoch, before.Permissions);
        if (_world.Lapses.HasFlag(SimLapses.TakeoverForgetsDmm) && before.Dmm != 0)
        {
            Append(seat, SimEntryKind.LeaveDmm, before.Dmm);
        }

        bool keeps = _world.Lapses.HasFlag(SimLapses.TakeoverKeepsPermissions);
        Append(seat, keeps ? SimEntryKind.Loosen : SimEntryKind.Takeover, 0);
        if (before.Latched)
        {
            Later(OccasionKind.Told, 1, seat.Slot, 0, (ulong)ClusterInputKind.DmmEntered);
        }

        FollowDmm(seat);

        if (_world.Lapses.HasFlag(SimLapses.OpensAtClaim))
        {
            seat.Gate.IsOpen = true;
            seat.Gate.Permissions = before.Shown;
            _world.Checks.Authority.Opens(seat.Slot, Number, seat.Gate.Permissions);
            _world.Engines.Watch(seat);
        }

        Later(OccasionKind.Reconcile, 1 + (_random.Below(4) == 0 ? 0 : _random.Below(400 * FixedPoint.Millisecond)), seat.Slot, epoch);
    }

    /// <summary>In-flight orders against the exchange's books.</summary>
    private void OnReconcile(SimSeat seat, ulong epoch)
    {
        if (seat.Serving != epoch || seat.IsClosing)
        {
            return;
        }

        if (!_world.Lapses.HasFlag(SimLapses.TakeoverWithoutReconciliation))
        {
            Append(seat, SimEntryKind.Resolve, _world.Exchange.Accepted(seat.Slot, _world.Now));
        }

        seat.OpensAfter = seat.Journal.Appended;
        OpenWhenCommitted(seat);
    }

    private void OpenWhenCommitted(SimSeat seat)
    {
        if (seat.OpensAfter != 0 && seat.Committed >= seat.OpensAfter && !seat.IsOpened)
        {
            Later(OccasionKind.Opened, 1 + _random.Below(5 * FixedPoint.Millisecond), seat.Slot, seat.Serving);
            seat.OpensAfter = 0;
        }
    }

    private void OnOpened(SimSeat seat, ulong epoch)
    {
        if (seat.Serving != epoch || seat.IsClosing || !IsEntitled(seat))
        {
            return;
        }

        ulong accepted = _world.Exchange.Accepted(seat.Slot, _world.Now);
        ulong resolved = seat.Journal.Head.Resolved;
        if (resolved < accepted)
        {
            throw new SimViolationException(
                "every in-flight order is resolved",
                $"slot {seat.Slot} opens on node {Number} under epoch {epoch} with {accepted} orders at the exchange, {resolved} resolved");
        }

        seat.IsOpened = true;
        seat.Gate.IsOpen = true;
        ShowGate(seat);
        _world.Checks.Authority.Opens(seat.Slot, Number, seat.Gate.Permissions);
        TellOpened(seat);
        Later(OccasionKind.Work, 1 + _random.Below(300 * FixedPoint.Millisecond), seat.Slot, epoch);
    }

    private void Extend(SimSeat seat, long until)
    {
        seat.Deadline = until;
        seat.Gate.ValidUntil = until;
        seat.Gate.SleptBefore = Clock.Suspended;
        _world.Engines.Watch(seat);
    }

    /// <summary>The engine has something to tell: entries are written while the right lasts.</summary>
    private void OnWork(SimSeat seat, ulong epoch)
    {
        if (seat.Serving != epoch || seat.IsClosing)
        {
            return;
        }

        if (seat.Tenure is { } tenure)
        {
            Round(seat, tenure);
            Later(OccasionKind.Work, RoundEvery + _random.Below(3 * RoundEvery), seat.Slot, epoch);
            return;
        }

        if (IsEntitled(seat))
        {
            ulong accepted = _world.Exchange.Accepted(seat.Slot, _world.Now);
            long chance = _world.IsQuiet ? 0 : _random.Below(10);
            if (chance < 6)
            {
                if (seat.Journal.Head.Resolved != accepted || !_world.IsQuiet)
                {
                    Append(seat, SimEntryKind.Resolve, accepted);
                }
            }
            else if (chance < 7)
            {
                Append(seat, SimEntryKind.Tighten, _random.Next());
            }
            else
            {
                Append(seat, SimEntryKind.Loosen, SimState.Reduce | _random.Next());
            }
        }

        Later(OccasionKind.Work, (_world.Plan.WorkEvery / 8) + _random.Below(_world.Plan.WorkEvery), seat.Slot, epoch);
    }

    /// <summary>What the gate shows: what the head of the journal still allows, of what the committed state allows.</summary>
    private void ShowGate(SimSeat seat)
    {
        if (!seat.IsOpened)
        {
            return;
        }

        byte head = seat.Journal.Head.Shown;
        seat.Gate.Permissions = _world.Lapses.HasFlag(SimLapses.LoosensBeforeCommit)
            ? head
            : (byte)(head & seat.Journal.StateAt(Math.Min(seat.Committed, seat.Journal.Appended)).Shown);
        _world.Engines.Watch(seat);
    }

    private void Commit(SimSeat seat, ulong sequence)
    {
        if (seat.Serving == 0 || sequence <= seat.Committed)
        {
            return;
        }

        _world.Checks.Commits.Committed(seat.Slot, seat.Serving, sequence, seat.Journal);
        ulong before = seat.Committed;
        seat.Committed = sequence;
        if (seat.Tenure is { } tenure)
        {
            _world.Checks.Committed(seat.Slot, sequence, seat.Journal);
            tenure.Release(sequence);
            _world.Engines.Watch(seat);
            return;
        }

        SimState state = seat.Journal.StateAt(sequence);
        _world.Checks.Authority.Committed(seat.Slot, seat.Serving, state.Shown);
        ShowGate(seat);
        OpenWhenCommitted(seat);
        if (state.Resumed > seat.Journal.StateAt(Math.Min(before, sequence)).Resumed)
        {
            Later(OccasionKind.Told, 1 + _random.Below(FixedPoint.Millisecond), seat.Slot, state.Resumed, (ulong)ClusterInputKind.DmmResumed);
        }
    }

    private void Close(SimSeat seat)
    {
        seat.Gate.Close();
        if (seat.Tenure is { } tenure && IsEntitled(seat))
        {
            tenure.LetGo();
            Flush(seat, tenure);
        }

        seat.IsOpened = false;
        seat.IsClosing = true;
        seat.ClosedAt = _world.Now;
        seat.OpensAfter = 0;
    }

    private void Fence(SimSeat seat)
    {
        if (!_world.Lapses.HasFlag(SimLapses.FenceIgnored))
        {
            seat.Gate.Close();
            seat.IsOpened = false;
            seat.Serving = 0;
            seat.Tenure = null;
        }

        seat.IsClosing = false;
        seat.OpensAfter = 0;
        Later(OccasionKind.Stopped, 1 + _random.Below(20 * FixedPoint.Millisecond), seat.Slot, 0);
    }

    private void OnStopped(SimSeat seat)
    {
        if (!_world.Lapses.HasFlag(SimLapses.FenceIgnored))
        {
            seat.Serving = 0;
            seat.Tenure = null;
        }

        seat.IsClosing = false;
        TellCopy(seat);
        Step(new ClusterInput { Kind = ClusterInputKind.Stopped, Now = Boottime, Wall = Clock.WallOf(_world.Now), Slot = seat.Slot });
    }

    /// <summary>What a loop looks after as time goes on.</summary>
    private void Watch(SimSeat seat)
    {
        if (seat.Serving == 0)
        {
            if (seat.PullId != 0 && _world.Now > seat.PullLostAt)
            {
                Pull(seat);
            }

            return;
        }

        if (_world.Now > seat.ParkedUntil)
        {
            ServeParked(seat, true);
        }

        bool isDrained = seat.Committed >= seat.Journal.Appended;
        long bound = _world.Lapses.HasFlag(SimLapses.CloseWithoutStopBound) ? 0 : SimWorld.StopBound;
        if (seat.IsClosing && isDrained && _world.Now - seat.ClosedAt >= bound)
        {
            seat.ClosedAt = long.MaxValue;
            Later(OccasionKind.Stopped, 1, seat.Slot, 0);
        }
    }
}

using System;

namespace Basisd.Cluster;

// Claiming: when, with what record, and what becomes of it.
internal sealed partial class SlotAgent
{
    private ClusterEvent _reasonTold;
    private ClaimKind _claimKind;
    private long _retryAt = long.MinValue;

    /// <summary>Whether a plan is worth making: in nearly every step an owner that was just seen renews, and nothing else is to be weighed.</summary>
    private bool IsOwnerSeen =>
        Record is { Released: false } record && record.Owner != _settings.Self && !IsPowerless(record)
        && Silence.EndsAt(Cell.SeenAt) > _turn.Now && !_turn.Lacks(ClusterGuards.WaitsForSilence);

    private void ConsiderClaim()
    {
        if (IsOwnerSeen)
        {
            return;
        }

        ClaimPlan plan = Candidacy.Plan(this);
        if (plan.ReadyAt > _turn.Now || plan.Kind == ClaimKind.None || _turn.Now < _retryAt || Cell.IsInFlight)
        {
            return;
        }

        if (plan.Obstacle == ClusterEvent.None)
        {
            Claim(plan.Kind);
        }
        else if (_turn.Now - plan.ReadyAt >= _settings.SuccessorNs && plan.Obstacle != _reasonTold && !_parts.IsStopping)
        {
            // Nobody took it for a second after it could have been taken: people should know what it waits for here.
            _reasonTold = plan.Obstacle;
            _turn.Tell(plan.Obstacle, _slot, epoch: Record?.Epoch ?? 0);
        }
    }

    private void Claim(ClaimKind kind)
    {
        SlotRecord? old = Record;
        bool isForced = kind is ClaimKind.Silent or ClaimKind.PowerOff && old!.Owner != _settings.Self;
        ulong known = Math.Max(Math.Max(HighestEpoch, Copy.Epoch), _parts.Peers.HighestEpoch(_slot));
        SlotRecord claim = new(
            (old?.Epoch ?? known) + (old is not null && _turn.Lacks(ClusterGuards.EpochRises) ? 0UL : 1UL),
            _settings.Self,
            _parts.Boot,
            0,
            old is null ? 0 : old.InSync & ~(1UL << _settings.Self),
            false,
            SlotRecord.None,
            old?.Committed ?? Copy.Durable,
            isForced ? _turn.Wall : old?.ForcedAt ?? 0);

        // In sync under the new epoch is a part of in sync under the old one: the old owner is not in it until it has caught up.
        bool isNew = (claim.Epoch > HighestEpoch && claim.Epoch > Copy.Epoch) || _turn.Lacks(ClusterGuards.EpochRises);
        Invariant.Holds(isNew, "an epoch is claimed once, and is higher than any before");
        Invariant.Holds(old is null || (claim.InSync & ~old.InSync) == 0, "a claim admits nobody");
        Epoch = claim.Epoch;
        _claimKind = old is not null && old.Owner == _settings.Self ? ClaimKind.Own : kind;
        Move(RoleEvent.ClaimSent);

        // A write of our own earlier tenure may still be open. It expects the same revision, so at most one of the two is carried out, and nobody
        // acts under the earlier one. An open claim is never displaced: while it is open the role is not Follower.
        Cell.Swap(claim, displace: true);
    }

    /// <summary>
    /// A claim of unknown outcome is sent again as it is, once a read showed the key unchanged: it may have got lost for good, and waiting would be
    /// for ever.
    /// Never another claim: that waits until a read shows the key at another revision.
    /// </summary>
    private void PressClaim()
    {
        if (Cell.Open is not null)
        {
            if (!Cell.IsInFlight && Cell.MayResend && !_turn.Lacks(ClusterGuards.PressesClaim) && Candidacy.Plan(this).Obstacle == ClusterEvent.None)
            {
                Cell.Resend();
            }
        }
        else if (IsMine && !_parts.IsStopping && _turn.Now - Cell.AskedAt >= _settings.RenewNs / 4)
        {
            // Won, but its right was over before we knew. Nobody else can hold it while the record is ours: a renewal begins it.
            Cell.Swap(Record! with { Seq = Record!.Seq + 1 });
        }
    }

    private void Won(long since)
    {
        if (_parts.IsStopping)
        {
            Move(RoleEvent.ClaimWonStopping);
            _renewal.Begin(since, _turn.Now);
            _sync.Begin();
            _members = Record!.InSync;
            _loopStopped = true;
            _successor = SlotRecord.None;
            _releaseSentAt = 0;
            return;
        }

        if (!_renewal.Begin(since, _turn.Now))
        {
            return;
        }

        Invariant.Holds(_turn.Lacks(ClusterGuards.EpochRises) || Epoch > _takenEpoch, "an epoch is taken over once");
        _takenEpoch = Epoch;
        Move(RoleEvent.ClaimWon);
        IsPermitted = false;
        _sync.Begin();
        _members = Record!.InSync;
        _heldByPeers = false;
        _engineSilentAt = None;
        _failsafe.Cancel();
        ClusterEvent how = _claimKind switch
        {
            ClaimKind.Create => ClusterEvent.Created,
            ClaimKind.Own => ClusterEvent.ClaimedOwn,
            ClaimKind.Released => ClusterEvent.ClaimedReleased,
            _ => ClusterEvent.ClaimedSilent,
        };
        _turn.Tell(how, _slot, _settings.Self, Epoch);
        Add(new() { Kind = ClusterEffectKind.TakeOver, Slot = _slot, Node = _settings.Self, Epoch = Epoch, Until = _renewal.Deadline });
        if (_members == 0 && _settings.Others != 0)
        {
            _turn.Tell(ClusterEvent.Alone, _slot, epoch: Epoch);
        }

        // A copy that was told before may hold nothing of this epoch; one that is told from now on is looked at anew.
        _sync.Own(Copy, Epoch);
    }

    private void LoseClaim(SwapEnd end)
    {
        Move(RoleEvent.ClaimLost);
        if (end == SwapEnd.Failed)
        {
            _retryAt = _turn.Now + _settings.RenewNs;
        }
        else
        {
            IsPermitted = false;
            _turn.Tell(ClusterEvent.ClaimLost, _slot, Record?.Owner ?? SlotRecord.None, Record?.Epoch ?? 0);
        }
    }
}

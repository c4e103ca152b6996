using System;
using System.Numerics;

namespace Basisd.Cluster;

// Owning: renewals, the in-sync set, the engine, letting go.
internal sealed partial class SlotAgent
{
    private const long None = -1;

    private ulong _takenEpoch;
    private ulong _members;
    private bool _heldByPeers;
    private long _engineSilentAt = None;
    private bool _engineTold;
    private bool _loopStopped;
    private int _successor = SlotRecord.None;
    private long _releaseSentAt;
    private long _answerId;
    private bool _hasAnswer;

    /// <summary>
    /// For whom the commit waits beside those that are let catch up: the members of the record and of a swap that may still be carried out.
    /// </summary>
    private ulong Waiting => (_turn.Lacks(ClusterGuards.CommitWaitsForRemoval) && Cell.Open is SlotRecord sent ? sent.InSync : _members)
        | (_turn.Lacks(ClusterGuards.CommitWaitsForOpen) ? 0 : (Cell.Open as SlotRecord)?.InSync ?? 0);

    /// <summary>A follower acknowledged.</summary>
    public void Acknowledged(int node, ulong sequence)
    {
        bool holds = Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing;
        if (!holds || node < 0 || node >= _settings.Nodes.Length || node == _settings.Self)
        {
            return;
        }

        _sync.Acknowledge(node, sequence);
        if (Role != SlotRole.Releasing && (Waiting & (1UL << node)) == 0 && !IsUnfit(node))
        {
            _sync.LetJoin(node);
        }

        Advance();
    }

    /// <summary>The takeover under an epoch is through. True: the slot is open.</summary>
    public bool Opened(ulong epoch)
    {
        if (Role != SlotRole.TakingOver || epoch != Epoch)
        {
            return false;
        }

        Move(RoleEvent.Opened);
        return true;
    }

    /// <summary>The slot's loop has stopped.</summary>
    public void Stopped()
    {
        if (Role == SlotRole.Releasing)
        {
            _loopStopped = true;
        }
        else if (Role == SlotRole.Fenced)
        {
            Move(RoleEvent.LoopStopped);
        }
    }

    /// <summary>The engine lives, or is silent.</summary>
    public void Engine(bool lives)
    {
        _engineSilentAt = lives ? None : _engineSilentAt == None ? _turn.Now : _engineSilentAt;
        _engineTold &= !lives;
    }

    /// <summary>Whether an engine that was heard of lives here.</summary>
    public bool HasEngine => Role is SlotRole.TakingOver or SlotRole.Owner && _engineSilentAt == None;

    /// <summary>An operator asks for a switchover.</summary>
    public void Switchover(int target, long id)
    {
        bool isNode = target >= 0 && target < _settings.Nodes.Length;
        ulong able = target == SlotRecord.None ? _members : isNode ? _members & (1UL << target) : 0;
        int successor = Role == SlotRole.Owner && IsMine ? Candidacy.Best(able) : SlotRecord.None;
        ClusterEvent why = Role is SlotRole.TakingOver or SlotRole.Releasing or SlotRole.Fenced || _parts.IsStopping ? ClusterEvent.Busy
            : Role != SlotRole.Owner || !IsMine ? ClusterEvent.NotOwner
            : _parts.Pause.IsPaused ? ClusterEvent.Paused
            : successor == SlotRecord.None ? ClusterEvent.TargetNotReady
            : ClusterEvent.None;
        if (why != ClusterEvent.None)
        {
            _turn.Answer(id, _slot, false, why);
            return;
        }

        _answerId = id;
        _hasAnswer = true;
        Close(successor);
    }

    /// <summary>The process stops: lets the slot go.</summary>
    public void Stop()
    {
        if (Role is SlotRole.TakingOver or SlotRole.Owner)
        {
            Close(SlotRecord.None);
        }
    }

    private void Close(int successor)
    {
        Move(RoleEvent.CloseAsked);
        _successor = successor;
        _loopStopped = false;
        _releaseSentAt = 0;
        _failsafe.Cancel();
        Add(new() { Kind = ClusterEffectKind.Close, Slot = _slot, Node = successor, Epoch = Epoch });
    }

    /// <summary>Renews, keeps the in-sync set, asks the others where the arbiter is silent.</summary>
    private void Hold()
    {
        if (_failsafe.Tick(Epoch, _renewal.ConfirmedAt))
        {
            HeldByPeers();
        }

        ulong late = _sync.Late(Waiting);
        ulong ready = _turn.Lacks(ClusterGuards.AdmitsAtAll) ? 0 : _sync.Ready();
        ulong members = (_members & ~Unfit(_members) & ~late) | (ready & ~Unfit(ready));
        if (Cell.Open is not null)
        {
            if (Cell.MayResend && !Cell.IsInFlight)
            {
                Cell.Resend();
            }
        }
        else if (IsMine)
        {
            // The commit waits for whoever is admitted from now on: Waiting holds the members of the open swap as well.
            long since = _turn.Now - Cell.AskedAt;
            if (since >= _settings.RenewNs || (members != Record!.InSync && since >= _settings.RenewNs / 8))
            {
                Cell.Swap(Record! with { Seq = Record!.Seq + 1, InSync = members, Committed = Math.Max(Record.Committed, _sync.Committed) });
            }
        }

        WatchEngine();
    }

    private void WatchEngine()
    {
        if (Role != SlotRole.Owner || _engineSilentAt == None || _turn.Now - _engineSilentAt < _settings.EngineTimeoutNs)
        {
            return;
        }

        if (!_engineTold)
        {
            _engineTold = true;
            _turn.Tell(ClusterEvent.EngineSilent, _slot, _settings.Self, Epoch);
        }

        int successor = _parts.Pause.IsPaused || !IsMine || !_parts.Arbiter.IsFresh ? SlotRecord.None : Candidacy.Best(_members);
        if (successor != SlotRecord.None)
        {
            Close(successor);
        }
    }

    /// <summary>
    /// Lets go: once the loop has stopped (the host waits the stop bound behind the closed gate before it says so) and all that was staged is
    /// committed, or the time for that is over. What is not committed then was never told to
    /// anybody. From the send of the release on, nothing is ever done under this epoch again, whatever becomes of it.
    /// </summary>
    private void Release()
    {
        bool mayRelease = (_loopStopped || _turn.Lacks(ClusterGuards.ReleasesStopped)) && (_sync.IsSettled || _renewal.HasEnded(_turn.Now));
        if (_releaseSentAt != 0 && _turn.Now - _releaseSentAt >= 2 * _settings.FenceNs)
        {
            LetGo(ClusterEvent.FencedByDeadline);
        }
        else if (Cell.Open is not null)
        {
            if (Cell.MayResend && !Cell.IsInFlight)
            {
                Cell.Resend();
            }
        }
        else if (!IsMine)
        {
            if (_loopStopped)
            {
                LetGo(ClusterEvent.FencedByDeadline);
            }
        }
        else if (mayRelease && (_releaseSentAt == 0 || _turn.Now - Cell.AskedAt >= _settings.RenewNs / 4))
        {
            _releaseSentAt = _releaseSentAt == 0 ? _turn.Now : _releaseSentAt;
            int successor = _successor >= 0 && (_members & (1UL << _successor)) != 0 && Candidacy.CanTake(_successor) ? _successor : SlotRecord.None;
            ulong committed = Math.Max(Record!.Committed, _sync.Committed);
            Cell.Swap(Record! with { Seq = Record!.Seq + 1, Released = true, Successor = successor, Committed = committed });
        }
        else if (!mayRelease && _turn.Now - Cell.AskedAt >= _settings.RenewNs / 8 && (_members & _sync.Late(Waiting)) is var late and not 0)
        {
            // No renewal: the sequence stays, and the deadline does not move.
            Cell.Swap(Record! with { InSync = _members & ~late });
        }
    }

    private void LetGo(ClusterEvent how)
    {
        Move(RoleEvent.LetGo);
        _renewal.Clear();
        _turn.Tell(how, _slot, how == ClusterEvent.Released ? Record!.Successor : SlotRecord.None, Epoch);
        if (how == ClusterEvent.Released)
        {
            Add(new() { Kind = ClusterEffectKind.Beat, Slot = SlotRecord.None, Node = SlotRecord.None });
        }

        AnswerOperator(how);
    }

    /// <summary>The right ended: by time, or because the record is another's.</summary>
    private void EndRight(ClusterEvent why)
    {
        if (Role == SlotRole.Releasing && _loopStopped)
        {
            LetGo(why);
            return;
        }

        Move(RoleEvent.RightEnded);
        _renewal.Clear();
        _failsafe.Cancel();
        Add(new() { Kind = ClusterEffectKind.Fence, Slot = _slot, Node = Record?.Owner ?? SlotRecord.None, Epoch = Epoch, Event = why });
        _turn.Tell(why, _slot, Record?.Owner ?? SlotRecord.None, Epoch);
        AnswerOperator(why);
    }

    private void AnswerOperator(ClusterEvent how)
    {
        if (_hasAnswer)
        {
            _hasAnswer = false;
            _turn.Answer(_answerId, _slot, how == ClusterEvent.Released, how);
        }
    }

    /// <summary>A peer answered our asking.</summary>
    public void FailsafeAnswered(int node, ulong epoch, long id, bool yes)
    {
        if (Role is SlotRole.TakingOver or SlotRole.Owner && epoch == Epoch && _failsafe.Take(node, id, yes))
        {
            HeldByPeers();
        }
    }

    private void HeldByPeers()
    {
        if (!_heldByPeers)
        {
            _heldByPeers = true;
            _turn.Tell(ClusterEvent.FailsafeHeld, _slot, _settings.Self, Epoch);
        }

        if (_renewal.Extend(_failsafe.AskedAt))
        {
            SayDeadline();
        }
    }

    private void SayDeadline() =>
        Add(new() { Kind = ClusterEffectKind.Deadline, Slot = _slot, Node = _settings.Self, Epoch = Epoch, Until = _renewal.Deadline });

    private void TakeMembers(ulong members)
    {
        for (ulong changed = members ^ _members; changed != 0; changed &= changed - 1)
        {
            int node = BitOperations.TrailingZeroCount(changed);
            _turn.Tell((members & (1UL << node)) != 0 ? ClusterEvent.SyncGained : ClusterEvent.SyncLost, _slot, node, Epoch);
        }

        if (members == 0 && _members != 0)
        {
            _turn.Tell(ClusterEvent.Alone, _slot, epoch: Epoch);
        }

        ulong gone = _members & ~members;
        _members = members;
        _sync.Confirmed(members, gone);
        Advance();
    }

    private void Advance()
    {
        if (_sync.Advance(Waiting))
        {
            Add(new() { Kind = ClusterEffectKind.Committed, Slot = _slot, Node = SlotRecord.None, Epoch = Epoch, Sequence = _sync.Committed });
        }
    }

    /// <summary>Those of a set whose copies may not follow: not whole by their own word, or of another state hash.</summary>
    private ulong Unfit(ulong nodes)
    {
        ulong unfit = 0;
        for (ulong left = nodes; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            unfit |= IsUnfit(node) ? 1UL << node : 0;
        }

        return unfit;
    }

    private bool IsUnfit(int node)
    {
        Peer peer = _parts.Peers[node];
        return peer.IsForeign || (peer.IsAlive && (!peer.Slots[_slot].IsWhole || (peer.HashDiffers & (1U << _slot)) != 0));
    }

    /// <summary>Holds a peer's state hash against ours: the same sequence of the same epoch has one state.</summary>
    public void Compare(int node)
    {
        Peer peer = _parts.Peers[node];
        ref readonly SlotBeat beat = ref peer.Slots[_slot];
        if (Role < SlotRole.TakingOver || beat.HashedAt == 0 || beat.HashedAt != Copy.HashedAt || beat.Epoch != Epoch || Copy.Epoch != Epoch)
        {
            return;
        }

        uint bit = 1U << _slot;
        if (beat.StateHash == Copy.StateHash)
        {
            peer.HashDiffers &= ~bit;
        }
        else if ((peer.HashDiffers & bit) == 0)
        {
            peer.HashDiffers |= bit;
            _turn.Tell(ClusterEvent.HashDiffers, _slot, node, Epoch);
        }
    }
}

using System;

namespace Basisd.Cluster;

/// <summary>
/// What this node is to one slot, and everything it does about it: follows, claims, owns, lets go. It must never act under an epoch that the
/// arbiter did not confirm to this very life, never beyond its deadline, and never again under an epoch that it let go or lost.
/// </summary>
internal sealed partial class SlotAgent
{
    private readonly ClusterParts _parts;
    private readonly ClusterSettings _settings;
    private readonly Turn _turn;
    private readonly Renewal _renewal;
    private readonly InSyncDesk _sync;
    private readonly Failsafe _failsafe;
    private readonly int _slot;
    private long _shownRevision = -1;
    private int _followed = int.MinValue;
    private ulong _followedEpoch;
    private ulong _powerlessBoot;
    private int _powerless = SlotRecord.None;

    public SlotAgent(ClusterParts parts, int slot)
    {
        _parts = parts;
        _settings = parts.Settings;
        _turn = parts.Turn;
        _slot = slot;
        _renewal = new(_settings.FenceNs);
        _sync = new(_settings, _turn);
        _failsafe = new(_settings, _turn, slot);
        Cell = new(new(ArbiterKeyKind.Slot, slot), _turn, parts.Arbiter);
        Silence = new(_turn.Lacks(ClusterGuards.WaitsForClocks) ? _settings.FenceNs : _settings.TakeoverNs);
        Candidacy = new(parts, slot);
    }

    /// <summary>The slot's key.</summary>
    public KeyCell Cell { get; }

    /// <summary>How long its owner has given no sign.</summary>
    public SilenceTimer Silence { get; }

    /// <summary>Who could take it.</summary>
    public Candidacy Candidacy { get; }

    /// <summary>What this node is to it.</summary>
    public SlotRole Role { get; private set; }

    /// <summary>Epoch of this node's claim or tenure; 0 for none.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Highest epoch that a record of this slot was ever seen with, or was claimed with here.</summary>
    public ulong HighestEpoch { get; private set; }

    /// <summary>End of the right to act, CLOCK_BOOTTIME ns; 0 for none.</summary>
    public long Deadline => Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing ? _renewal.Deadline : 0;

    /// <summary>This node's copy of the journal.</summary>
    public SlotCopy Copy { get; private set; }

    /// <summary>Whether the host told of a copy.</summary>
    public bool HasCopy { get; private set; }

    /// <summary>Whether an operator allowed one takeover in spite of anti-flapping.</summary>
    public bool IsPermitted { get; private set; }

    /// <summary>When the owner's power-off was confirmed.</summary>
    public long PowerlessAt { get; private set; }

    /// <summary>The record; null when absent or unknown.</summary>
    public SlotRecord? Record => Cell.Value as SlotRecord;

    /// <summary>Whether the record is of the tenure that this life of ours holds or held.</summary>
    private bool IsMine => Record is { } record && record.Owner == _settings.Self && record.Boot == _parts.Boot && record.Epoch == Epoch;

    /// <summary>Whether this node owned the slot last, and nobody else took it or is asked to.</summary>
    public bool IsLeftToUs => Record is { } record && record.Owner == _settings.Self && (!record.Released || record.InSync == 0);

    /// <summary>Whether the owner of a record is known to have no power.</summary>
    public bool IsPowerless(SlotRecord record) =>
        record.Owner == _powerless && (record.Boot == _powerlessBoot || _turn.Lacks(ClusterGuards.PowerOffOfLife));

    /// <summary>
    /// When a right of this node's ended without a release, CLOCK_BOOTTIME ns. What its gate let through just before may reach a venue for the stop
    /// bound yet, also where nobody else may claim and this node could again: the failsafe carries a right on while the silence of its own record
    /// is long over.
    /// </summary>
    public long ActedUntil { get; private set; } = long.MinValue / 2;

    /// <summary>How the copy stands.</summary>
    public void TakeCopy(in SlotCopy copy)
    {
        Copy = copy;
        HasCopy = true;
        if (Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing)
        {
            _sync.Own(copy, Epoch);
            Advance();
        }
    }

    /// <summary>An operator allows one takeover.</summary>
    public void Permit() => IsPermitted = true;

    /// <summary>
    /// A life of a node was confirmed to have no power. The confirmation may come late, when the machine has its power back and owns the slot again:
    /// it speaks of the life that it was asked for, and of no other.
    /// </summary>
    public void PowerOff(int node, ulong boot)
    {
        if (node != _settings.Self && boot != 0)
        {
            _powerless = node;
            _powerlessBoot = boot;
            PowerlessAt = _turn.Now;
            _parts.Arbiter.Want();
        }
    }

    /// <summary>
    /// Whether an owner may go on without the arbiter. A yes starts our own waiting anew: the asking had been sent before, so its deadline is over
    /// before
    /// ours. A claim of ours that is under way does not speak against it: it was sent when our waiting was over, so after the end of every right that
    /// an earlier yes of ours gave, and no yes revives a right that has ended.
    /// </summary>
    public bool Promise(int node, ulong epoch)
    {
        bool yes = Record is { Released: false } record && record.Owner == node && record.Epoch == epoch
            && node != _settings.Self && !IsPowerless(record) && Math.Max(HighestEpoch, _parts.Peers.HighestEpoch(_slot)) <= epoch;
        if (yes && !_turn.Lacks(ClusterGuards.PromiseBeginsAnew))
        {
            Silence.Promise(_turn.Now);
        }

        return yes;
    }

    /// <summary>Ends a right whose time is over. The first thing in every step, before anything is learned that could prolong it.</summary>
    public void Expire()
    {
        bool holds = Role is SlotRole.TakingOver or SlotRole.Owner || (Role == SlotRole.Releasing && !_loopStopped);
        if (holds && _renewal.HasEnded(_turn.Now))
        {
            EndRight(ClusterEvent.FencedByDeadline);
        }
    }

    /// <summary>The key was seen, or something became of the swap.</summary>
    public void Settle(SwapEnd end)
    {
        switch (end)
        {
            case SwapEnd.Done:
                SwapDone(_turn.Lacks(ClusterGuards.CountsFromSend) ? _turn.Now : Cell.DoneSince);
                break;
            case SwapEnd.Lost or SwapEnd.Failed when Role == SlotRole.Claiming && !IsMine:
                LoseClaim(end);
                break;
            default:
                break;
        }

        if (_shownRevision != Cell.ModRevision && Cell.IsKnown)
        {
            _shownRevision = Cell.ModRevision;
            Shown();
        }
    }

    private void Shown()
    {
        _reasonTold = ClusterEvent.None;
        if (Record is not { } record)
        {
            if (!Cell.IsDamaged && (Cell.HasExisted || Copy.Epoch != 0))
            {
                _turn.Tell(ClusterEvent.RecordAbsent, _slot);
            }

            return;
        }

        HighestEpoch = Math.Max(HighestEpoch, record.Epoch);
        if (IsMine)
        {
            if (Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing)
            {
                TakeMembers(record.InSync);
            }
        }
        else if (Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing)
        {
            EndRight(ClusterEvent.FencedByRecord);
        }
        else if (Role == SlotRole.Claiming && Cell.Open is null)
        {
            LoseClaim(SwapEnd.Lost);
        }
    }

    private void SwapDone(long since)
    {
        if (!IsMine)
        {
            return;
        }

        switch (Role)
        {
            case SlotRole.Claiming:
                Won(since);
                break;
            case SlotRole.TakingOver or SlotRole.Owner:
                _heldByPeers = false;
                if (_renewal.Confirm(since))
                {
                    SayDeadline();
                }

                break;
            case SlotRole.Releasing when Record!.Released:
                LetGo(ClusterEvent.Released);
                break;
            default:
                // A fenced or releasing owner never renews: what is found done now was sent before, and prolongs nothing.
                break;
        }
    }

    /// <summary>Does what is due. The last thing in a step.</summary>
    public void Act()
    {
        Cell.GiveUpWaiting(_parts.Arbiter.CallLimit);
        switch (Role)
        {
            case SlotRole.Follower:
                ConsiderClaim();
                break;
            case SlotRole.Claiming:
                PressClaim();
                break;
            case SlotRole.TakingOver or SlotRole.Owner:
                Hold();
                break;
            case SlotRole.Releasing:
                Release();
                break;
            default:
                break;
        }

        SayWhomToFollow();
    }

    private void SayWhomToFollow()
    {
        if (Role > SlotRole.Claiming)
        {
            _followed = int.MinValue;
            return;
        }

        int owner = Record is { } record && record.Owner != _settings.Self ? record.Owner : SlotRecord.None;
        ulong epoch = Record?.Epoch ?? 0;
        if (Cell.IsKnown && !Cell.IsDamaged && (owner != _followed || epoch != _followedEpoch))
        {
            _followed = owner;
            _followedEpoch = epoch;
            Add(new() { Kind = ClusterEffectKind.Follow, Slot = _slot, Node = owner, Epoch = epoch });
        }
    }

    private void Move(RoleEvent happened) => Role = RoleTable.Next(Role, happened);

    private void Add(in ClusterEffect effect) => _turn.Add(effect);

    /// <summary>What a heartbeat says of the slot.</summary>
    public void Write(ref SlotBeat beat)
    {
        bool letGo = Role == SlotRole.Follower && IsMine && Record!.Released;
        beat.Role = Role;
        beat.IsWhole = HasCopy && Copy.IsWhole;
        beat.Released = letGo;
        beat.Successor = letGo ? Record!.Successor : SlotRecord.None;
        beat.Epoch = Role >= SlotRole.TakingOver || letGo ? Epoch : Copy.Epoch;
        beat.Durable = Copy.Durable;
        beat.Committed = Role >= SlotRole.TakingOver ? _sync.Committed : KnownCommitted();
        beat.StateHash = Copy.StateHash;
        beat.HashedAt = Copy.HashedAt;
    }

    /// <summary>Committed sequence as this node knows it: by the owner's heartbeats, or by the record.</summary>
    private ulong KnownCommitted()
    {
        if (Record is not { } record)
        {
            return 0;
        }

        ref readonly SlotBeat told = ref _parts.Peers[record.Owner].Slots[_slot];
        return told.Epoch == record.Epoch ? Math.Max(told.Committed, record.Committed) : record.Committed;
    }

    /// <summary>How the slot stands, for people and metrics.</summary>
    public SlotStatus Status()
    {
        ClaimPlan plan = Candidacy.Plan(this);
        bool holds = Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing;
        return new()
        {
            Role = Role,
            Epoch = Record?.Epoch ?? 0,
            Owner = Record?.Owner ?? SlotRecord.None,
            Deadline = Deadline,
            InSync = Record?.InSync ?? 0,
            Joining = holds ? _sync.Joining : 0,
            IsReleased = Record is { Released: true },
            Committed = holds ? _sync.Committed : KnownCommitted(),
            ForcedAt = Record?.ForcedAt ?? 0,
            IsHeldByPeers = holds && _heldByPeers,
            IsPermitted = IsPermitted,
            Plan = plan,
        };
    }

    /// <summary>A peer's heartbeat says something that only the arbiter can confirm: it is asked at once.</summary>
    public void Heard(int node)
    {
        Compare(node);
        ref readonly SlotBeat beat = ref _parts.Peers[node].Slots[_slot];
        bool isNews = beat.Epoch > HighestEpoch || (beat.Released && Record is { Released: false } record && record.Epoch == beat.Epoch);
        if (isNews && Cell.IsKnown)
        {
            _parts.Arbiter.Want();
        }
    }

    /// <summary>What would happen if the owner died now.</summary>
    public TakeoverForecast Forecast()
    {
        if (Record is not { } record)
        {
            return new(SlotRecord.None, 0, Cell.IsDamaged ? ClusterEvent.DamagedRecord : ClusterEvent.RecordAbsent);
        }

        ulong members = record.InSync & ~(1UL << record.Owner);
        bool isOurs = record.Owner != _settings.Self && record.MayClaim(_settings.Self);
        ClusterEvent own = isOurs ? Candidacy.Plan(this).Obstacle : ClusterEvent.NotEligible;
        int best = Candidacy.Best(members);
        best = best == SlotRecord.None && own == ClusterEvent.None ? _settings.Self : best;
        ClusterEvent obstacle = _parts.Pause.IsPaused ? ClusterEvent.Paused
            : Candidacy.Flaps(record) && !IsPermitted ? ClusterEvent.NeedsPermit
            : best == SlotRecord.None ? ClusterEvent.NotEligible
            : !_parts.Arbiter.IsFresh ? ClusterEvent.ArbiterLost
            : ClusterEvent.None;
        long within = _settings.TakeoverNs + (_settings.Nodes.Length * _settings.StaggerNs) + _settings.ReadNs + _settings.TryNs;
        return new(best, obstacle == ClusterEvent.None ? within : 0, obstacle);
    }

    /// <summary>How far a follower is behind the head of a slot that is owned here; <see cref="ulong.MaxValue"/> where it is not known.</summary>
    public ulong Lag(int node) => Role >= SlotRole.TakingOver ? _sync.Lag(node) : ulong.MaxValue;
}

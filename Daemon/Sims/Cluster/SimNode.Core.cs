using System;
using Basisd.Cluster;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

// Between the core and its world: inputs as they come, effects one after another, with a halt between any two when a fault says so.
internal sealed partial class SimNode
{
    private const long OperatorsTake = 3 * FixedPoint.Second;

    /// <summary>Asks the core for something that an operator wants.</summary>
    public void Ask(ClusterInputKind kind, int slot, int node, bool flag) => Step(new ClusterInput
    {
        Kind = kind,
        Now = Boottime,
        Wall = Clock.WallOf(_world.Now),
        Slot = slot,
        Node = node,
        Flag = flag,
        Id = ++_pulls,
        Pause = kind == ClusterInputKind.Pause ? new PauseRecord(flag, "operator", Clock.WallOf(_world.Now), "simulated") : null,
    });

    private void Step(in ClusterInput input)
    {
        Run(input);
        TellCopies();
    }

    private void Run(in ClusterInput input)
    {
        if (_core is null)
        {
            return;
        }

        _isStepping = true;
        LookBefore();
        _core.Step(input, _effects);
        ReadOnlySpan<ClusterEffect> effects = _effects.Items;
        LookAfter(effects);
        for (int i = 0; i < effects.Length && IsUp; i++)
        {
            bool isShown = _freezesAtDeadline && i > 0 && effects[i - 1].Kind == ClusterEffectKind.Deadline;
            bool isNow = isShown || (_freezeAfter > 0 && --_freezeAfter == 0);
            if (isNow)
            {
                _freezesAtDeadline = false;
                long duration = Math.Min(_freezeFor, _world.Plan.SafetyEnds - _world.Now);
                if (duration > 0)
                {
                    _held.AddRange(effects[i..].ToArray());
                    Freeze(duration);
                    break;
                }
            }

            Carry(effects[i]);
        }

        _isStepping = false;
    }

    private void LookBefore()
    {
        for (int slot = 0; _world.Trace is { } trace && slot < Seats.Length; slot++)
        {
            trace.Look(_world, this, slot);
        }
    }

    private void LookAfter(ReadOnlySpan<ClusterEffect> effects)
    {
        for (int slot = 0; _world.Trace is { } trace && slot < Seats.Length; slot++)
        {
            bool hasSent = false;
            foreach (ref readonly ClusterEffect effect in effects)
            {
                hasSent |= effect.Call?.Value is SlotRecord && effect.Slot == slot;
            }

            trace.Stepped(_world, this, slot, hasSent);
        }
    }

    /// <summary>How a slot stands in the core; null when there is none, or it has not begun.</summary>
    public SlotSight? SightOf(int slot) => _hasBegun ? _core?.Sight(slot, Boottime) : null;

    private void Carry(in ClusterEffect effect)
    {
        bool isDull = effect.Kind is ClusterEffectKind.Beat or ClusterEffectKind.Call or ClusterEffectKind.Deadline or ClusterEffectKind.Committed;
        if (_world.IsTold && !isDull)
        {
            string yes = effect.Flag ? "yes" : "no";
            _world.Say($"node {Number} {effect.Kind} slot {effect.Slot} node {effect.Node} epoch {effect.Epoch} {effect.Event} {yes}");
        }

        switch (effect.Kind)
        {
            case ClusterEffectKind.Call:
                SendCall(effect.Call!);
                break;
            case ClusterEffectKind.Beat:
                SendBeat();
                break;
            case ClusterEffectKind.TakeOver:
                TakeOver(Seats[effect.Slot], effect.Epoch, effect.Until);
                break;
            case ClusterEffectKind.Deadline:
                Extend(Seats[effect.Slot], effect.Until);
                break;
            case ClusterEffectKind.Committed:
                Commit(Seats[effect.Slot], effect.Sequence);
                break;
            case ClusterEffectKind.Close:
                Close(Seats[effect.Slot]);
                break;
            case ClusterEffectKind.Fence:
                Fence(Seats[effect.Slot]);
                break;
            case ClusterEffectKind.Follow:
                Follow(Seats[effect.Slot], effect.Node, effect.Epoch);
                break;
            default:
                CarryWord(effect);
                break;
        }
    }

    private void SendCall(ArbiterCall call)
    {
        if (_world.IsTold && !call.IsRead && !SimArbiter.IsRenewal(_world.Arbiter.Slot(call.Key.Slot), call.Value))
        {
            _world.Say($"node {Number} call {call.Id}: {call.Key.Kind} {call.Key.Slot} at {call.Expected} = {call.Value}");
        }

        _world.Arbiter.Send(Number, Life, call, Boottime);
    }

    private void CarryWord(in ClusterEffect effect)
    {
        switch (effect.Kind)
        {
            case ClusterEffectKind.AskFailsafe:
                for (int peer = 0; peer < _world.Plan.Nodes; peer++)
                {
                    SendFailsafe(OccasionKind.FailsafeAsked, peer, effect, false);
                }

                break;
            case ClusterEffectKind.AnswerFailsafe:
                SendFailsafe(OccasionKind.FailsafeAnswered, effect.Node, effect, effect.Flag);
                break;
            case ClusterEffectKind.EnterDmm:
                EnterDmm(effect.Epoch);
                break;
            case ClusterEffectKind.LeaveDmm:
                LeaveDmm(effect.Epoch, effect.Bytes ?? []);
                break;
            case ClusterEffectKind.Peer:
                IsSilent[effect.Node] = effect.Flag;
                break;
            case ClusterEffectKind.Event when effect.Event == ClusterEvent.NeedsPermit:
                Later(OccasionKind.Permit, OperatorsTake, effect.Slot, 0);
                break;
            case ClusterEffectKind.Done:
                _world.Ended(this);
                break;
        }
    }

    private void OnTick(bool isFirst)
    {
        if (isFirst)
        {
            _hasBegun = true;
            foreach (SimSeat seat in Seats)
            {
                TellCopy(seat);
            }
        }

        Step(new ClusterInput { Kind = ClusterInputKind.Tick, Now = Boottime, Wall = Clock.WallOf(_world.Now) });
        foreach (SimSeat seat in Seats)
        {
            Watch(seat);
        }

        Later(OccasionKind.Tick, Tick + _random.Below(4 * Tick), 0, 0);
    }

    private void OnBeat(SimBeat beat)
    {
        Heartbeat heard = beat.Beat;
        int peer = heard.Node;
        if (!IsNew(heard))
        {
            beat.Arrived();
            return;
        }

        LastHeard[peer] = _world.Now;
        Step(new ClusterInput { Kind = ClusterInputKind.Heartbeat, Now = Boottime, Wall = Clock.WallOf(_world.Now), Node = peer, Beat = heard });
        beat.Arrived();
    }

    /// <summary>What Peers does before the core hears a heartbeat: only a later one of this life, or one of a life not known yet.</summary>
    private bool IsNew(Heartbeat heard)
    {
        System.Collections.Generic.List<ulong> lives = _lives[heard.Node];
        if (lives.Count == 0 || lives[^1] != heard.Boot)
        {
            if (lives.Contains(heard.Boot))
            {
                return false;
            }

            lives.Add(heard.Boot);
            _beatSeq[heard.Node] = heard.Seq;
            return true;
        }

        if (heard.Seq <= _beatSeq[heard.Node])
        {
            return false;
        }

        _beatSeq[heard.Node] = heard.Seq;
        return true;
    }

    private void OnReply(ArbiterReply reply)
    {
        if (_world.Lapses.HasFlag(SimLapses.SentWhenAnswered))
        {
            reply = reply with { SentAt = Boottime };
        }

        if (_world.IsTold && reply.Outcome != ArbiterOutcome.Done)
        {
            _world.Say($"node {Number} call {reply.Id} ends {reply.Outcome}");
        }

        Step(new ClusterInput { Kind = ClusterInputKind.Arbiter, Now = Boottime, Wall = Clock.WallOf(_world.Now), Reply = reply });
    }

    private void SendBeat()
    {
        SimBeat beat = _world.FreeBeat();
        _core!.WriteHeartbeat(beat.Beat);
        beat.Uses = 1;
        for (int peer = 0; peer < _world.Plan.Nodes; peer++)
        {
            int copies = peer == Number ? 0 : _world.Network.Copies(Number, peer);
            for (int copy = 0; copy < copies; copy++)
            {
                beat.Uses++;
                _world.Agenda.Add(
                    _world.Now + _world.Network.DatagramDelay(), new Occasion { Kind = OccasionKind.Beat, Node = peer, What = beat });
            }
        }

        beat.Arrived();
    }

    private void SendFailsafe(OccasionKind kind, int peer, in ClusterEffect effect, bool flag)
    {
        if (peer != Number && _world.Network.TryStream(Number, peer, out long delay))
        {
            _world.Agenda.Add(_world.Now + delay, new Occasion
            {
                Kind = kind,
                Node = peer,
                Peer = Number,
                Slot = effect.Slot,
                Epoch = effect.Epoch,
                Number = effect.Id,
                Flag = flag,
            });
        }
    }

    /// <summary>The core hears of a copy, after everything that its last step asked for was done.</summary>
    private void TellCopy(SimSeat seat)
    {
        _changed |= 1U << seat.Slot;
        if (!_isStepping)
        {
            TellCopies();
        }
    }

    private SlotCopy CopyOf(SimSeat seat)
    {
        if (_world.Cores is not { } cores)
        {
            return seat.Copy(_world.Lapses);
        }

        SlotCopy copy = seat.Copy(cores);

        // A disk that was cut short under a node that runs lacks what its core still has.
        if (copy.HashedAt != 0 && copy.HashedAt <= seat.Journal.Appended)
        {
            _world.Checks.Hashes.Said(seat.Slot, copy.HashedAt, seat.Journal.ChainAt(copy.HashedAt), copy.StateHash, Number);
        }

        return copy;
    }

    private void TellCopies()
    {
        while (_changed != 0 && IsUp && FrozenUntil <= _world.Now)
        {
            int slot = System.Numerics.BitOperations.TrailingZeroCount(_changed);
            _changed &= _changed - 1;
            Run(new ClusterInput
            {
                Kind = ClusterInputKind.Copy,
                Now = Boottime,
                Wall = Clock.WallOf(_world.Now),
                Slot = slot,
                Copy = CopyOf(Seats[slot]),
            });
        }
    }
}

using System;

namespace Basisd.Cluster;

/// <summary>
/// The cluster as this node decides it (PROTOCOL.md): <c>Step(input) → effects</c>, without a clock, a socket or a thread. Owned by one thread.
/// It must never let two nodes act for one slot, and never keep a slot without owner when a healthy copy could own it.
/// </summary>
public sealed partial class ClusterCore
{
    private readonly ClusterParts _parts;
    private readonly Turn _turn;
    private long _beatAt = long.MinValue / 2;
    private ulong _beatSeq;
    private long _stopAt;
    private bool _isDone;

    /// <summary>Creates a node of a cluster that knows nothing yet.</summary>
    /// <param name="settings">The cluster.</param>
    /// <param name="boot">The life of this process: random, not 0.</param>
    /// <exception cref="ArgumentException">The settings contradict themselves, or the boot is 0.</exception>
    public ClusterCore(ClusterSettings settings, ulong boot)
        : this(settings, boot, ClusterGuards.None)
    {
    }

    /// <summary>A node without one of its guards, for the simulator.</summary>
    internal ClusterCore(ClusterSettings settings, ulong boot, ClusterGuards without)
    {
        Settings = settings.Problem() is { } problem ? throw new ArgumentException(problem, nameof(settings)) : settings;
        Boot = boot != 0 ? boot : throw new ArgumentException("a life has a boot other than 0", nameof(boot));
        _parts = new(settings, boot, without);
        _turn = _parts.Turn;
    }

    /// <summary>The cluster.</summary>
    public ClusterSettings Settings { get; }

    /// <summary>The life of this process.</summary>
    public ulong Boot { get; }

    /// <summary>Takes one input. <paramref name="effects"/> is cleared first.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken: every gate must be closed, and the process must end.</exception>
    public void Step(in ClusterInput input, ClusterEffects effects)
    {
        _turn.Begin(input.Now, input.Wall, effects);

        // Before anything is learned: a right that has ended is never prolonged by an answer that was late.
        foreach (SlotAgent slot in _parts.Slots)
        {
            slot.Expire();
        }

        if (input.Kind == ClusterInputKind.Heartbeat)
        {
            Heard(input.Beat!);
            return;
        }

        Take(input);
        Act();
    }

    private void Take(in ClusterInput input)
    {
        switch (input.Kind)
        {
            case ClusterInputKind.Tick:
                Tick();
                break;
            case ClusterInputKind.Arbiter:
                Replied(input.Reply!);
                break;
            case ClusterInputKind.DmmEntered:
                _parts.Dmm.Entered();
                break;
            case ClusterInputKind.DmmResumed:
                _parts.Dmm.Resumed(input.Sequence, input.Bytes!);
                break;
            case ClusterInputKind.Pause:
                _parts.Pause.Ask(input.Pause!, input.Id);
                break;
            case ClusterInputKind.PowerOff:
                foreach (SlotAgent slot in _parts.Slots)
                {
                    slot.PowerOff(input.Node);
                }

                break;
            case ClusterInputKind.Stop:
                Stop();
                break;
            default:
                TakeOfSlot(input, _parts.Slots[input.Slot]);
                break;
        }
    }

    private void TakeOfSlot(in ClusterInput input, SlotAgent slot)
    {
        switch (input.Kind)
        {
            case ClusterInputKind.Copy:
                slot.TakeCopy(input.Copy);
                break;
            case ClusterInputKind.Acknowledged:
                slot.Acknowledged(input.Node, input.Sequence);
                break;
            case ClusterInputKind.Opened:
                if (slot.Opened(input.Sequence))
                {
                    _parts.Dmm.Introduce();
                }

                break;
            case ClusterInputKind.Stopped:
                slot.Stopped();
                break;
            case ClusterInputKind.Engine:
                slot.Engine(input.Flag);
                break;
            case ClusterInputKind.FailsafeAsked:
                _turn.Add(new()
                {
                    Kind = ClusterEffectKind.AnswerFailsafe,
                    Slot = input.Slot,
                    Node = input.Node,
                    Epoch = input.Sequence,
                    Id = input.Id,
                    Flag = slot.Promise(input.Node, input.Sequence),
                });
                break;
            case ClusterInputKind.FailsafeAnswered:
                slot.FailsafeAnswered(input.Node, input.Sequence, input.Id, input.Flag);
                break;
            case ClusterInputKind.Switchover:
                slot.Switchover(input.Node, input.Id);
                break;
            case ClusterInputKind.Permit:
                slot.Permit();
                _turn.Answer(input.Id, input.Slot, true, ClusterEvent.None);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input.Kind, "not a kind of input");
        }
    }

    private void Tick()
    {
        _parts.Peers.Tick();
        if (_turn.Now - _beatAt >= Settings.HeartbeatNs)
        {
            _beatAt = _turn.Now;
            _turn.Add(new() { Kind = ClusterEffectKind.Beat, Slot = SlotRecord.None, Node = SlotRecord.None });
        }
    }

    private void Heard(Heartbeat beat)
    {
        if (!_parts.Peers.Take(beat))
        {
            return;
        }

        if ((beat.Health & NodeHealth.Dmm) != NodeHealth.None && beat.DmmEpoch != 0)
        {
            _parts.Dmm.Heard(beat.Node, beat.DmmEpoch);
        }

        foreach (SlotAgent slot in _parts.Slots)
        {
            slot.Heard(beat.Node);
        }

        // What a heartbeat says of the arbiter's records is looked up there, at once.
        _parts.Arbiter.Tick();
    }

    private void Replied(ArbiterReply reply)
    {
        ArbiterDesk arbiter = _parts.Arbiter;
        bool isFresh = arbiter.Accept(reply);
        bool isRead = arbiter.EndsRead(reply.Id);
        foreach (SlotAgent slot in _parts.Slots)
        {
            if (!isRead && slot.Cell.Awaits(reply.Id))
            {
                slot.Settle(slot.Cell.Take(reply, isFresh));
            }
        }

        if (!isRead && _parts.Dmm.Cell.Awaits(reply.Id))
        {
            _parts.Dmm.Cell.Take(reply, isFresh);
            _parts.Dmm.Settle();
        }

        if (!isRead && _parts.Pause.Cell.Awaits(reply.Id))
        {
            _parts.Pause.Settle(_parts.Pause.Cell.Take(reply, isFresh));
        }

        if (isFresh && reply.View is { } view)
        {
            See(view);
        }
    }

    private void See(ArbiterView view)
    {
        // The pause first: a claim that this very answer allows must know of it.
        _parts.Pause.Settle(See(_parts.Pause.Cell, new(ArbiterKeyKind.Pause, 0), view));
        See(_parts.Dmm.Cell, new(ArbiterKeyKind.Dmm, 0), view);
        _parts.Dmm.Settle();
        for (int i = 0; i < _parts.Slots.Length; i++)
        {
            SlotAgent slot = _parts.Slots[i];
            slot.Settle(See(slot.Cell, new(ArbiterKeyKind.Slot, i), view));
        }
    }

    private static SwapEnd See(KeyCell cell, ArbiterKey key, ArbiterView view)
    {
        for (int i = 0; i < view.Entries.Count; i++)
        {
            if (view.Entries[i].Key == key)
            {
                return cell.See(view.Entries[i]);
            }
        }

        return view.IsWhole ? cell.SeeAbsent() : SwapEnd.Open;
    }

    private void Stop()
    {
        if (!_parts.IsStopping)
        {
            _parts.IsStopping = true;
            _stopAt = _turn.Now;
            foreach (SlotAgent slot in _parts.Slots)
            {
                slot.Stop();
            }
        }
    }

    private void Act()
    {
        _parts.Dmm.Act();
        _parts.Pause.Act();
        bool holds = false;
        foreach (SlotAgent slot in _parts.Slots)
        {
            slot.Act();

            // A claim of unknown outcome is waited for as long as a right would last; nothing was begun under it.
            holds |= slot.Role > SlotRole.Claiming || (slot.Role == SlotRole.Claiming && _turn.Now - _stopAt < Settings.FenceNs);
        }

        _parts.Arbiter.Tick();
        if (_parts.IsStopping && !holds && !_isDone)
        {
            _isDone = true;
            _turn.Add(new() { Kind = ClusterEffectKind.Done, Slot = SlotRecord.None, Node = SlotRecord.None });
        }
    }
}

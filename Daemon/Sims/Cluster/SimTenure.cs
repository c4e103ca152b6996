using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// One slot's loop while its node acts for it, as Host/Loop does it around the real <see cref="NodeCore"/>: the takeover first, then round after
/// round; what is stricter goes to the gate at once, everything else once it is committed.
/// </summary>
internal sealed partial class SimTenure : IGateSink
{
    private const long AskEvery = FixedPoint.Second;

    private readonly SimWorld _world;
    private readonly SimNode _node;
    private readonly SimSeat _seat;
    private readonly SeededRandom _random;
    private readonly Effects _effects;
    private readonly Queue<(ulong Sequence, long Command)> _commands = new();
    private readonly Queue<(ulong Sequence, long Commit)> _commits = new();
    private readonly long[] _heard;
    private readonly long _start;
    private readonly long _bootStart;
    private long _toldEnd;
    private long _askedAt;

    /// <summary>Begins with what the journal leads to.</summary>
    public SimTenure(SimWorld world, SimNode node, SimSeat seat, SimCore core, SeededRandom random)
    {
        _world = world;
        _node = node;
        _seat = seat;
        _random = random;
        Core = core.Node;
        Epoch = seat.Serving;
        _effects = new Effects(Core.Topology.Scopes.Length) { Gate = this };
        _heard = new long[world.Plan.Nodes];
        _bootStart = node.Clock.BoottimeOf(world.Now);
        _start = Math.Max(node.Clock.WallOf(world.Now), Core.State.Safety.LastAt + 1);
        Trader = new SimTrader(this, world, seat.Slot, world.Now + Late());
        Polls = new SimPolls(this, world, seat.Slot, random);
    }

    public NodeCore Core { get; }

    public ulong Epoch { get; }

    public SimTrader Trader { get; }

    public SimPolls Polls { get; }

    /// <summary>Sequence behind the latest step that moved a mode; 0 before the first.</summary>
    public ulong HashedAt { get; private set; }

    /// <summary>Beginning of the state hash after it.</summary>
    public ulong HashAt { get; private set; }

    /// <summary>Whether something was appended since the last round.</summary>
    public bool HasAppended { get; private set; }

    /// <summary>Core time, ns.</summary>
    public long Now => _start + (_node.Clock.BoottimeOf(_world.Now) - _bootStart);

    /// <summary>Whether the takeover is through.</summary>
    public bool IsActive => Core.State.Takeover.Stage == Basisd.Venues.TakeoverStage.Active;

    /// <inheritdoc/>
    public void Tighten(in GateWrite write)
    {
        if (!_seat.Gate.IsOpen)
        {
            return;
        }

        ulong[] page = _seat.Gate.Page;
        if ((write.Word & ~page[write.Scope]) != 0)
        {
            throw new SimViolationException("authority never expands", $"slot {_seat.Slot}: a tightening loosens scope {write.Scope}");
        }

        page[write.Scope] = write.Word;
        Show();
    }

    /// <summary>The first inputs of a loop: what the journal ends without, the takeover, the start.</summary>
    public void Begin(IReadOnlyCollection<(EntryKind Kind, byte[] Payload)> missing, Mode[] modes)
    {
        Array.Clear(_seat.Gate.Page);
        if (!_world.Lapses.HasFlag(SimLapses.LeavesUnfinished))
        {
            foreach ((EntryKind kind, byte[] payload) in missing)
            {
                Append(kind, payload);
            }
        }

        if (!_world.Lapses.HasFlag(SimLapses.StartsWithoutTakeover))
        {
            StepResult begun = Step(new NodeInput
            {
                Kind = NodeInputKind.Takeover,
                Now = Now,
                Number = (long)Epoch,
                Argument0 = _seat.Slot,
                Text = Encoding.UTF8.GetBytes(_world.Settings[_node.Number].Nodes[_node.Number]),
            });
            if (begun != StepResult.Done)
            {
                throw new SimViolationException("epochs strictly increase", $"slot {_seat.Slot}: the takeover under {Epoch} was {begun}");
            }
        }

        ModeChecker.Kept(_seat.Slot, _node.Number, modes, Core);
        Step(new NodeInput { Kind = NodeInputKind.Start, Now = Now, Text = "simulated"u8 });
        HearCommands();
    }

    /// <summary>Once around.</summary>
    public void Round(SimDmm order)
    {
        if (_seat.EngineSilent == 0)
        {
            Trader.Tell();
        }

        Polls.Look();
        Carry(order);
        Hear();
        if (!_world.IsQuiet && _world.Now < _world.Plan.SafetyEnds && _random.Below(40) == 0)
        {
            Trouble();
        }

        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = Now });
    }

    /// <summary>Everything that was appended is handed on.</summary>
    public void Flushed() => HasAppended = false;

    /// <summary>Whether the cluster is to be told that this slot is in DMM; now and then as long as it does not know.</summary>
    public bool AsksForDmm()
    {
        if (!Core.AwaitsClusterDmm)
        {
            _askedAt = 0;
            return false;
        }

        bool asks = _askedAt == 0 || _world.Now - _askedAt >= AskEvery;
        if (asks && _askedAt != 0 && _seat.Slot == _world.Plan.Slots - 1)
        {
            // Operators who do not wait for the cluster: what it has not heard of has no way out.
            Resume();
        }

        _askedAt = asks ? _world.Now : _askedAt;
        return asks;
    }

    /// <summary>Everything up to a sequence is committed: what waited for it goes out.</summary>
    public void Release(ulong committed)
    {
        Loosen(_world.Lapses.HasFlag(SimLapses.LoosensBeforeCommit) ? ulong.MaxValue - 1 : committed);
        while (_commits.TryPeek(out (ulong Sequence, long Commit) commit) && commit.Sequence <= committed)
        {
            _commits.Dequeue();
            _world.Checks.Engines.Acknowledged(_seat.Slot, commit.Commit);
            _world.Reached |= SimReach.Acknowledged;
        }

        while (_commands.TryPeek(out (ulong Sequence, long Command) command) && command.Sequence <= committed)
        {
            _commands.Dequeue();
            Trader.Hear(command.Command);
        }
    }

    /// <summary>The epoch whose end the cluster is to be told, once in a tenure: also one that an owner before committed; 0 for none.</summary>
    public ulong EndToTell()
    {
        ClusterDmmBook book = Core.State.ClusterDmm;
        bool isEnded = book.HasAny && !book.IsActive && book.Resumption.Length > 0 && _seat.Committed >= _seat.Journal.Appended;
        if (!isEnded || _toldEnd == book.Epoch)
        {
            return 0;
        }

        _toldEnd = book.Epoch;
        return (ulong)book.Epoch;
    }

    /// <summary>The slot is about to be let go.</summary>
    public void LetGo() => Step(new NodeInput { Kind = NodeInputKind.Deactivate, Now = Now });

    /// <summary>The engine says something.</summary>
    public StepResult Observe(Observation observation)
    {
        observation.SourceTime = Now;
        return Step(new NodeInput { Kind = NodeInputKind.Observation, Now = Now, Observation = ref observation });
    }

    /// <summary>The engine commits its state.</summary>
    public void Commit(long id, ReadOnlySpan<byte> state)
    {
        StepResult taken = Step(new NodeInput
        {
            Kind = NodeInputKind.EngineCommit,
            Now = Now,
            Number = id,
            Total = state.Length,
            Text = state,
        });
        if (taken != StepResult.Done)
        {
            return;
        }

        _commits.Enqueue((_seat.Journal.Appended, id));
        if (_world.Lapses.HasFlag(SimLapses.AckBeforeCommit))
        {
            _world.Checks.Engines.Acknowledged(_seat.Slot, id);
        }
    }

    /// <summary>Steps the core and carries out what follows.</summary>
    public StepResult Step(in NodeInput input)
    {
        StepResult result = Core.Step(input, _effects);
        if (_effects.Entries.Length == 0)
        {
            return result;
        }

        foreach (ref readonly EntryRef entry in _effects.Entries)
        {
            Append(entry.Kind, _effects.PayloadOf(entry));
        }

        ulong last = _seat.Journal.Appended;
        Core.Appended(last);
        if (_world.Lapses.HasFlag(SimLapses.LoosensBeforeCommit))
        {
            Loosen(last);
        }

        foreach (ref readonly Command command in _effects.Commands)
        {
            _commands.Enqueue((last, command.Id));
        }

        if (_effects.Transitions.Length > 0)
        {
            Moved(last);
        }

        return result;
    }

    private void Moved(ulong last)
    {
        HashedAt = last;
        HashAt = BinaryPrimitives.ReadUInt64LittleEndian(Core.State.Hash());
        _world.Checks.Hashes.Said(_seat.Slot, last, _seat.Journal.ChainAt(last), HashAt, _node.Number);
        foreach (ref readonly HashedTransition moved in _effects.Transitions)
        {
            Transition move = moved.Transition;
            _world.Reached |= ReachOf(move);
            if (_world.IsTold)
            {
                string scope = Core.Topology.Scopes[move.Scope].Name;
                _world.Say($"node {_node.Number} slot {_seat.Slot}: {scope} {move.From} to {move.To} {move.ToStage} by {move.Trigger}");
            }
        }
    }

    private SimReach ReachOf(in Transition move)
    {
        bool isAwaited = Core.State.Takeover.Awaits(SimCores.Listed);
        return move.To == Mode.Bscb && move.Trigger == TriggerId.ReconciliationFailure && isAwaited ? SimReach.Mismatch
            : move.To == Mode.Normal ? SimReach.Recovered
            : move.To == Mode.Dmm && move.Trigger is TriggerId.ExecutionIntegrity or TriggerId.PersistentTriggers or TriggerId.RiskControlTimeout
                ? SimReach.Escalated
            : SimReach.None;
    }

    private void Append(EntryKind kind, ReadOnlySpan<byte> payload)
    {
        _seat.Journal.Append(kind, Epoch, payload);
        HasAppended = true;
    }

    private void Loosen(ulong committed)
    {
        while (Core.TryTakeLoosened(committed, out GateWrite write))
        {
            if (_seat.Gate.IsOpen)
            {
                _seat.Gate.Page[write.Scope] = write.Word;
            }
        }

        Show();
    }

    private void Show()
    {
        _seat.Gate.Permissions = _seat.Gate.IsOpen && _world.Cores!.Allows(_seat.Gate.Page) ? SimState.All : (byte)0;
    }

    private void HearCommands()
    {
        List<Command> told = [];
        Core.AddCommandsToTell(told);
        foreach (Command command in told)
        {
            _commands.Enqueue((_seat.Journal.Appended, command.Id));
        }
    }

    // As ClusterDesk does: an epoch is entered on sight, and left by the resumption of that very epoch, which was verified.
    private void Carry(SimDmm order)
    {
        ClusterDmmBook book = Core.State.ClusterDmm;
        if (order.IsActive && book.Epoch < (long)order.Epoch)
        {
            _world.Reached |= SimReach.FollowedIn;
            Step(new NodeInput { Kind = NodeInputKind.ClusterDmm, Now = Now, Number = (long)order.Epoch, Text = "simulated"u8 });
        }
        else if (!order.IsActive && book.CanEnd((long)order.Epoch))
        {
            StepResult left = Step(new NodeInput
            {
                Kind = NodeInputKind.ClusterResume,
                Now = Now,
                Number = (long)order.Epoch,
                Resumption = order.Resumption,
                Signatures = 1,
            });
            _world.Reached |= left == StepResult.Done ? SimReach.FollowedOut : SimReach.None;
        }
    }

    private void Hear()
    {
        for (int peer = 0; peer < _heard.Length; peer++)
        {
            long heard = peer == _node.Number ? _world.Now : _node.LastHeard[peer];
            if (heard != _heard[peer])
            {
                _heard[peer] = heard;
                Step(new NodeInput { Kind = NodeInputKind.PeerSeen, Now = Now, Number = peer });
            }
        }
    }

    // An engine that begins has to read first what it missed; seldom that takes longer than a takeover waits.
    private long Late() => _random.Below(12) == 0 ? _random.Below(20 * FixedPoint.Second) : _random.Below(400 * FixedPoint.Millisecond);
}

using System;
using System.Collections.Generic;
using Basisd.Cluster;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// One machine with its process: the real <see cref="ClusterCore"/>, and around it what Host does in the daemon. The process can die, stand still
/// between any
/// two of its acts and come back; then it hears in one go of everything that waited.
/// </summary>
internal sealed partial class SimNode
{
    private const int SocketRoom = 128;
    private const long Tick = 10 * FixedPoint.Millisecond;

    private readonly SimWorld _world;
    private readonly SeededRandom _random;
    private readonly ClusterSettings _settings;
    private readonly ClusterEffects _effects = new();
    private readonly List<ClusterEffect> _held = [];
    private readonly List<ulong>[] _lives;
    private readonly ulong[] _beatSeq;
    private ClusterCore? _core;
    private ulong _boot;
    private int _waiting;
    private int _freezeAfter;
    private long _freezeFor;
    private bool _freezesAtDeadline;
    private long _pulls;
    private bool _isStepping;
    private bool _hasBegun;
    private uint _changed;

    public SimNode(SimWorld world, int number)
    {
        _world = world;
        Number = number;
        _random = new SeededRandom(world.Plan.Seed, Streams[number]);
        _settings = world.Settings[number];
        _lives = new List<ulong>[world.Plan.Nodes];
        _beatSeq = new ulong[world.Plan.Nodes];
        LastHeard = new long[world.Plan.Nodes];
        IsSilent = new bool[world.Plan.Nodes];
        Seats = new SimSeat[world.Plan.Slots];
        for (int slot = 0; slot < Seats.Length; slot++)
        {
            Seats[slot] = new SimSeat(number, slot, world.Plan.Nodes);
        }

        for (int peer = 0; peer < _lives.Length; peer++)
        {
            _lives[peer] = [];
        }

        PowerOn();
    }

    public int Number { get; }

    public SimClock Clock { get; } = new();

    public SimSeat[] Seats { get; }

    /// <summary>Counts the lives of its process.</summary>
    public int Life { get; private set; }

    /// <summary>Counts the lives of the machine: its engines and its gate pages go with it.</summary>
    public int MachineLife { get; private set; }

    public bool IsUp => _core is not null;

    public bool HasPower { get; private set; }

    public ulong Boot => _boot;

    /// <summary>True time until which the process stands still.</summary>
    public long FrozenUntil { get; private set; }

    /// <summary>True time until which the whole machine sleeps.</summary>
    public long AsleepUntil { get; private set; }

    /// <summary>True time since which nothing happened to the process.</summary>
    public long UndisturbedSince { get; private set; }

    /// <summary>How many faults make its syncs slow.</summary>
    public int SlowDisk { get; set; }

    /// <summary>True times at which it heard its peers last.</summary>
    public long[] LastHeard { get; }

    /// <summary>Peers that it reported as silent.</summary>
    public bool[] IsSilent { get; }

    private static string[] Streams { get; } = ["node 0", "node 1", "node 2", "node 3", "node 4"];

    private long Boottime => Clock.BoottimeOf(_world.Now);

    /// <summary>The machine gets power.</summary>
    public void PowerOn()
    {
        if (HasPower)
        {
            return;
        }

        HasPower = true;
        MachineLife++;
        long rate = _random.Below(2 * SimWorld.RateErrorPpm) - SimWorld.RateErrorPpm;
        Clock.PowerOn(_world.Now, rate, FixedPoint.Second + _random.Below(1_000 * FixedPoint.Second));
    }

    /// <summary>The process starts; its core follows once the gates are closed and what they let through has arrived.</summary>
    public void Start()
    {
        if (IsUp || !HasPower)
        {
            return;
        }

        Life++;
        _hasBegun = false;
        _world.Trace?.Retired(_world, this);
        UndisturbedSince = Math.Max(_world.Now, AsleepUntil);
        foreach (SimSeat seat in Seats)
        {
            if (!_world.Lapses.HasFlag(SimLapses.StartLeavesGate))
            {
                seat.Gate.Close();
            }

            seat.NeedsRebuild |= seat.Journal.IsDamaged;
            seat.WholeFrom = seat.NeedsRebuild ? ulong.MaxValue : seat.WholeFrom;
            seat.Forget();
        }

        Array.Clear(IsSilent);
        Array.Clear(_beatSeq);
        Array.Clear(LastHeard);
        Array.ForEach(_lives, static l => l.Clear());
        _boot = _random.Next() | 1;
        _changed = 0;
        _dmm = 0;
        _dmmEnded = 0;
        _order = SimDmm.None;
        _held.Clear();
        _core = new ClusterCore(_settings, _boot, _world.Without);
        FrozenUntil = Math.Max(AsleepUntil, 0);
        long ready = _world.Lapses.HasFlag(SimLapses.StartLeavesGate) ? 1 : SimWorld.StopBound;
        Later(OccasionKind.Tick, ready + _random.Below(200 * FixedPoint.Millisecond), 0, 0, 1);
        if (_world.IsTold)
        {
            _world.Say($"node {Number} starts, life {Life}, boot {_boot:x16}");
        }
    }

    /// <summary>The process is gone, without a word.</summary>
    public void Die(string why)
    {
        if (!IsUp)
        {
            return;
        }

        _core = null;
        _held.Clear();
        _freezeAfter = 0;
        _freezesAtDeadline = false;
        foreach (SimSeat seat in Seats)
        {
            seat.Journal.Crash((ulong)_random.Below(4), _world.Lapses.HasFlag(SimLapses.SyncLies) ? (ulong)_random.Below(3) : 0);
            seat.Forget();
        }

        if (_world.IsTold)
        {
            _world.Say($"node {Number}: {why}");
        }
    }

    /// <summary>The machine loses its power.</summary>
    public void PowerOff()
    {
        _world.Trace?.Retired(_world, this);
        Die("loses power");
        HasPower = false;
        MachineLife++;
        FrozenUntil = 0;
        AsleepUntil = 0;
        foreach (SimSeat seat in Seats)
        {
            seat.Gate.Close();
            seat.Gate.IsWatched = false;
        }
    }

    /// <summary>The process stands still.</summary>
    public void Freeze(long duration)
    {
        if (!IsUp)
        {
            return;
        }

        if (_world.IsTold)
        {
            _world.Say($"node {Number} stands still");
        }

        long until = _world.Now + duration;
        if (until > FrozenUntil)
        {
            FrozenUntil = until;
            _waiting = 0;
            UndisturbedSince = until;
            Later(OccasionKind.Thaw, duration, 0, 0);
        }
    }

    /// <summary>The process stands still after so many more effects; below 0: right after its next deadline was shown.</summary>
    public void FreezeBetween(int effects, long duration)
    {
        _freezeAfter = effects < 0 ? 0 : 1 + effects;
        _freezesAtDeadline = effects < 0;
        _freezeFor = duration;
    }

    /// <summary>The machine sleeps.</summary>
    public void Suspend(long duration)
    {
        if (!HasPower)
        {
            return;
        }

        AsleepUntil = Math.Max(AsleepUntil, _world.Now + duration);
        Clock.Slept(duration);
        Freeze(duration);
    }

    /// <summary>It will not stand still any more.</summary>
    public void StaysAwake() => FreezeBetween(int.MaxValue - 1, 0);

    /// <summary>Something reaches the process.</summary>
    public void Receive(in Occasion occasion)
    {
        if (!IsUp || (occasion.Life != 0 && occasion.Life != Life))
        {
            Drop(occasion);
            return;
        }

        if (FrozenUntil > _world.Now && occasion.Kind != OccasionKind.Thaw)
        {
            if (occasion.Kind == OccasionKind.Beat && ++_waiting > SocketRoom)
            {
                Drop(occasion);
                return;
            }

            // It waits in a socket or a timer of this very process, and is gone with it.
            Occasion waiting = occasion;
            waiting.Life = Life;
            _world.Agenda.Add(FrozenUntil, waiting);
            return;
        }

        Take(occasion);
    }

    private static void Drop(in Occasion occasion)
    {
        if (occasion.What is SimBeat beat)
        {
            beat.Arrived();
        }
    }

    private void Take(in Occasion occasion)
    {
        switch (occasion.Kind)
        {
            case OccasionKind.Tick:
                OnTick(occasion.Sequence == 1);
                break;
            case OccasionKind.Beat:
                OnBeat((SimBeat)occasion.What!);
                break;
            case OccasionKind.CallEnds:
                OnReply((ArbiterReply)occasion.What!);
                break;
            case OccasionKind.Pull:
                OnPull(Seats[occasion.Slot], (SimPull)occasion.What!);
                break;
            case OccasionKind.Pulled:
                OnPulled(Seats[occasion.Slot], (SimPulled)occasion.What!);
                break;
            case OccasionKind.Synced:
                OnSynced(Seats[occasion.Slot], occasion.Sequence);
                break;
            case OccasionKind.Work:
                OnWork(Seats[occasion.Slot], occasion.Epoch);
                break;
            case OccasionKind.Reconcile:
                OnReconcile(Seats[occasion.Slot], occasion.Epoch);
                break;
            case OccasionKind.Opened:
                OnOpened(Seats[occasion.Slot], occasion.Epoch);
                break;
            case OccasionKind.Stopped:
                OnStopped(Seats[occasion.Slot]);
                break;
            case OccasionKind.Thaw:
                Thaw();
                break;
            default:
                TakeAct(occasion);
                break;
        }
    }

    private void TakeAct(in Occasion occasion)
    {
        switch (occasion.Kind)
        {
            case OccasionKind.FailsafeAsked:
                Step(new ClusterInput
                {
                    Kind = ClusterInputKind.FailsafeAsked,
                    Now = Boottime,
                    Wall = Clock.WallOf(_world.Now),
                    Node = occasion.Peer,
                    Slot = occasion.Slot,
                    Sequence = occasion.Epoch,
                    Id = occasion.Number,
                });
                break;
            case OccasionKind.FailsafeAnswered:
                Step(new ClusterInput
                {
                    Kind = ClusterInputKind.FailsafeAnswered,
                    Now = Boottime,
                    Wall = Clock.WallOf(_world.Now),
                    Node = occasion.Peer,
                    Slot = occasion.Slot,
                    Sequence = occasion.Epoch,
                    Id = occasion.Number,
                    Flag = occasion.Flag,
                });
                break;
            case OccasionKind.PowerOff:
                Step(new ClusterInput
                {
                    Kind = ClusterInputKind.PowerOff,
                    Now = Boottime,
                    Wall = Clock.WallOf(_world.Now),
                    Node = occasion.Peer,
                    Sequence = occasion.Sequence,
                });
                break;
            case OccasionKind.Permit:
                Step(new ClusterInput { Kind = ClusterInputKind.Permit, Now = Boottime, Wall = Clock.WallOf(_world.Now), Slot = occasion.Slot });
                break;
            case OccasionKind.Act:
                OnAct(occasion);
                break;
            case OccasionKind.Told:
                OnTold(occasion);
                break;
        }
    }

    /// <summary>Puts something on the agenda of this life of the process.</summary>
    private void Later(OccasionKind kind, long delay, int slot, ulong epoch, ulong sequence = 0) => _world.Agenda.Add(
        _world.Now + delay, new Occasion { Kind = kind, Node = Number, Life = Life, Slot = slot, Epoch = epoch, Sequence = sequence });

    private void Thaw()
    {
        if (!IsUp || FrozenUntil > _world.Now)
        {
            return;
        }

        ClusterEffect[] held = [.. _held];
        _held.Clear();
        _isStepping = true;
        foreach (ClusterEffect effect in held)
        {
            if (IsUp)
            {
                Carry(effect);
            }
        }

        _isStepping = false;
        TellCopies();
    }
}

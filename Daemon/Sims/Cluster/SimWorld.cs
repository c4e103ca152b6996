using System;
using System.Collections.Generic;
using Basisd.Cluster;
using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// A cluster of real <see cref="ClusterCore"/>s in a made-up world: one thread, virtual time, everything that happens drawn from one seed. First
/// a time of faults,
/// then everything heals and the cluster must be well again. What it does depends on its plan alone, on every machine and runtime.
/// </summary>
internal sealed partial class SimWorld
{
    /// <summary>By how much a clock runs too fast or too slow, ppm: two clocks differ by at most 1 % then.</summary>
    public const long RateErrorPpm = 4_970;

    /// <summary>The stop bound that the cluster is configured with, ns.</summary>
    public const long StopBound = 100 * FixedPoint.Millisecond;

    private const int MostOccasions = 4_000_000;

    private readonly Stack<SimBeat> _beats = new();
    private readonly Transcript? _told;
    private ulong _digest;
    private long _occasions;

    public SimWorld(SimPlan plan, SimFlaw flaw, Transcript? told)
    {
        Plan = plan;
        Lapses = flaw.Lapses;
        Without = flaw.Without;
        _told = told;
        Settings = SimSettings.For(plan);
        Cores = plan.HasCores ? new SimCores(plan.Nodes, plan.Seed % 3 == 0, flaw.Core) : null;
        Random = new SeededRandom(plan.Seed, "world");
        Network = new SimNetwork(this);
        Arbiter = new SimArbiter(this);
        Exchange = new SimExchange(plan.Slots, plan.Seed % 2 == 0);
        Engines = new SimEngines(this);
        Checks = new SimChecks(plan, Cores, Exchange);
        Nodes = new SimNode[plan.Nodes];
        for (int node = 0; node < Nodes.Length; node++)
        {
            Nodes[node] = new SimNode(this, node);
            Agenda.Add(Random.Below(FixedPoint.Second), new Occasion { Kind = OccasionKind.Start, Node = node });
        }

        for (int fault = 0; fault < plan.Faults.Count; fault++)
        {
            Agenda.Add(plan.Faults[fault].At, new Occasion { Kind = OccasionKind.FaultBegins, What = plan.Faults[fault] });
        }

        Agenda.Add(plan.SafetyEnds, new Occasion { Kind = OccasionKind.Health, Flag = true });
    }

    /// <summary>Who holds the run against the model of the protocol; null for nobody.</summary>
    public SimTrace? Trace { get; init; }

    public SimPlan Plan { get; }

    public SimLapses Lapses { get; }

    public ClusterGuards Without { get; }

    public ClusterSettings[] Settings { get; }

    /// <summary>What real cores behind the slots are configured with; null where the stand-in decides.</summary>
    public SimCores? Cores { get; }

    public SimChecks Checks { get; }

    public SeededRandom Random { get; }

    public Agenda Agenda { get; } = new();

    public SimNetwork Network { get; }

    public SimArbiter Arbiter { get; }

    public SimExchange Exchange { get; }

    public SimEngines Engines { get; }

    public SimNode[] Nodes { get; }

    /// <summary>What it came to, with real cores.</summary>
    public SimReach Reached { get; set; }

    /// <summary>True time, ns.</summary>
    public long Now { get; private set; }

    /// <summary>Engines and operators have stopped making anything new.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Whether somebody reads along.</summary>
    public bool IsTold => _told is not null;

    /// <summary>Runs the plan to its end, or to the first broken promise.</summary>
    public SimOutcome Run()
    {
        try
        {
            while (!_isWell)
            {
                ref readonly Occasion occasion = ref Agenda.Take(out long now);
                Now = now;
                unchecked
                {
                    ulong where = ((ulong)occasion.Kind << 56) ^ ((ulong)(uint)occasion.Node << 48) ^ ((ulong)(uint)occasion.Slot << 44);
                    _digest = SimState.Mix(_digest, (ulong)Now ^ where);
                }

                if (++_occasions > MostOccasions)
                {
                    throw new SimViolationException("a run ends", $"{MostOccasions} occasions and no end");
                }

                Happen(occasion);
            }

            return Outcome(null, null);
        }
        catch (SimViolationException broken)
        {
            return Outcome(broken.Promise, broken.Message);
        }
        catch (Exception fault) when (fault is InvalidOperationException or
             ArgumentException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            return Outcome("the core never fails", IsTold ? fault.ToString() : fault.Message);
        }
    }

    public void Say(string text) => _told?.Add(Now, text);

    /// <summary>A heartbeat that is not under way.</summary>
    public SimBeat FreeBeat()
    {
        return _beats.TryPop(out SimBeat? free) ? free : new SimBeat(Plan.Slots, _beats);
    }

    private SimOutcome Outcome(string? promise, string? violation)
    {
        ulong digest = _digest;
        foreach (SimNode node in Nodes)
        {
            foreach (SimSeat seat in node.Seats)
            {
                digest = SimState.Mix(digest, seat.Journal.ChainAt(seat.Journal.Appended) ^ seat.Journal.Durable);
                digest = SimState.Mix(digest, seat.Journal.Head.Hash);
            }
        }

        return new(Plan, promise, violation, digest, Now, _occasions, Reached);
    }

    private void Happen(in Occasion occasion)
    {
        switch (occasion.Kind)
        {
            case OccasionKind.CallArrives:
                Arbiter.Arrive((SimCall)occasion.What!);
                break;
            case OccasionKind.Engine:
                Engines.Looks(Nodes[occasion.Node].Seats[occasion.Slot], (int)occasion.Number);
                break;
            case OccasionKind.Start:
                Nodes[occasion.Node].PowerOn();
                Nodes[occasion.Node].Start();
                break;
            case OccasionKind.FaultBegins:
                Begin((SimFault)occasion.What!, occasion.What);
                break;
            case OccasionKind.FaultEnds:
                End((SimFault)occasion.What!);
                break;
            case OccasionKind.ReleaseVerb:
                ReleaseVerb(occasion);
                break;
            case OccasionKind.SilenceDue:
                SilenceDue(occasion.Peer, occasion.Number, (int)occasion.Sequence);
                break;
            case OccasionKind.Health:
                Health(occasion.Flag);
                break;
            default:
                Nodes[occasion.Node].Receive(occasion);
                break;
        }
    }
}

using Basisd.Safety;
using Basisd.Sims.Book;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The engines: each looks at the gate page of its machine through the page's deadline and sends what it lets through, at the worst moment within
/// the stop bound.
/// An engine lives apart from the daemon's process and knows nothing of it.
/// </summary>
internal sealed class SimEngines(SimWorld world)
{
    /// <summary>From the look at the gate to the exchange, at most: the stop bound less what a slow clock makes of the wait for it.</summary>
    private const long Latest = SimWorld.StopBound - (2 * FixedPoint.Millisecond);

    /// <summary>With real cores, which journal every order several times, an engine trades at one of so many looks.</summary>
    private const long OneOrderIn = 4;

    private readonly SeededRandom _random = new(world.Plan.Seed, "engines");

    /// <summary>A gate may read open now: its engine looks at it.</summary>
    public void Watch(SimSeat seat)
    {
        if (!seat.Gate.IsWatched && seat.Gate.IsOpen && seat.EngineSilent == 0)
        {
            Look(seat, world.Now + 1 + _random.Below(FixedPoint.Millisecond));
        }
    }

    /// <summary>An engine looks at its gate.</summary>
    public void Looks(SimSeat seat, int machineLife)
    {
        SimNode node = world.Nodes[seat.Node];
        if (node.MachineLife != machineLife)
        {
            return;
        }

        if (node.AsleepUntil > world.Now)
        {
            Look(seat, node.AsleepUntil);
            return;
        }

        SimGate gate = seat.Gate;
        gate.IsWatched = false;
        if (seat.EngineSilent > 0 || !ReadsOpen(node, gate))
        {
            return;
        }

        world.Checks.Acting.Read(seat.Slot, seat.Node, gate.Epoch, world.Now);
        if (world.Checks.Permissions is { } permissions)
        {
            permissions.Read(seat.Slot, seat.Node, gate.Epoch, gate.Page);
        }
        else
        {
            world.Checks.Authority.Read(seat.Slot, seat.Node, gate.Epoch, gate.Permissions);
        }

        if (gate.Permissions != 0 && !world.IsQuiet && (world.Cores is null || _random.Below(OneOrderIn) == 0))
        {
            long arrives = world.Now + (_random.Below(4) == 0 ? Latest : _random.Below(Latest));
            world.Checks.Acting.Arrives(seat.Slot, gate.Epoch, arrives);
            long order = world.Exchange.Send(seat.Slot, arrives, gate.Epoch);
            seat.Tenure?.Trader.Sent(order);
        }

        long next = world.Now + ((20 + _random.Below(180)) * FixedPoint.Millisecond);
        long last = node.Clock.LastBefore(gate.ValidUntil);
        Look(seat, next > last && last > world.Now ? last : next);
    }

    private bool ReadsOpen(SimNode node, SimGate gate)
    {
        long boottime = node.Clock.BoottimeOf(world.Now);
        if (world.Lapses.HasFlag(SimLapses.DeadlineOnAwakeClock))
        {
            boottime -= node.Clock.Suspended - gate.SleptBefore;
        }

        return gate.IsOpen && (boottime < gate.ValidUntil || world.Lapses.HasFlag(SimLapses.GateIgnoresDeadline));
    }

    private void Look(SimSeat seat, long at)
    {
        seat.Gate.IsWatched = true;
        int life = world.Nodes[seat.Node].MachineLife;
        world.Agenda.Add(at, new Occasion { Kind = OccasionKind.Engine, Node = seat.Node, Slot = seat.Slot, Number = life });
    }
}

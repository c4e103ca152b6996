using System.Linq;
using System.Threading.Tasks;
using Basisd.Node;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>The reference engine asks the gate before each order, and tells everything.</summary>
public sealed class GateObedienceTests
{
    private const int Enough = 6;

    [Fact]
    public async Task No_order_while_the_gate_is_closed_and_only_where_it_is_open()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(isOpen: false);
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Length > Enough, "prices come through a closed gate");
        Assert.Empty(rig.Daemon.Of(ObservationKind.OrderEvent));
        rig.Daemon.AllowAllScopes();
        rig.Daemon.Allow("venue/bravo", isAllowed: false);
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("alpha").Length > Enough, "orders at the open venue");
        Assert.Empty(rig.Daemon.OrdersAt("bravo"));
        rig.Daemon.Allow("platform", isAllowed: false);

        // What passed the check before is at the venue after two more prices.
        int seen = rig.Daemon.Of(ObservationKind.Price).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Length > seen + (2 * Enough), "prices go on");
        long placed = rig.Engine.OrdersPlaced;
        seen = rig.Daemon.Of(ObservationKind.Price).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Length > seen + (2 * Enough), "prices go on");
        Assert.Equal(placed, rig.Engine.OrdersPlaced);
        Assert.Equal(0, rig.Daemon.Rejections);
    }

    [Fact]
    public async Task Everything_that_a_node_waits_for_is_told()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        ObservationKind[] wanted =
        [
            ObservationKind.CallResult, ObservationKind.Price, ObservationKind.Depth, ObservationKind.UnitRate, ObservationKind.EngineHeartbeat,
            ObservationKind.OrderEvent, ObservationKind.Fill, ObservationKind.Position, ObservationKind.MarginRatio, ObservationKind.Slippage,
            ObservationKind.CostAlpha, ObservationKind.TransferStatus, ObservationKind.ChainStatus, ObservationKind.Funding,
        ];
        foreach (ObservationKind kind in wanted)
        {
            await rig.UntilAsync(() => rig.Daemon.Of(kind).Length > 0, $"{kind} is told");
        }

        Assert.All(rig.Daemon.Of(ObservationKind.CallResult), c => Assert.Equal(0, c.V0));
        Assert.Equal(0, rig.Daemon.Rejections);
    }

    [Fact]
    public async Task The_fills_and_positions_told_are_those_of_the_venue_to_the_last_digit()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Fill).Length > Enough, "fills are told");
        rig.Daemon.AllowAllScopes(isAllowed: false);
        await rig.UntilAsync(async () => await rig.CountAsync("orders") == 0, "resting orders are withdrawn or filled");
        await rig.UntilAsync(
            async () => rig.Daemon.Of(ObservationKind.Fill).Length == await rig.CountAsync("fills"), "as many fills as the venues have");
        for (int venue = 0; venue < 2; venue++)
        {
            long held = await rig.PositionAsync(venue);
            uint index = (uint)venue;
            await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Position).Last(o => o.Index == index).V0 == held, "the position is told");
        }
    }

    [Fact]
    public async Task A_venue_that_fails_gets_no_orders_and_its_failures_are_not_hidden_by_pages_that_load()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("bravo").Length > 0, "orders at bravo");
        await rig.PostAsync(1, "/sim/faults", """{"kind":"error","status":503}""");
        await rig.UntilAsync(() => Failures(rig) >= 4, "four failed calls in a row");
        int seen = rig.Daemon.Of(ObservationKind.Price).Count(p => p.Index >= 2);
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Count(p => p.Index >= 2) > seen, "its prices are still told");
        await rig.PostAsync(1, "/sim/faults", """{"kind":"hang"}""");
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.CallResult).Any(c => c.Index == 1 && c.V0 != 0), "failures are told");
    }

    // Failed calls of bravo since its last good one.
    private static int Failures(EngineRig rig) =>
        rig.Daemon.Of(ObservationKind.CallResult).Where(c => c.Index == 1).Reverse().TakeWhile(c => c.V0 != 0).Count();
}

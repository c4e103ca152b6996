using System;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>Which facts the planners are given: which positions a scope has, in which market, how old, and what the gate lets venues take.</summary>
public sealed class PlanDeskTests
{
    private const long One = FixedPoint.Scale;

    private readonly NodeRig _rig = new(topology: Markets());
    private readonly PlanDesk _desk;

    public PlanDeskTests()
    {
        _desk = new PlanDesk(_rig.Core, _rig.Settings);
        _rig.Tick();
    }

    [Fact]
    public void A_position_is_reduced_in_the_perpetual_that_its_key_begins_with()
    {
        Topology topology = _rig.Topology;
        Assert.Equal("BTC/USDT:perp@alpha", topology.Instruments[topology.Positions[0].Instrument].Name);
        Assert.Equal("ETH/USDT@bravo", topology.Instruments[topology.Positions[1].Instrument].Name);

        // Two perpetuals of one asset: nobody guesses.
        Assert.Equal(-1, topology.Positions[2].Instrument);
        Assert.Equal(-1, topology.Positions[3].Instrument);
    }

    [Theory]
    [InlineData("platform", 3)]
    [InlineData("venue/alpha", 1)]
    [InlineData("asset/BTC", 1)]
    [InlineData("asset/ETH", 1)]
    [InlineData("route/BTC@alpha", 1)]
    [InlineData("route/BTC@bravo", 0)]
    [InlineData("module/rewards", 0)]
    public void A_scope_has_the_positions_within_it(string scope, int positions)
    {
        Feed();
        ReductionPlan plan = _desk.Reduce(_rig.Scope(scope), ReductionGoal.Close with { LeaveOut = true }, _rig.Core.Now);
        int known = 0;
        foreach (ReductionFinding finding in _desk.Findings)
        {
            known += finding.Constraint == ReductionConstraint.PositionUnknown ? 0 : 1;
        }

        Assert.Equal(positions, known);
        Assert.Equal(positions > 0, plan.IsPlan);
    }

    [Fact]
    public void Facts_grow_old_by_their_source_time_and_late_ones_displace_nothing()
    {
        Feed();
        Position position = _rig.Topology.Positions[0];
        _rig.Tick(11 * FixedPoint.Second);
        ReductionPlan plan = _desk.Reduce(position, ReductionGoal.Close, 0, _rig.Core.Now);
        Assert.Equal(ReductionConstraint.DepthStale, plan.Constraint);
        Assert.Equal(11 * FixedPoint.Second, _desk.Findings[0].Found);

        PlanFacts facts = new(_rig.Topology);
        facts.Note(new Observation { Kind = ObservationKind.Position, Index = 0, SourceTime = 20, V0 = 7 }, long.MaxValue);
        facts.Note(new Observation { Kind = ObservationKind.Position, Index = 0, SourceTime = 10, V0 = 8 }, long.MaxValue);
        facts.Note(new Observation { Kind = ObservationKind.MarginRatio, Index = 0, SourceTime = 15, V0 = 1, V1 = 9 }, long.MaxValue);
        Assert.True(facts.TryQuantityOf(0, out long quantity, out _));
        Assert.Equal(7, quantity);
        facts.Note(new Observation { Kind = ObservationKind.MarginRatio, Index = 0, SourceTime = 25, V0 = 1, V1 = 9 }, long.MaxValue);
        Assert.True(facts.TryQuantityOf(0, out quantity, out _));
        Assert.Equal(9, quantity);
        Assert.False(facts.TryQuantityOf(1, out _, out _));
        Assert.Equal(-1, PlanFacts.AgeOf(facts.DepthOf(0), 100));
        Assert.Equal(0, PlanFacts.AgeOf(facts.MarginOf(0), 24));
    }

    [Fact]
    public void A_position_is_valued_at_the_reference_price_and_not_at_all_without_one()
    {
        Feed();
        Position position = _rig.Topology.Positions[0];
        Assert.Equal(ReductionPosition.UnknownNotional, _desk.FactsOf(position, 0, _rig.Core.Now).Notional);
        foreach (Instrument market in _rig.Topology.Instruments)
        {
            _rig.Observe(ObservationKind.Price, market.Index, 50_000 * One);
        }

        Assert.Equal(100_000 * One, _desk.FactsOf(position, 0, _rig.Core.Now).Notional);
    }

    [Fact]
    public void The_gate_and_the_pool_decide_which_venues_take_anything()
    {
        _rig.Live(3);
        Feed();
        ReallocationPlan plan = _desk.Reallocate(0, 0, 3 * One, _rig.Core.Now);
        Assert.True(plan.IsPlan, $"{plan} {string.Join("; ", _desk.Parts.ToArray())}");
        Assert.Equal(3 * One, _desk.Parts[0].Amount + _desk.Parts[1].Amount);

        _rig.Act(NodeInputKind.Pause, "route/BTC@bravo");
        plan = _desk.Reallocate(0, 0, 3 * One, _rig.Core.Now);
        Assert.True(plan.IsPlan);
        Assert.Equal(ReallocationConstraint.NotPermitted, _desk.Parts[0].Constraint);
        Assert.Equal(3 * One, _desk.Parts[1].Amount);

        for (int i = 0; i < 3; i++)
        {
            _rig.Observe(ObservationKind.CallResult, 2, 1, FixedPoint.Millisecond, -1);
        }

        plan = _desk.Reallocate(0, 0, 3 * One, _rig.Core.Now);
        Assert.Equal(ReallocationConstraint.NoVenue, plan.Constraint);
        Assert.Equal(ReallocationConstraint.Unhealthy, _desk.Parts[1].Constraint);

        _rig.Act(NodeInputKind.Halt, "platform");
        Assert.Equal(Permission.Deny, _desk.PermissionToReduce(_rig.Topology.Positions[0]));
    }

    [Fact]
    public void What_the_venue_holds_bounds_the_amount_and_is_the_default()
    {
        _rig.Live(3);
        Feed();
        Assert.Equal(-1, _desk.HeldAt(0, 0));
        Assert.Equal(ReallocationConstraint.NothingToMove, _desk.Reallocate(0, 0, -1, _rig.Core.Now).Constraint);
        _rig.Observe(ObservationKind.BalancePair, 0, 2 * One, 2 * One);
        Assert.Equal(2 * One, _desk.Reallocate(0, 0, -1, _rig.Core.Now).Amount);
        Assert.Equal(ReallocationConstraint.BeyondBalance, _desk.Reallocate(0, 0, (2 * One) + 1, _rig.Core.Now).Constraint);
    }

    [Fact]
    public void Noting_facts_and_planning_with_them_allocates_nothing()
    {
        Feed();
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                _rig.Core.Facts.Note(new Observation { Kind = ObservationKind.Depth, Index = 0, SourceTime = _rig.Now, V0 = i }, _rig.Now);
                _desk.Reduce(Topology.Platform, ReductionGoal.Close with { LeaveOut = true }, _rig.Core.Now);
                _desk.Reallocate(0, 0, One, _rig.Core.Now);
                _desk.PermissionToReduce(_rig.Topology.Positions[0]);
            }
        }));
    }

    private static Topology Markets()
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddAsset("ETH", "USDT", 50_000);
        builder.AddModule("rewards");
        foreach (string venue in new[] { "alpha", "bravo", "carol" })
        {
            builder.AddVenue(venue);
            builder.AddRoute("BTC", venue, null, "USDT");
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: true);
        }

        builder.AddInstrument("ETH", "USDT", "bravo", isPerpetual: false);
        builder.AddInstrument("BTC", "USD", "carol", isPerpetual: true);
        builder.AddPosition("BTC-PERP@alpha", "alpha");
        builder.AddPosition("ETH-LOAN@bravo", "bravo");
        builder.AddPosition("BTC-PERP@carol", "carol");
        builder.AddPosition("SOL-PERP@carol", "carol");
        return builder.Build();
    }

    // Depth of 20 in every market; positions 0 and 1 are known, and what is reported of 2 has no market.
    private void Feed()
    {
        foreach (Instrument market in _rig.Topology.Instruments)
        {
            _rig.Observe(ObservationKind.Depth, market.Index, 20 * One, 20 * One, 2_500);
        }

        _rig.Observe(ObservationKind.MarginRatio, 0, 2_000_000, 2 * One);
        _rig.Observe(ObservationKind.Position, 1, -One, 3_000 * One);
        _rig.Observe(ObservationKind.Position, 2, One, 50_000 * One);
    }
}

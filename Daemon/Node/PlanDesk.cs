using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Hands the live facts to the planners of SPEC 8: which positions a scope has, in which market each is reduced, what that market bears; which
/// venues could take an asset, and whether the gate lets them. It plans nothing itself, sends nothing and changes nothing.
/// </summary>
public sealed class PlanDesk
{
    private readonly NodeCore _core;
    private readonly CoreSettings _settings;
    private readonly ReductionPlanner _reduction;
    private readonly ReallocationPlanner _reallocation;
    private readonly ReductionPosition[] _positions;
    private readonly ReallocationVenue[] _venues;
    private readonly PositionFacts _facts;
    private readonly ScopeReach _reach;
    private readonly ReductionSlice[] _slices = new ReductionSlice[ReductionPlanner.MaxSlices];

    /// <summary>Fixes all memory.</summary>
    /// <param name="core">The node whose facts are planned with.</param>
    /// <param name="settings">Its settings.</param>
    public PlanDesk(NodeCore core, CoreSettings settings)
    {
        _core = core;
        _settings = settings;
        _reduction = new ReductionPlanner(core.Topology.Positions.Length);
        _reallocation = new ReallocationPlanner(core.Topology.Venues.Length);
        _positions = new ReductionPosition[core.Topology.Positions.Length];
        _venues = new ReallocationVenue[core.Topology.Venues.Length];
        _facts = core.PositionFacts;
        _reach = new ScopeReach(core.Topology);
    }

    /// <summary>What was found of each position in the latest reduction, in the plan's order.</summary>
    public ReadOnlySpan<ReductionFinding> Findings => _reduction.Findings;

    /// <summary>The slices of the latest reduction; as many as its plan says.</summary>
    public ReadOnlySpan<ReductionSlice> Slices => _slices;

    /// <summary>What every venue takes in the latest reallocation, or why nothing.</summary>
    public ReadOnlySpan<ReallocationPart> Parts => _reallocation.Parts;

    /// <summary>Plans a reduction of all positions within a scope.</summary>
    /// <param name="scope">The scope: the platform, a venue, an asset or a route; a module holds none.</param>
    /// <param name="goal">How much.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public ReductionPlan Reduce(int scope, ReductionGoal goal, long now)
    {
        int count = 0;
        foreach (Position position in _core.Topology.Positions)
        {
            if (_reach.IsPositionIn(scope, position.Index))
            {
                _positions[count++] = FactsOf(position, 0, now);
            }
        }

        return _reduction.Plan(_positions.AsSpan(0, count), goal, _settings.Reduction, _slices);
    }

    /// <summary>Plans the reduction of one position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="goal">How much.</param>
    /// <param name="target">Signed quantity that it is to be reduced to, 1e-8; read with <see cref="ReductionGoal.ToTargets"/> alone.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public ReductionPlan Reduce(Position position, ReductionGoal goal, long target, long now)
    {
        _positions[0] = FactsOf(position, target, now);
        return _reduction.Plan(_positions.AsSpan(0, 1), goal, _settings.Reduction, _slices);
    }

    /// <summary>Plans moving an amount of an asset away from a venue.</summary>
    /// <param name="asset">Index of the asset.</param>
    /// <param name="from">Index of the venue that is left.</param>
    /// <param name="amount">Amount, 1e-8, 0 or more; negative: all that the venue is known to hold.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public ReallocationPlan Reallocate(int asset, int from, long amount, long now)
    {
        long held = HeldAt(asset, from);
        int count = 0;
        foreach (Venue venue in _core.Topology.Venues)
        {
            if (venue.Index != from && RouteAt(asset, venue.Index) is { } route)
            {
                _venues[count++] = FactsOf(route, now);
            }
        }

        return _reallocation.Plan(amount < 0 ? Math.Max(held, 0) : amount, held, _venues.AsSpan(0, count), _settings.Reallocation);
    }

    /// <summary>Our balance of an asset at a venue, 1e-8: by the venue's gateway where one is read; -1 where none was ever reported.</summary>
    public long HeldAt(int asset, int venue)
    {
        if (RouteAt(asset, venue) is not { } route)
        {
            return -1;
        }

        RecordBook records = _core.State.Records;
        int account = records.Of(venue) is { IsOpened: true } ? records.Accounts.Accounts.OfAsset(venue, asset) : VenueRecord.UnknownItem;
        if (account >= 0)
        {
            return (long)Int128.Clamp(records.Accounts.ExpectedOf(account), 0, long.MaxValue);
        }

        return _core.Facts.PairOf(route.Index).SourceTime != PlanFacts.Never ? Math.Max(_core.Facts.PairOf(route.Index).V0, 0) : -1;
    }

    /// <summary>The strictest permission of an action over platform, venue, asset and route, as readers of the gate see it.</summary>
    public Permission PermissionOf(Route route, GateAction action)
    {
        GateTargets gate = _core.Gate;
        ulong word = gate.PublishedOf(Topology.Platform) & gate.PublishedOf(_core.Topology.Assets[route.Asset].ScopeIndex)
            & gate.PublishedOf(_core.Topology.Venues[route.Venue].ScopeIndex) & gate.PublishedOf(route.ScopeIndex);
        return PermissionWord.Of(word, action);
    }

    /// <summary>The same for the reduction of a position; of one without a market its platform and venue.</summary>
    public Permission PermissionToReduce(Position position)
    {
        if (_facts.RouteOf(position) >= 0)
        {
            return PermissionOf(_core.Topology.Routes[_facts.RouteOf(position)], GateAction.Reduce);
        }

        ulong word = _core.Gate.PublishedOf(Topology.Platform) & _core.Gate.PublishedOf(_core.Topology.Venues[position.Venue].ScopeIndex);
        return PermissionWord.Of(word, GateAction.Reduce);
    }

    /// <summary>A position with what is known of it and of its market.</summary>
    /// <param name="position">The position.</param>
    /// <param name="target">What it is to be reduced to, 1e-8.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public ReductionPosition FactsOf(Position position, long target, long now) => _facts.Of(position, target, now);

    private Route? RouteAt(int asset, int venue)
    {
        foreach (Route route in _core.Topology.Routes)
        {
            if (route.Asset == asset && route.Venue == venue && route.SecondVenue < 0)
            {
                return route;
            }
        }

        return null;
    }

    // Capital that is moved may have to be bought or sold at its new venue: the thinner side of the book bears it.
    private ReallocationVenue FactsOf(Route route, long now)
    {
        PlanFacts facts = _core.Facts;
        Instrument? market = MarketOf(route);
        Observation depth = market is null ? default : facts.DepthOf(market.Index);
        ref readonly Observation slippage = ref facts.SlippageOf(route.Index);
        return new ReallocationVenue(route.Venue, route.Index)
        {
            IsHealthy = _core.Health.IsHealthy(route.Venue),
            IsPermitted = PermissionOf(route, GateAction.Reallocate) == Permission.Allow,
            HasMarket = market is not null,
            Depth = Math.Min(depth.V0, depth.V1),
            BandPpm = depth.V2,
            DepthAgeNs = PlanFacts.AgeOf(depth, now),
            SlippagePpm = slippage.V0,
            SlippageAgeNs = PlanFacts.AgeOf(slippage, now),
            Share = route.ReallocationShare,
        };
    }

    // The spot market that settles in the route's unit, else the first spot market, else whatever market there is.
    private Instrument? MarketOf(Route route)
    {
        Instrument? best = null;
        foreach (Instrument market in _core.Topology.Instruments)
        {
            if (market.Asset == route.Asset && market.Venue == route.Venue && RankOf(market, route) > (best is null ? 0 : RankOf(best, route)))
            {
                best = market;
            }
        }

        return best;
    }

    private static int RankOf(Instrument market, Route route) =>
        1 + (market.IsReference ? 2 : 0) + (market.Unit == route.SettlementUnit ? 1 : 0);
}

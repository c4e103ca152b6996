using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// A position with what is known of it and of its market, as <see cref="ReductionPlanner"/> takes it: for the plans that operators ask for, and for
/// those that a containment carries out. What was never told, or cannot be valued, is said to be unknown; nothing is guessed.
/// </summary>
public sealed class PositionFacts
{
    private readonly Topology _topology;
    private readonly PlanFacts _facts;
    private readonly ReferencePrices _prices;
    private readonly int[] _routeOf;
    private readonly bool _isOneUnit;

    /// <summary>The facts of one node.</summary>
    public PositionFacts(Topology topology, PlanFacts facts, ReferencePrices prices)
    {
        _topology = topology;
        _facts = facts;
        _prices = prices;
        _routeOf = Array.ConvertAll(
            topology.Positions, p => p.Instrument < 0 ? -1 : topology.RouteOf(topology.Instruments[p.Instrument])?.Index ?? -1);
        _isOneUnit = Array.TrueForAll(topology.Assets, a => a.ReferenceUnit == topology.Assets[0].ReferenceUnit);
    }

    /// <summary>Index of the route whose slippage is that of the position's market, or -1.</summary>
    public int RouteOf(Position position) => _routeOf[position.Index];

    /// <summary>What is known.</summary>
    /// <param name="position">The position.</param>
    /// <param name="target">What it is to be reduced to, 1e-8.</param>
    /// <param name="now">Core time, Unix ns.</param>
    public ReductionPosition Of(Position position, long target, long now)
    {
        bool known = _facts.TryQuantityOf(position.Index, out long quantity, out _);
        ref readonly Observation margin = ref _facts.MarginOf(position.Index);
        ReductionPosition bare = new(position.Index, position.Venue, quantity)
        {
            IsKnown = known,
            Target = target,
            HasMarket = position.Instrument >= 0,
            SmallestSlice = position.SmallestSlice,
            MarginRatioPpm = margin.SourceTime == PlanFacts.Never ? ReductionPosition.UnknownRatio : margin.V0,
        };
        if (position.Instrument < 0)
        {
            return bare;
        }

        Instrument market = _topology.Instruments[position.Instrument];
        ref readonly Observation depth = ref _facts.DepthOf(market.Index);
        Observation slippage = RouteOf(position) >= 0 ? _facts.SlippageOf(RouteOf(position)) : default;
        return bare with
        {
            Notional = NotionalOf(market.Asset, quantity, now),
            BidDepth = depth.V0,
            AskDepth = depth.V1,
            BandPpm = depth.V2,
            DepthAgeNs = PlanFacts.AgeOf(depth, now),
            SlippagePpm = slippage.V0,
            SlippageAgeNs = PlanFacts.AgeOf(slippage, now),
        };
    }

    // Where all assets are priced in one unit, in that; else in the base unit, through a fresh rate. Without a fresh price nobody can
    // value it.
    private long NotionalOf(int asset, long quantity, long now)
    {
        long price = _prices.Reference(asset, now);
        price = _isOneUnit ? price : _prices.InBase(asset, price, now);
        Int128 worth = Int128.Abs(quantity) * price / FixedPoint.Scale;
        return price == 0 ? ReductionPosition.UnknownNotional : worth > long.MaxValue ? long.MaxValue : (long)worth;
    }
}

using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// The latest facts about positions and the depth of their markets, for plans. Not durable: after a restart everything is unknown until it is told
/// again, and what is unknown or old is never guessed.
/// </summary>
internal sealed class ExposureBoard
{
    private const long Never = 0;

    private readonly Topology _topology;
    private readonly ScopeReach _reach;
    private readonly ReferencePrices _prices;
    private readonly long[] _quantity;
    private readonly long[] _quantityAt;
    private readonly long[] _ratio;
    private readonly long[] _ratioAt;
    private readonly long[] _bid;
    private readonly long[] _ask;
    private readonly long[] _band;
    private readonly long[] _depthAt;
    private readonly long[] _slippage;
    private readonly long[] _slippageAt;

    /// <summary>Fixes all memory.</summary>
    public ExposureBoard(Topology topology, ScopeReach reach, ReferencePrices prices)
    {
        _topology = topology;
        _reach = reach;
        _prices = prices;
        _quantity = new long[topology.Positions.Length];
        _quantityAt = new long[topology.Positions.Length];
        _ratio = new long[topology.Positions.Length];
        _ratioAt = new long[topology.Positions.Length];
        _bid = new long[topology.Instruments.Length];
        _ask = new long[topology.Instruments.Length];
        _band = new long[topology.Instruments.Length];
        _depthAt = new long[topology.Instruments.Length];
        _slippage = new long[topology.Routes.Length];
        _slippageAt = new long[topology.Routes.Length];
    }

    /// <summary>Core time at which a position's quantity was told last, 0 for never.</summary>
    public long ToldAt(int position) => _quantityAt[position];

    /// <summary>The quantity that was told last, 1e-8.</summary>
    public long QuantityOf(int position) => _quantity[position];

    /// <summary>Takes a position's quantity, from the engine or from its venue.</summary>
    public void OnPosition(int position, long quantity, long at)
    {
        _quantity[position] = quantity;
        _quantityAt[position] = at;
    }

    /// <summary>Takes a margin ratio.</summary>
    public void OnMargin(in Observation margin, long now)
    {
        _ratio[margin.Index] = margin.V0;
        _ratioAt[margin.Index] = now;
    }

    /// <summary>Takes executable depth.</summary>
    public void OnDepth(in Observation depth, long now)
    {
        _bid[depth.Index] = depth.V0;
        _ask[depth.Index] = depth.V1;
        _band[depth.Index] = depth.V2;
        _depthAt[depth.Index] = now;
    }

    /// <summary>Takes a predicted slippage.</summary>
    public void OnSlippage(in Observation slippage, long now)
    {
        _slippage[slippage.Index] = slippage.V0;
        _slippageAt[slippage.Index] = now;
    }

    /// <summary>A position with what is known of its market.</summary>
    public ReductionPosition Of(int position, long now)
    {
        int market = _reach.MarketOf[position];
        int route = _reach.RouteOf[position];
        bool hasDepth = market >= 0 && _depthAt[market] != Never;
        bool hasSlippage = route >= 0 && _slippageAt[route] != Never;
        return new ReductionPosition(position, _topology.Positions[position].Venue, _quantity[position])
        {
            IsKnown = _quantityAt[position] != Never,
            MarginRatioPpm = _ratioAt[position] == Never ? ReductionPosition.UnknownRatio : _ratio[position],
            Notional = NotionalOf(position, now),
            HasMarket = market >= 0,
            BidDepth = hasDepth ? _bid[market] : 0,
            AskDepth = hasDepth ? _ask[market] : 0,
            BandPpm = hasDepth ? _band[market] : 0,
            DepthAgeNs = hasDepth ? now - _depthAt[market] : ReductionPosition.Never,
            SlippagePpm = hasSlippage ? _slippage[route] : 0,
            SlippageAgeNs = hasSlippage ? now - _slippageAt[route] : ReductionPosition.Never,
        };
    }

    private long NotionalOf(int position, long now)
    {
        int asset = _reach.AssetOfPosition(position);
        long price = asset < 0 ? 0 : _prices.Reference(asset, now);
        Int128 worth = Int128.Abs(_quantity[position]) * price / FixedPoint.Scale;
        return price <= 0 || worth > long.MaxValue ? ReductionPosition.UnknownNotional : (long)worth;
    }
}

using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>Tells the daemon what becomes of the orders at one venue, as its protocol has it.</summary>
internal sealed class OrderTeller(EngineLink link, PositionBook positions)
{
    /// <summary>Tells a fill.</summary>
    public void Fill(EngineMarket market, long order, long fill, long quantity, long price) => link.Tell(
        new Observation { Kind = ObservationKind.Fill, Index = (uint)market.Route, V0 = order, V1 = fill, V2 = quantity, V3 = price });

    /// <summary>Tells a position as the engine knows it.</summary>
    public void Position(EngineMarket market)
    {
        if (market.Position >= 0)
        {
            (long quantity, long entry) = positions.Of(market.PositionKey);
            link.Tell(new Observation { Kind = ObservationKind.Position, Index = (uint)market.Position, V0 = quantity, V1 = entry });
        }
    }

    /// <summary>Tells what an order that is filled cost against what was predicted.</summary>
    public void Slippage(LiveOrder order)
    {
        if (order.Mid == 0)
        {
            return;
        }

        long average = (long)(order.Paid / Math.Abs(order.Quantity));
        long adverse = (average - order.Mid) * Math.Sign(order.Quantity);
        link.Measure(new Observation
        {
            Kind = ObservationKind.Slippage,
            Index = (uint)order.Market.Route,
            V0 = order.PredictedPpm,
            V1 = FixedPoint.MulDiv(adverse, FixedPoint.Ppm, order.Mid),
        });
    }

    /// <summary>Tells what became of an order.</summary>
    public void Step(LiveOrder order, OrderStep step) => link.Tell(new Observation
    {
        Kind = ObservationKind.OrderEvent,
        Index = (uint)order.Market.Route,
        V0 = order.Id,
        V1 = (long)step,
        V2 = order.Quantity,
        V3 = order.Price,
    });
}

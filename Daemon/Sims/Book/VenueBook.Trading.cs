using System;
using Basisd.Safety;

namespace Basisd.Sims.Book;

// Orders: taken, matched against the ladder, rested, withdrawn.
public sealed partial class VenueBook
{
    /// <summary>Largest quantity of an order either way, 1e-8.</summary>
    public const long MaxQuantity = FixedPoint.MaxPrice;

    /// <summary>Takes an order and matches it at once; a limit order rests with what is left, a market order does not.</summary>
    /// <param name="clientOrderId">The client's id; one that was used before does nothing and gets the order that it made.</param>
    /// <param name="market">Index of the market.</param>
    /// <param name="quantity">1e-8 of the base, negative to sell, not zero.</param>
    /// <param name="price">Limit, 1e-8 of the quote unit; 0 for a market order.</param>
    /// <param name="now">Unix ns.</param>
    public OrderReceipt Submit(ulong clientOrderId, int market, long quantity, long price, long now)
    {
        if (_orders.TryGetValue(clientOrderId, out SimOrder? first))
        {
            return new OrderReceipt(first, IsDuplicate: true, string.Empty);
        }

        string refusal = quantity is 0 or < -MaxQuantity or > MaxQuantity
                ? $"a quantity is not zero and at most {SimAmount.Text(MaxQuantity)} either way"
            : !IsWorthLess(quantity, Math.Max(price, _ladders[market].Mid)) ? $"an order is worth at most {SimAmount.Text(MaxWorth)}"
            : price is < 0 or > FixedPoint.MaxPrice ? $"a price is above zero and at most {SimAmount.Text(FixedPoint.MaxPrice)}"
            : _orders.Count >= _settings.MaxOrders ? $"the venue has taken {_settings.MaxOrders} orders and takes no more"
            : _open.Count >= _settings.MaxOpenOrders ? $"{_settings.MaxOpenOrders} orders are open and no more may be"
            : string.Empty;
        if (refusal.Length > 0)
        {
            return new OrderReceipt(null, IsDuplicate: false, refusal);
        }

        SimOrder order = new()
        {
            OrderId = ++_orderIds,
            ClientOrderId = clientOrderId,
            Market = market,
            Quantity = quantity,
            Price = price,
            Remaining = quantity,
        };
        _orders.Add(clientOrderId, order);
        _open.Add(order.OrderId, order);
        Match(order, now);
        if (order.State == OrderState.Open && price == 0)
        {
            order.State = OrderState.Canceled;
        }

        if (order.State != OrderState.Open)
        {
            _open.Remove(order.OrderId);
        }

        return new OrderReceipt(order, IsDuplicate: false, string.Empty);
    }

    /// <summary>Withdraws what is left of an order.</summary>
    /// <returns>Whether there was anything left.</returns>
    public bool Cancel(SimOrder order)
    {
        if (!_open.Remove(order.OrderId))
        {
            return false;
        }

        order.State = OrderState.Canceled;
        return true;
    }

    /// <summary>Withdraws every open order of a market, or of all.</summary>
    /// <param name="market">Index of the market, or -1 for all.</param>
    /// <returns>How many.</returns>
    public int CancelAll(int market)
    {
        _closing.Clear();
        foreach (SimOrder order in _open.Values)
        {
            if (market < 0 || order.Market == market)
            {
                _closing.Add(order);
            }
        }

        foreach (SimOrder order in _closing)
        {
            Cancel(order);
        }

        return _closing.Count;
    }

    /// <summary>Walks every price by one step, fills every ladder, and matches what rests, oldest first.</summary>
    public void Tick(long now)
    {
        Ticks++;
        foreach (PriceLadder ladder in _ladders)
        {
            ladder.Tick();
        }

        MatchResting(now);
    }

    /// <summary>Moves a market to another price at once and matches what rests.</summary>
    /// <param name="market">Index of the market.</param>
    /// <param name="price">1e-8, within the bounds of <see cref="MarketSpec"/>.</param>
    /// <param name="now">Unix ns.</param>
    public void MovePrice(int market, long price, long now)
    {
        _ladders[market].MoveTo(price);
        MatchResting(now);
    }

    private void MatchResting(long now)
    {
        _closing.Clear();
        foreach (SimOrder order in _open.Values)
        {
            Match(order, now);
            if (order.State != OrderState.Open)
            {
                _closing.Add(order);
            }
        }

        foreach (SimOrder order in _closing)
        {
            _open.Remove(order.OrderId);
        }
    }

    private void Match(SimOrder order, long now)
    {
        PriceLadder ladder = _ladders[order.Market];
        bool isBuy = order.Quantity > 0;
        for (int level = 0; level < PriceLadder.Levels && order.Remaining != 0; level++)
        {
            long price = ladder.PriceAt(isAsk: isBuy, level);
            if (order.Price != 0 && (isBuy ? price > order.Price : price < order.Price))
            {
                return;
            }

            long quantity = Math.Min(ladder.QuantityAt(isAsk: isBuy, level), Math.Abs(order.Remaining));
            if (quantity == 0)
            {
                continue;
            }

            if (!Trade(order, isBuy ? quantity : -quantity, price, now))
            {
                order.State = OrderState.Canceled;
                return;
            }

            ladder.Take(isAsk: isBuy, level, quantity);
        }

        order.State = order.Remaining == 0 ? OrderState.Filled : order.State;
    }

    /// <summary>One trade, whole or not at all.</summary>
    /// <returns>False when an account or a position could not hold the result.</returns>
    private bool Trade(SimOrder order, long quantity, long price, long now)
    {
        int market = order.Market;
        bool isPerpetual = Markets[market].IsPerpetual;
        int quote = _quoteAccounts[market];
        Int128 value = (Int128)quantity * price / FixedPoint.Scale;
        Int128 fee = Int128.Abs(value) * _settings.FeePpm / FixedPoint.Ppm;
        Int128 cash = -value;
        PerpPosition position = _positions[market];
        if (isPerpetual)
        {
            if (Math.Abs(position.Quantity + quantity) > PerpPosition.MaxQuantity)
            {
                return false;
            }

            position = position.After(quantity, price, out Int128 profit);
            cash = profit;
            if (!IsWorthLess(position.Quantity, Math.Max(price, position.EntryPrice)))
            {
                return false;
            }
        }

        if (!Fits(quote, cash - fee) || (!isPerpetual && !Fits(_baseAccounts[market], quantity)))
        {
            return false;
        }

        if (isPerpetual)
        {
            _positions[market] = position;
            _wasHeld[market] = true;
        }
        else
        {
            Credit(_baseAccounts[market], quantity);
        }

        Credit(quote, (long)(cash - fee));
        order.Remaining -= quantity;
        Record(new VenueEvent
        {
            Kind = VenueEventKind.Fill,
            Id = ++LastFill,
            Subject = market,
            ClientOrderId = order.ClientOrderId,
            Quantity = quantity,
            Price = price,
            Cash = (long)cash,
            Fee = (long)fee,
            Time = now,
        });
        return true;
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// The orders of the engine at one venue: placed, followed through the venue's fills, withdrawn. One thing happens at a time here, so that a
/// command that withdraws orders and a new order never pass each other. Every order is told to the daemon before the venue sees it.
/// </summary>
internal sealed partial class OrderDesk : IDisposable
{
    private const int PageItems = 500;
    private const int ClosedKept = 4_096;

    private readonly VenueClient _client;
    private readonly OrderTeller _teller;
    private readonly GateView _gate;
    private readonly TradeRules _rules;
    private readonly Ownership _ownership;
    private readonly Lock _books = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentDictionary<long, LiveOrder> _orders = new();
    private readonly Queue<long> _closed = new();

    /// <summary>Creates the desk of a venue.</summary>
    public OrderDesk(VenueClient client, EngineLink link, GateView gate, TradeRules rules, Ownership ownership)
    {
        _client = client;
        _teller = new OrderTeller(link, Positions);
        _gate = gate;
        _rules = rules;
        _ownership = ownership;
    }

    /// <summary>Positions by key.</summary>
    public PositionBook Positions { get; } = new();

    /// <summary>Tells a position as the engine knows it.</summary>
    public void TellPosition(EngineMarket market) => _teller.Position(market);

    /// <summary>What was bought and sold in spot markets since the start, by market.</summary>
    public ConcurrentDictionary<string, long> Inventory { get; } = new(StringComparer.Ordinal);

    /// <summary>Sequence of the last fill seen.</summary>
    public long Cursor { get; set; }

    /// <summary>Counts for the log: placed, filled, canceled.</summary>
    public EngineCounts Counts { get; } = new();

    /// <summary>Orders that may still be open in a market.</summary>
    public int OpenIn(EngineMarket market) => _orders.Values.Count(o => !o.IsClosed && o.Market.Name == market.Name);

    /// <summary>Signed quantity held in a market, 1e-8.</summary>
    public long HeldIn(EngineMarket market) =>
        market.IsPerpetual ? Positions.Of(market.PositionKey).Quantity : Inventory.GetValueOrDefault(market.Name);

    /// <summary>
    /// Places an order of the engine's own, if the gate and the commands so far allow it. They are asked here, after whatever was before it
    /// at this desk.
    /// </summary>
    /// <returns>False when it may not be.</returns>
    public async Task<bool> TryPlaceAsync(LiveOrder order, bool isThroughGate, CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            bool mayBe = isThroughGate ? _ownership.HasStamp
                : _ownership.MayAct && !_rules.Forbids(order.Market) && _gate.Check(order.Market, GateAction.Open) == GateVerdict.Allow;
            if (!mayBe)
            {
                return false;
            }

            await PlaceAsync(order, stop).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Places an order that nobody is told of.</summary>
    public async Task PlaceUntoldAsync(long id, EngineMarket market, long quantity, CancellationToken stop) =>
        _ = await _client.PlaceAsync(id, market.Name, quantity, price: 0, stop).ConfigureAwait(false);

    /// <summary>Withdraws everything in a market and takes the fills that were faster.</summary>
    /// <returns>Whether the venue confirmed it.</returns>
    public async Task<bool> CancelAllAsync(EngineMarket market, CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!_ownership.MayAct)
            {
                return false;
            }

            VenueReply reply = await _client.CancelAllAsync(market.Name, stop).ConfigureAwait(false);
            if (!reply.IsOk || !await TakeFillsAsync(stop).ConfigureAwait(false))
            {
                return false;
            }

            foreach (LiveOrder order in _orders.Values.Where(o => !o.IsClosed && o.Market.Name == market.Name).ToArray())
            {
                Close(order, OrderStep.Canceled);
            }

            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits until whatever is under way at this desk is done.</summary>
    public async Task SettleAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        _one.Release();
    }

    /// <summary>
    /// Executes a slice of a reduction: a market order against the position, never through zero. Its id is the command's, so a repetition
    /// changes nothing at the venue.
    /// </summary>
    /// <param name="command">Id of the command.</param>
    /// <param name="market">Market of the position.</param>
    /// <param name="size">Size of the slice, 1e-8; its sign does not matter.</param>
    /// <param name="stop">Ends the call.</param>
    /// <returns>Whether the venue executed it, now or before.</returns>
    public async Task<bool> ReduceAsync(long command, EngineMarket market, long size, CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!_ownership.MayAct)
            {
                return false;
            }

            // What the venue holds now, for an engine that was restarted does not know what it did before.
            VenueReply held = await _client.PositionsAsync(stop).ConfigureAwait(false);
            if (!held.IsOk || !VenueLists.TryPosition(held.Body, market.PositionKey, out long quantity))
            {
                return false;
            }

            long slice = Math.Min(size == long.MinValue ? long.MaxValue : Math.Abs(size), Math.Abs(quantity));
            if (slice == 0)
            {
                return await TakeFillsAsync(stop).ConfigureAwait(false);
            }

            LiveOrder order = new() { Id = OrderIds.OfCommand(command, 0), Market = market, Quantity = -Math.Sign(quantity) * slice, Price = 0 };
            bool isKnown = await PlaceAsync(order, stop).ConfigureAwait(false);
            return isKnown && await TakeFillsAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Withdraws orders that are old, and asks again about those of which nothing is known.</summary>
    public async Task TidyAsync(long olderThan, CancellationToken stop)
    {
        foreach (LiveOrder order in _orders.Values.Where(o => !o.IsClosed && (o.IsDoubtful || o.PlacedAt < olderThan)).ToArray())
        {
            if (!order.IsDoubtful && _gate.Check(order.Market, GateAction.Cancel) != GateVerdict.Allow)
            {
                continue;
            }

            await _one.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                if (!_ownership.MayAct)
                {
                    return;
                }

                await WithdrawAsync(order, stop).ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        }
    }

    /// <summary>Takes the fills since the last one.</summary>
    /// <param name="adopts">Whether an order that is open at the venue under an id of ours and is not known here is told as well: a life that did not
    /// live to tell of it sent it.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Whether the venue told all of them.</returns>
    public async Task<bool> FollowFillsAsync(bool adopts, CancellationToken stop)
    {
        await _one.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return (!adopts || await AdoptAsync(stop).ConfigureAwait(false)) && await TakeFillsAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Begins at a venue: withdraws what an earlier life of the engine left open, and without a state of its own takes what the venue shows
    /// for where it begins.
    /// </summary>
    /// <returns>Whether the venue answered.</returns>
    public async Task<bool> BeginAsync(EngineMarket[] markets, bool hasState, CancellationToken stop)
    {
        VenueReply open = await _client.OrdersAsync(PageItems, stop).ConfigureAwait(false);
        if (!open.IsOk)
        {
            return false;
        }

        foreach (JsonElement item in VenueLists.Items(open.Body))
        {
            if (VenueLists.TryOrderId(item, out long id) && OrderIds.IsOurs(id) && VenueLists.Named(markets, item) is { } market)
            {
                long quantity = VenueReply.Amount(item, "quantity");
                LiveOrder left = new() { Id = id, Market = market, Quantity = quantity, Price = VenueReply.Amount(item, "price") };
                _orders[id] = left;
                await WithdrawAsync(left, stop).ConfigureAwait(false);
            }
        }

        if (hasState)
        {
            return true;
        }

        VenueReply positions = await _client.PositionsAsync(stop).ConfigureAwait(false);
        if (!positions.IsOk)
        {
            return false;
        }

        Cursor = VenueReply.Number(positions.Body, "as_of");
        foreach (JsonElement item in VenueLists.Items(positions.Body))
        {
            Positions.Set(VenueReply.Text(item, "position"), VenueReply.Amount(item, "quantity"), VenueReply.Amount(item, "entry_price"));
        }

        return true;
    }

    /// <summary>The markets of the venue; set when the daemon's names are known.</summary>
    public EngineMarket[] Markets { get; set; } = [];

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<bool> PlaceAsync(LiveOrder order, CancellationToken stop)
    {
        _orders[order.Id] = order;
        _teller.Step(order, OrderStep.New);
        VenueReply reply = await _client.PlaceAsync(order.Id, order.Market.Name, order.Quantity, order.Price, stop).ConfigureAwait(false);
        Counts.Placed++;
        if (reply.IsUnknown)
        {
            order.IsDoubtful = true;
            return false;
        }

        if (!reply.IsOk && !reply.IsRepetition)
        {
            Close(order, OrderStep.Rejected);
            return false;
        }

        _teller.Step(order, OrderStep.Acknowledged);
        if (reply.Text("state") == "canceled")
        {
            // What was filled of it comes with the fills.
            Close(order, OrderStep.Canceled);
        }

        return true;
    }

    private async Task WithdrawAsync(LiveOrder order, CancellationToken stop)
    {
        const int Unknown = 404;
        VenueReply reply = await _client.CancelAsync(order.Id, stop).ConfigureAwait(false);
        if (reply.IsUnknown || !await TakeFillsAsync(stop).ConfigureAwait(false) || order.IsClosed)
        {
            return;
        }

        Close(order, reply.Status == Unknown ? OrderStep.Rejected : OrderStep.Canceled);
    }

    private async Task<bool> TakeFillsAsync(CancellationToken stop)
    {
        while (true)
        {
            VenueReply reply = await _client.FillsAsync(Cursor, PageItems, stop).ConfigureAwait(false);
            if (!reply.IsOk)
            {
                return false;
            }

            foreach (JsonElement item in VenueLists.Items(reply.Body))
            {
                TakeFill(item);
            }

            if (!reply.Body.TryGetProperty("next", out JsonElement next) || next.ValueKind != JsonValueKind.Number)
            {
                return true;
            }
        }
    }

    private void TakeFill(JsonElement item)
    {
        long seq = VenueReply.Number(item, "seq");
        if (seq <= Cursor)
        {
            return;
        }

        lock (_books)
        {
            TakeFill(item, seq);
        }
    }

    // A state that is written meanwhile has the cursor and what came of the fill, or neither.
    private void TakeFill(JsonElement item, long seq)
    {
        Cursor = seq;
        if (VenueLists.Named(Markets, item) is not { } market || !VenueLists.TryOrderId(item, out long id) || !OrderIds.IsOurs(id))
        {
            return;
        }

        long quantity = VenueReply.Amount(item, "quantity");
        long price = VenueReply.Amount(item, "price");
        Counts.Filled++;
        _teller.Fill(market, id, VenueReply.Number(item, "fill_id"), quantity, price);
        if (market.IsPerpetual)
        {
            Positions.Fill(market.PositionKey, quantity, price);
            _teller.Position(market);
        }
        else
        {
            Inventory[market.Name] = Inventory.GetValueOrDefault(market.Name) + quantity;
        }

        if (_orders.TryGetValue(id, out LiveOrder? order))
        {
            order.Filled += quantity;
            order.Paid += (Int128)Math.Abs(quantity) * price;
            if (order.Filled == order.Quantity)
            {
                Close(order, OrderStep.Filled);
                _teller.Slippage(order);
            }
        }
    }

    private void Close(LiveOrder order, OrderStep step)
    {
        if (order.IsClosed)
        {
            return;
        }

        order.IsClosed = true;
        order.IsDoubtful = false;
        Counts.Canceled += step == OrderStep.Canceled ? 1 : 0;
        _teller.Step(order, step);
        _closed.Enqueue(order.Id);
        if (_closed.Count > ClosedKept)
        {
            _orders.TryRemove(_closed.Dequeue(), out _);
        }
    }
}

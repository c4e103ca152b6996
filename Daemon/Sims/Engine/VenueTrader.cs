using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>
/// One venue's loop: asks its health, follows fills, tells prices, depth, margins and costs, and places a small order now and then, half of
/// them resting, half taking. Which ones is decided by the seed; whether they may be, by the gate.
/// </summary>
internal sealed class VenueTrader : IDisposable
{
    private const int RoundMs = 250;
    private const int BooksEvery = 2;
    private const int CostsEvery = 4;
    private const int RestingMs = 6_000;
    private const int MostOpen = 4;
    private const int MostBehindPpm = 1_000;
    private const long LeastNotional = 50;
    private const long MostNotional = 1_000;
    private const long MostHeldNotional = 20_000;
    private const long Lot = FixedPoint.Scale / 100_000;

    // The book moves between the look and the order; a prediction that leaves room for it is kept.
    private const long WalkPpm = 300;
    private const long FeePpm = 500;

    private readonly SimVenueAddress _venue;
    private readonly EngineLink _link;
    private readonly GateView _gate;
    private readonly TradeRules _rules;
    private readonly MisbehaviourList _misbehaviour;
    private readonly OrderIds _ids;
    private readonly Ownership _ownership;
    private readonly Random _random;
    private readonly double _ordersPerRound;
    private readonly ConcurrentDictionary<string, Quote> _quotes = new(StringComparer.Ordinal);
    private int _venueIndex = -1;
    private int _life;
    private volatile bool _hasBegun;
    private double _due;
    private long _round;

    /// <summary>Creates the trader of a venue.</summary>
    public VenueTrader(
        SimVenueAddress venue, SimEngineOptions options, EngineLink link, GateView gate, TradeRules rules, MisbehaviourList wrong, OrderIds ids,
        Ownership ownership)
    {
        _venue = venue;
        _link = link;
        _gate = gate;
        _rules = rules;
        _misbehaviour = wrong;
        _ids = ids;
        _random = new Random(HashCode(venue.Name, options.Seed));
        _ordersPerRound = options.OrdersPerSecond * RoundMs / 1000.0 / options.Venues.Count;
        _ownership = ownership;
        Client = new VenueClient(venue, options.CallTimeout, Report, ownership, options.Account);
        Desk = new OrderDesk(Client, link, gate, rules, ownership);
    }

    /// <summary>The venue's name.</summary>
    public string Name => _venue.Name;

    /// <summary>Calls to the venue.</summary>
    public VenueClient Client { get; }

    /// <summary>Orders at the venue.</summary>
    public OrderDesk Desk { get; }

    /// <summary>Whether a state of an earlier life was read; then the venue's positions are not taken for the engine's own.</summary>
    public bool IsRestored { get; set; }

    /// <summary>Whether the trader knows where it began.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>The last quote of a market, if one was seen.</summary>
    public Quote? QuoteOf(string market) => _quotes.TryGetValue(market, out Quote quote) ? quote : null;

    /// <summary>Begins anew with the next round: what an earlier owner left open is withdrawn first.</summary>
    public void BeginAgain() => _hasBegun = false;

    /// <summary>Tells prices, and what was filled since the state that was handed over; does nothing at the venue.</summary>
    public async Task ListenAsync(EngineNames names, CancellationToken stop)
    {
        Desk.Markets = [.. names.Markets.Where(m => m.Venue == Name)];
        if (IsRestored)
        {
            await Desk.FollowFillsAsync(adopts: true, stop).ConfigureAwait(false);
        }

        await BooksAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Works until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = Environment.TickCount64;
            if (_link.Names is { } names)
            {
                await RoundAsync(names, stop).ConfigureAwait(false);
            }

            int left = (int)Math.Max(1, RoundMs - (Environment.TickCount64 - began));
            await Task.Delay(left, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Places one order that the daemon is never told of.</summary>
    /// <param name="market">Name of the market; empty: any.</param>
    /// <param name="stop">Ends it.</param>
    public async Task PlaceUntoldAsync(string market, CancellationToken stop)
    {
        EngineMarket? chosen = Desk.Markets.FirstOrDefault(m => market.Length == 0 || m.Name == market);
        if (chosen is not null && QuoteOf(chosen.Name) is { IsGood: true } quote)
        {
            long id = _random.Next(1, int.MaxValue);
            await Desk.PlaceUntoldAsync(id, chosen, Size(quote.Mid, LeastNotional), stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Desk.Dispose();
        Client.Dispose();
    }

    private static int HashCode(string venue, int seed) => unchecked(venue.Aggregate(seed, static (hash, c) => (hash * 31) + c));

    private static long Size(long mid, long notional)
    {
        long quantity = FixedPoint.MulDiv(notional * FixedPoint.Scale, FixedPoint.Scale, mid);
        return Math.Max(Lot, quantity - (quantity % Lot));
    }

    private void Report(Observation call)
    {
        if (_venueIndex >= 0)
        {
            call.Index = (uint)_venueIndex;
            _link.Measure(call);
        }
    }

    private async Task RoundAsync(EngineNames names, CancellationToken stop)
    {
        Desk.Markets = [.. names.Markets.Where(m => m.Venue == Name)];
        _venueIndex = names.IndexOf(IndexTable.Venues, Name);
        _round++;
        _rules.Look();
        _ = await Client.HealthAsync(stop).ConfigureAwait(false);
        if (!_ownership.MayAct)
        {
            // Prices are looked at all the same: a node that takes the slot over must know them. What was filled is told before the activation too.
            if (_link.IsConnected && IsRestored)
            {
                await Desk.FollowFillsAsync(adopts: true, stop).ConfigureAwait(false);
            }

            await BooksInTurnAsync(stop).ConfigureAwait(false);
            return;
        }

        if (!_hasBegun)
        {
            _hasBegun = await Desk.BeginAsync(Desk.Markets, IsRestored, stop).ConfigureAwait(false);
            if (!_hasBegun)
            {
                return;
            }
        }

        if (_life != _link.Lives)
        {
            _life = _link.Lives;
            foreach (EngineMarket market in Desk.Markets)
            {
                Desk.TellPosition(market);
            }
        }

        await Desk.FollowFillsAsync(adopts: false, stop).ConfigureAwait(false);
        await BooksInTurnAsync(stop).ConfigureAwait(false);
        await Desk.TidyAsync(Environment.TickCount64 - RestingMs, stop).ConfigureAwait(false);
        await TradeAsync(stop).ConfigureAwait(false);
    }

    private async Task BooksInTurnAsync(CancellationToken stop)
    {
        if (_round % BooksEvery == 0)
        {
            await BooksAsync(stop).ConfigureAwait(false);
        }

        if (_round % CostsEvery == 0)
        {
            Costs();
        }
    }

    private async Task BooksAsync(CancellationToken stop)
    {
        foreach (EngineMarket market in Desk.Markets)
        {
            if (await LookAsync(market, stop).ConfigureAwait(false) is not { IsGood: true } quote)
            {
                continue;
            }

            _link.Measure(new Observation { Kind = ObservationKind.Price, Index = (uint)market.Instrument, V0 = quote.Mid });
            if (quote.BandPpm > 0)
            {
                _link.Measure(new Observation
                {
                    Kind = ObservationKind.Depth,
                    Index = (uint)market.Instrument,
                    V0 = quote.BidDepth,
                    V1 = quote.AskDepth,
                    V2 = quote.BandPpm,
                });
            }
        }
    }

    private async Task<Quote> LookAsync(EngineMarket market, CancellationToken stop)
    {
        VenueReply reply = await Client.BookAsync(market.Name, stop).ConfigureAwait(false);
        Quote quote = reply.IsOk ? Quote.Of(reply) : default;
        if (quote.IsGood)
        {
            _quotes[market.Name] = quote;
        }

        return quote;
    }

    private void Costs()
    {
        foreach (EngineMarket market in Desk.Markets)
        {
            if (QuoteOf(market.Name) is not { } quote)
            {
                continue;
            }

            if (market.IsPerpetual && market.Position >= 0)
            {
                long held = Desk.Positions.Of(market.PositionKey).Quantity;
                long ratio = Desk.Positions.MarginRatioPpm(market.PositionKey, quote.Mid);
                _link.Measure(new Observation { Kind = ObservationKind.MarginRatio, Index = (uint)market.Position, V0 = ratio, V1 = held });
            }
            else if (market.Route >= 0)
            {
                long cost = FeePpm + quote.HalfSpreadPpm;
                _link.Measure(new Observation { Kind = ObservationKind.CostAlpha, Index = (uint)market.Route, V0 = cost, V1 = 2 * cost });
            }
        }
    }

    private async Task TradeAsync(CancellationToken stop)
    {
        bool isThrough = _misbehaviour.Has(MisbehaviourKind.TradeThroughGate);
        _due = Math.Min(_due + _ordersPerRound, 1 + _ordersPerRound);
        bool mayTrade = _link.IsConnected && !_link.IsFull && Client.IsUp;
        EngineMarket[] markets = [.. Desk.Markets.Where(m => m.Route >= 0)];
        while (_due >= 1 && markets.Length > 0)
        {
            _due--;

            // Chance is drawn for orders that may not be as well: what follows then does not depend on when the gate was closed.
            EngineMarket market = markets[_random.Next(markets.Length)];
            bool isMaker = _random.Next(2) == 0;
            long side = _random.Next(2) == 0 ? -1 : 1;
            long notional = _random.NextInt64(LeastNotional, MostNotional);
            bool isAsked = isThrough || _gate.Check(market, GateAction.Open) == GateVerdict.Allow;
            if (mayTrade && isAsked && await LookAsync(market, stop).ConfigureAwait(false) is { IsGood: true } quote)
            {
                await OrderAsync(market, quote, side * Size(quote.Mid, notional), isMaker, isThrough, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task OrderAsync(EngineMarket market, Quote quote, long wanted, bool isMaker, bool isThrough, CancellationToken stop)
    {
        long held = Desk.HeldIn(market);
        long heldNotional = FixedPoint.MulDiv(held, quote.Mid, FixedPoint.Scale);
        bool isTooMuch = Math.Abs(heldNotional) > MostHeldNotional * FixedPoint.Scale && Math.Sign(wanted) == Math.Sign(held);
        long quantity = isThrough ? wanted : _rules.Bounded(market, held, isTooMuch ? -wanted : wanted);
        if (quantity == 0 || (isMaker && Desk.OpenIn(market) >= MostOpen))
        {
            return;
        }

        // A resting order stands a little behind the best price, so that some are filled and some are withdrawn.
        long best = quantity > 0 ? quote.Bid : quote.Ask;
        long behind = _random.Next(MostBehindPpm);
        LiveOrder order = new()
        {
            Id = _ids.Next(),
            Market = market,
            Quantity = quantity,
            Price = isMaker ? best - (Math.Sign(quantity) * FixedPoint.MulDiv(best, behind, FixedPoint.Ppm)) : 0,
            Mid = isMaker ? 0 : quote.Mid,
            PredictedPpm = quote.HalfSpreadPpm + WalkPpm,
            PlacedAt = Environment.TickCount64,
        };
        await Desk.TryPlaceAsync(order, isThrough, stop).ConfigureAwait(false);
    }
}

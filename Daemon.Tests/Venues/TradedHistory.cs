using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Basisd.Venues;

namespace Basisd.Tests.Venues;

/// <summary>
/// What an engine and one venue did to each other, from one seed: orders, fills of spot and perpetuals, transfers, funding, positions; with so many
/// differences put in, each of a kind and a key of its own. The engine's word comes when it comes, within the tolerance, before or after the venue's
/// list. Knows nothing of how differences are found.
/// </summary>
internal sealed class TradedHistory
{
    private const int Steps = 40;
    private const int Kinds = 16;
    private const int Spread = 1_900;

    private readonly Random _random;
    private readonly Topology _topology;
    private readonly LedgerAccounts _accounts;
    private readonly int[] _routes;
    private readonly int[] _positions;
    private readonly long[] _held;
    private readonly List<long> _orders = [];
    private long _at = NodeRig.Start + (4 * FixedPoint.Second);
    private long _id = 100;
    private long _told;

    private TradedHistory(int seed, Topology topology)
    {
        _random = new Random(seed);
        _topology = topology;
        _accounts = new LedgerAccounts(topology);
        _routes = [.. topology.Routes.Where(r => r.Venue == 0 && r.SecondVenue < 0).Select(r => r.Index)];
        _positions = [.. topology.Positions.Where(p => p.Venue == 0).Select(p => p.Index)];
        _held = new long[topology.Positions.Length];
    }

    public List<(long At, Action<GatewayFeed> Do)> Venue { get; private set; } = [];

    public List<(long At, Observation Fact)> Engine { get; private set; } = [];

    public List<Injected> Injected { get; } = [];

    public long End => _at;

    /// <summary>A history with so many differences.</summary>
    public static TradedHistory Make(int seed, Topology topology, int injected)
    {
        TradedHistory history = new(seed, topology);
        history.Order();
        HashSet<int> at = [];
        while (at.Count < injected)
        {
            at.Add(history._random.Next(Steps));
        }

        for (int step = 0; step < Steps; step++)
        {
            history._at += history._random.Next(700) * FixedPoint.Millisecond;
            if (at.Contains(step))
            {
                history.Inject();
            }
            else
            {
                history.Step();
            }
        }

        // Stable: what happens at one time happens in its order.
        history.Venue = [.. history.Venue.OrderBy(v => v.At)];
        history.Engine = [.. history.Engine.OrderBy(e => e.At)];
        return history;
    }

    private T OneOf<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private long Quantity() => (_random.Next(2) == 0 ? -1 : 1) * (1 + _random.NextInt64(3 * FixedPoint.Scale));

    private long Price() => 1 + _random.NextInt64(70_000 * FixedPoint.Scale);

    private void Step()
    {
        switch (_random.Next(6))
        {
            case 0: Order(); break;
            case 1 or 2: Fill(FillOf(OneOf(_orders))); break;
            case 3: Perpetual(); break;
            case 4:
                int account = Account();
                long id = ++_id;
                long amount = Quantity();
                Venue.Add((_at, v => v.Transfer(account, id, amount)));
                break;
            default: Funding(0, Id: ++_id, twice: false); break;
        }
    }

    private int Account() => _random.Next(2) == 0 ? OneOf(_routes) : _accounts.OfCash(0, _random.Next(_topology.Units.Length));

    private void Order()
    {
        long order = ++_id;
        _orders.Add(order);
        Say(ObservationKind.OrderEvent, OneOf(_routes), 0, order, 0, FixedPoint.Scale, FixedPoint.Scale);
    }

    private VenueRecord FillOf(long order) => new()
    {
        Kind = VenueRecordKind.Fill,
        Item = OneOf(_routes),
        OrderId = order,
        Id = ++_id,
        Quantity = Quantity(),
        Price = Price(),
        Fee = _random.Next(3) == 0 ? _random.Next(1_000) : 0,
        FeeAccount = _random.Next(8) == 0 ? VenueRecord.UnknownItem : Account(),
    };

    // The venue's side of a fill; `bend` changes what it says and not what it does.
    private void List(VenueRecord fill, bool moves = true, int cash = 0)
    {
        fill.CashAccount = _accounts.OfCash(0, 0);
        fill.Cash = fill.IsDerivative ? fill.Cash : LedgerAmounts.SpotCash(fill.Quantity, fill.Price) + cash;
        Venue.Add((_at, v =>
        {
            if (moves)
            {
                v.Move(fill.Item, fill.IsDerivative ? 0 : fill.Quantity);
                v.Move(fill.CashAccount, fill.Cash);
                v.Move(fill.FeeAccount, -fill.Fee);
            }

            v.Add(fill);
        }));
    }

    private void Report(in VenueRecord fill, int late) =>
        Say(ObservationKind.Fill, fill.Item, late, fill.OrderId, fill.Id, fill.Quantity, fill.Price);

    private void Fill(VenueRecord fill)
    {
        List(fill);
        Report(fill, _random.Next(Spread));
        if (_random.Next(6) == 0)
        {
            // Told again after a reconnection.
            Report(fill, _random.Next(Spread, 2 * Spread));
        }
    }

    private void Perpetual()
    {
        int position = OneOf(_positions);
        VenueRecord fill = FillOf(OneOf(_orders));
        fill.IsDerivative = true;
        fill.Cash = _random.Next(-5_000, 5_000);
        fill.Quantity = Math.Clamp(fill.Quantity, -FixedPoint.Scale, FixedPoint.Scale);
        _held[position] += fill.Quantity;
        long held = _held[position];
        long moved = fill.Quantity;
        List(fill);
        Venue.Add((_at, v => v.Positions[position] = v.Positions.GetValueOrDefault(position) + moved));

        // An engine tells of a fill and of the position that it leaves in one breath, and of its positions in their order.
        _told = Math.Max(_told, _at + (_random.Next(Spread) * FixedPoint.Millisecond));
        int late = (int)((_told - _at) / FixedPoint.Millisecond);
        Report(fill, late);
        Say(ObservationKind.Position, position, late, held, FixedPoint.Scale);
    }

    private void Funding(int wrong, long Id, bool twice)
    {
        VenueRecord funding = new()
        {
            Kind = VenueRecordKind.Funding,
            Item = OneOf(_positions),
            Id = Id,
            Quantity = Quantity(),
            Price = Price(),
            RatePpm = _random.Next(-5_000, 5_000),
            CashAccount = _accounts.OfCash(0, 1),
        };
        funding.Cash = LedgerAmounts.Funding(funding.Quantity, funding.Price, funding.RatePpm) + wrong;
        Venue.Add((_at, v =>
        {
            v.Move(funding.CashAccount, funding.Cash);
            v.Add(funding);
        }));
        if (twice)
        {
            Venue.Add((_at + FixedPoint.Second, v => v.Add(funding)));
        }

        if (wrong != 0 || twice)
        {
            Injected.Add(new(wrong != 0 ? DifferenceKind.FundingAmount : DifferenceKind.DuplicateFunding, funding.Item, 0, Id));
        }
    }

    private void Inject()
    {
        VenueRecord fill = FillOf(OneOf(_orders));
        switch (_random.Next(Kinds))
        {
            case 0: BendBalance(); break;
            case 1:
                Report(fill, 0);
                Injected.Add(new(DifferenceKind.MissingAtVenue, fill.Item, fill.OrderId, fill.Id));
                break;
            case 2:
                List(fill);
                Injected.Add(new(DifferenceKind.MissingAtEngine, fill.Item, fill.OrderId, fill.Id));
                break;
            case 3 or 4 or 5: BendFill(fill); break;
            case 6:
                Fill(fill);
                VenueRecord again = fill;
                _at += FixedPoint.Millisecond;
                List(again, moves: false);
                Injected.Add(new(DifferenceKind.DuplicateFill, fill.Item, fill.OrderId, fill.Id));
                break;
            case 7: Funding(0, ++_id, twice: true); break;
            case 8:
                int account = Account();
                long id = ++_id;
                Venue.Add((_at, v => v.Transfer(account, id, 5)));
                Venue.Add((_at + FixedPoint.Second, v => v.Add(new VenueRecord
                {
                    Kind = VenueRecordKind.Transfer, Item = account, Id = id, Quantity = 5,
                })));
                Injected.Add(new(DifferenceKind.DuplicateTransfer, account, 0, id));
                break;
            case 9:
                List(fill, cash: 1);
                Report(fill, 100);
                Injected.Add(new(DifferenceKind.Cash, fill.Item, fill.OrderId, fill.Id));
                break;
            case 10: Funding(-1, ++_id, twice: false); break;
            case 11:
                long order = ++_id;
                int route = OneOf(_routes);
                Venue.Add((_at, v => v.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = route, OrderId = order, Quantity = 1 })));
                Injected.Add(new(DifferenceKind.UnknownOrder, route, order, 0));
                break;
            case 12:
                fill.OrderId = ++_id;
                List(fill);
                Injected.Add(new(DifferenceKind.UnknownOrder, fill.Item, fill.OrderId, 0));
                break;
            default: BendOnce(); break;
        }
    }

    private void BendBalance()
    {
        int account = OneOf(_routes);
        if (Injected.Any(i => i.Kind == DifferenceKind.Balance && i.Item == account))
        {
            BendOnce();
            return;
        }

        long by = Quantity();
        Venue.Add((_at, v => v.Move(account, by)));
        Injected.Add(new(DifferenceKind.Balance, account, 0, 0));
    }

    // What can be wrong only once: a position, one that nobody knows, money under a name that nobody knows, else one more fill is missing.
    private void BendOnce()
    {
        int position = OneOf(_positions);
        Injected[] free =
        [
            .. new Injected[]
            {
                new(DifferenceKind.Position, position, 0, 0), new(DifferenceKind.UnknownPosition, -1, 0, 0), new(DifferenceKind.Balance, -1, 0, 0),
            }.Where(i => !Injected.Contains(i)),
        ];
        if (free.Length == 0)
        {
            VenueRecord fill = FillOf(OneOf(_orders));
            Report(fill, 0);
            Injected.Add(new(DifferenceKind.MissingAtVenue, fill.Item, fill.OrderId, fill.Id));
            return;
        }

        Injected bent = OneOf(free);
        Injected.Add(bent);
        Venue.Add((_at, v =>
        {
            if (bent.Kind == DifferenceKind.Balance)
            {
                v.Move(-1, 77);
            }
            else
            {
                v.Positions[bent.Item] = v.Positions.GetValueOrDefault(bent.Item) + 7;
            }
        }));
    }

    private void BendFill(VenueRecord fill)
    {
        VenueRecord told = fill;
        switch (_random.Next(3))
        {
            case 0: told.Quantity += told.Quantity > 0 ? 1 : -1; break;
            case 1: told.Price += 1; break;
            default:
                Order();
                told.OrderId = _orders[^1];
                break;
        }

        List(fill);
        Report(told, _random.Next(Spread));
        Injected.Add(new(DifferenceKind.FillDiffers, fill.Item, told.OrderId, fill.Id));
    }

    private void Say(ObservationKind kind, int index, int lateMs, long v0, long v1 = 0, long v2 = 0, long v3 = 0)
    {
        long at = _at + (lateMs * FixedPoint.Millisecond);
        Engine.Add((at, new Observation { Kind = kind, Index = (uint)index, SourceTime = _at, V0 = v0, V1 = v1, V2 = v2, V3 = v3 }));
    }
}

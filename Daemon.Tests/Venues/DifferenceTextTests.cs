using Basisd.Host.Audit;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Venues;

/// <summary>Each kind of difference by itself: what brings it about, and the exact sentence that an operator reads.</summary>
public sealed class DifferenceTextTests
{
    private const long Unit = FixedPoint.Scale;
    private const long Price = 50_000 * FixedPoint.Scale;

    private readonly NodeRig _rig;
    private readonly GatewayFeed _venue;

    public DifferenceTextTests()
    {
        _rig = HistoryPlay.Started(NodeRig.SmallTopology(), new CoreSettings { GatewayVenues = [true] });
        _venue = new GatewayFeed(_rig, 0);
        _venue.Move(0, 10 * Unit);
        _venue.Move(_venue.Cash, 1_000_000 * Unit);
        _rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        _rig.Observe(ObservationKind.Position, 0, 0);
        _rig.Observe(ObservationKind.OrderEvent, 0, 7, 0, Unit, Price);
        Polls(2);
        Assert.Empty(Found());
    }

    [Fact]
    public void A_balance()
    {
        _venue.Move(_venue.Cash, -25);
        Finds("USDT@alpha: the venue holds 999999.99999975, baseline and events give 1000000.00000000, difference -0.00000025");
    }

    [Fact]
    public void An_account_that_is_not_listed_any_more_holds_nothing()
    {
        _venue.Balances.Remove(0);
        Finds("BTC@alpha: the venue holds 0.00000000, baseline and events give 10.00000000, difference -10.00000000");
    }

    [Fact]
    public void An_empty_list_is_an_empty_account()
    {
        _venue.Balances.Clear();
        Finds(
            "BTC@alpha: the venue holds 0.00000000, baseline and events give 10.00000000, difference -10.00000000",
            "USDT@alpha: the venue holds 0.00000000, baseline and events give 1000000.00000000, difference -1000000.00000000");
    }

    [Fact]
    public void Money_under_a_name_that_is_not_configured()
    {
        _venue.Move(-1, 5);
        Finds("a name that is not configured: the venue holds 0.00000005, baseline and events give 0.00000000, difference +0.00000005");
    }

    [Fact]
    public void A_fill_that_the_venue_does_not_list()
    {
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, -Unit / 2, Price);
        Finds("BTC@alpha: fill 9 of order 7, -0.50000000: the engine reported it, the venue does not list it");
        _venue.Fill(0, 7, 9, -Unit / 2, Price);
        Finds();
    }

    [Fact]
    public void A_fill_that_the_engine_did_not_report()
    {
        _venue.Fill(0, 7, 9, Unit, Price);
        Finds("BTC@alpha: fill 9 of order 7, +1.00000000: the venue lists it (seq 1), the engine did not report it");
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        Finds();
    }

    [Fact]
    public void A_fill_of_another_quantity()
    {
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        _venue.Fill(0, 7, 9, Unit - 1, Price);
        Finds("BTC@alpha: fill 9 of order 7: the venue says quantity +0.99999999, the engine +1.00000000, difference -0.00000001");
    }

    [Fact]
    public void A_fill_at_another_price()
    {
        _venue.Fill(0, 7, 9, Unit, Price + 1);
        Polls(1);
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        Finds("BTC@alpha: fill 9 of order 7: the venue says price 50000.00000001, the engine 50000.00000000, difference +0.00000001");
    }

    [Fact]
    public void A_fill_of_another_order()
    {
        _rig.Observe(ObservationKind.OrderEvent, 0, 8, 0, Unit, Price);
        _rig.Observe(ObservationKind.Fill, 0, 8, 9, Unit, Price);
        _venue.Fill(0, 7, 9, Unit, Price);
        Finds("BTC@alpha: fill 9: the venue says order 7, the engine order 8");
    }

    [Fact]
    public void A_fill_that_is_told_again_in_other_words()
    {
        _venue.Fill(0, 7, 9, Unit, Price);
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        Polls(1);
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        Assert.Empty(Found());
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit + 1, Price);
        Finds("BTC@alpha: fill 9 of order 7: told again with another order, quantity or price than before");
    }

    [Fact]
    public void A_fill_that_is_listed_twice()
    {
        VenueRecord fill = _venue.Fill(0, 7, 9, Unit, Price);
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        _venue.Add(fill);
        Finds("BTC@alpha: fill 9 of order 7, +1.00000000: the venue lists it twice, seq 1 and seq 2");
    }

    [Fact]
    public void Funding_and_transfers_that_are_listed_twice()
    {
        _venue.Transfer(0, 5, -Unit / 10);
        _venue.Add(new VenueRecord { Kind = VenueRecordKind.Transfer, Item = 0, Id = 5, Quantity = -Unit / 10 });
        VenueRecord funding = Funding(LedgerAmounts.Funding(Unit, Price, 100));
        _venue.Add(funding);
        _venue.Add(funding);
        Finds(
            "BTC@alpha: transfer 5, -0.10000000: the venue lists it twice, seq 1 and seq 2",
            "BTC-PERP@alpha: funding 3, -5.00000000: the venue lists it twice, seq 3 and seq 4");
    }

    [Fact]
    public void Cash_that_is_not_quantity_times_price()
    {
        _rig.Observe(ObservationKind.Fill, 0, 7, 9, Unit, Price);
        _venue.Add(new VenueRecord
        {
            Kind = VenueRecordKind.Fill, Item = 0, OrderId = 7, Id = 9, Quantity = Unit, Price = Price, Cash = -Price + 1, CashAccount = _venue.Cash,
            FeeAccount = _venue.Cash,
        });
        _venue.Move(0, Unit);
        _venue.Move(_venue.Cash, -Price + 1);
        Finds("BTC@alpha: cash of fill 9 of order 7 is -49999.99999999, quantity and price give -50000.00000000, difference +0.00000001");
    }

    [Fact]
    public void Funding_that_is_not_what_the_rate_gives()
    {
        _venue.Add(Funding(-499_999_999));
        Finds("BTC-PERP@alpha: funding 3 is -4.99999999, position, mark price and rate give -5.00000000, difference +0.00000001");
    }

    [Fact]
    public void A_position()
    {
        _venue.Positions[0] = -Unit;
        Finds("BTC-PERP@alpha: the venue holds -1.00000000, the engine reported 0.00000000, difference -1.00000000");
        _rig.Observe(ObservationKind.Position, 0, -Unit);
        Finds();
    }

    [Fact]
    public void A_position_that_nobody_named()
    {
        _venue.Positions[-1] = 3;
        Finds("a name that is not configured: the venue holds a position of +0.00000003 that nobody on our side ever named");
        Assert.Equal(Mode.Dmm, _rig.ModeOf("platform"));
    }

    [Fact]
    public void An_order_and_a_fill_that_the_engine_never_emitted()
    {
        _venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 66, Quantity = 1 });
        _venue.Fill(0, 67, 9, Unit, Price);
        _venue.Fill(0, 67, 10, Unit, Price);
        Finds(
            "BTC@alpha: order 67 is at the venue, and the engine never emitted it", "BTC@alpha: order 66 is at the venue, and the engine never emitted it");
    }

    [Fact]
    public void An_order_that_may_have_been_forgotten()
    {
        for (int order = 100; order < 101 + OrderMemory.Capacity; order++)
        {
            _rig.Observe(ObservationKind.OrderEvent, 0, order, 3);
        }

        _venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 7, Quantity = 1 });
        _venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 100, Quantity = 1 });
        Finds("BTC@alpha: order 100 is at the venue; it may be older than the 4096 orders that are remembered");
        Assert.Equal(Mode.Normal, _rig.ModeOf("platform"));
    }

    [Fact]
    public void More_fills_than_can_wait()
    {
        for (int fill = 0; fill <= FillBook.OpenCapacity; fill++)
        {
            _venue.Fill(0, 7, 100 + fill, 1, Price);
        }

        Polls(1);
        Assert.Equal(["alpha: more than 1024 fills wait for their counterpart; later ones were not matched"], Found());
        Polls(5);
        string[] found = Found();
        Assert.Equal(DifferenceBook.Capacity, found.Length);
        Assert.Equal("alpha: more than 63 differences are open; later ones are not listed", found[^1]);
    }

    [Fact]
    public void More_unknown_orders_than_are_watched()
    {
        for (int order = 0; order <= OrderWatch.Capacity; order++)
        {
            _venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 1_000 + order, Quantity = 1 });
        }

        Polls(1);
        Assert.Equal(["alpha: more than 64 orders at once that the engine did not emit"], Found());
    }

    private VenueRecord Funding(long amount)
    {
        _venue.Move(_venue.Cash, amount);
        return new VenueRecord
        {
            Kind = VenueRecordKind.Funding, Item = 0, Id = 3, Quantity = Unit, Price = Price, RatePpm = 100, Cash = amount, CashAccount = _venue.Cash,
        };
    }

    private void Polls(int count)
    {
        for (int poll = 0; poll < count; poll++)
        {
            _rig.Tick(FixedPoint.Second);
            _venue.Poll();
        }
    }

    private string[] Found()
    {
        LedgerNames names = new(_rig.Topology);
        System.Collections.Generic.List<string> texts = [];
        foreach (Difference difference in _rig.Core.State.Records.Of(0)!.Differences.Open)
        {
            texts.Add(DifferenceText.Of(difference, names));
        }

        return [.. texts];
    }

    private void Finds(params string[] texts)
    {
        Polls(4);
        Assert.Equal(texts, Found());
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Sims.Book;
using Xunit;

namespace Basisd.Tests.Sims;

public sealed class VenueBookTests
{
    private const long Unit = VenueRig.Unit;
    private const int Spot = 0;
    private const int Perpetual = 2;

    [Fact]
    public void A_market_order_takes_the_best_levels_first_and_cash_is_exact()
    {
        VenueBook book = VenueRig.Book();
        long first = book.Ladder(Spot).QuantityAt(isAsk: true, 0);
        OrderReceipt receipt = book.Submit(1, Spot, first + Unit, 0, VenueRig.Start);
        Assert.Equal(OrderState.Filled, receipt.Order!.State);
        VenueEvent[] fills = Fills(book);
        Assert.True(fills.Length > 1);
        Assert.Equal(first, fills[0].Quantity);
        Assert.Equal(fills.Select(f => f.Price).Order(), fills.Select(f => f.Price));
        Assert.Equal(first + Unit, fills.Sum(f => f.Quantity));
        Assert.Equal(first + Unit, Balance(book, "BTC"));
        Assert.All(fills, f => Assert.Equal(-FixedPoint.MulDiv(f.Quantity, f.Price, Unit), f.Cash));
        Assert.All(fills, f => Assert.Equal(-f.Cash * 500 / 1_000_000, f.Fee));
        Assert.Equal(fills.Sum(f => f.Cash - f.Fee), Balance(book, "USDT"));
    }

    [Fact]
    public void A_limit_order_rests_with_what_is_left_and_is_filled_when_the_price_comes()
    {
        VenueBook book = VenueRig.Book();
        long ask = book.Ladder(Spot).Best(isAsk: true);
        long level = book.Ladder(Spot).QuantityAt(isAsk: true, 0);
        SimOrder order = book.Submit(1, Spot, level + Unit, ask, VenueRig.Start).Order!;
        Assert.Equal((OrderState.Open, level, Unit), (order.State, order.Filled, order.Remaining));
        Assert.Equal([1], book.Open.Keys);

        book.MovePrice(Spot, ask - (100 * Unit), VenueRig.Start);
        Assert.Equal((OrderState.Filled, 0), (order.State, order.Remaining));
        Assert.Empty(book.Open);
        Assert.All(Fills(book), f => Assert.True(f.Price <= ask, "never worse than its limit"));
    }

    [Fact]
    public void What_was_taken_is_gone_until_the_next_tick()
    {
        VenueBook book = VenueRig.Book();
        long depth = book.Ladder(Spot).Depth(isAsk: true, 1_000_000);
        SimOrder order = book.Submit(1, Spot, depth + Unit, 0, VenueRig.Start).Order!;
        Assert.Equal((OrderState.Canceled, depth), (order.State, order.Filled)); // nothing more was offered
        Assert.Equal(0, book.Ladder(Spot).Best(isAsk: true));
        book.Tick(VenueRig.Start);
        Assert.NotEqual(0, book.Ladder(Spot).Best(isAsk: true));
        Assert.Empty(book.Open);
    }

    [Fact]
    public void A_client_id_makes_one_order_for_ever()
    {
        VenueBook book = VenueRig.Book();
        SimOrder first = book.Submit(9, Spot, Unit, 0, VenueRig.Start).Order!;
        long events = book.Events.Last;
        OrderReceipt again = book.Submit(9, Perpetual, -5 * Unit, 1, VenueRig.Start);
        Assert.True(again.IsDuplicate);
        Assert.Same(first, again.Order);
        Assert.Equal(events, book.Events.Last);
    }

    [Fact]
    public void A_refused_order_makes_none_and_its_id_stays_free()
    {
        VenueBook book = VenueRig.Book(new VenueBookSettings { MaxOpenOrders = 2, MaxOrders = 3 });
        Assert.Contains("not zero", book.Submit(1, Spot, 0, 0, 0).Refusal, StringComparison.Ordinal);
        Assert.Contains("price", book.Submit(1, Spot, Unit, -1, 0).Refusal, StringComparison.Ordinal);
        Assert.Contains("quantity", book.Submit(1, Spot, VenueBook.MaxQuantity + 1, 0, 0).Refusal, StringComparison.Ordinal);
        Assert.Null(book.FindOrder(1));
        Assert.NotNull(book.Submit(1, Spot, Unit, Unit, 0).Order);
        Assert.NotNull(book.Submit(2, Spot, Unit, Unit, 0).Order);
        Assert.Contains("2 orders are open", book.Submit(3, Spot, Unit, Unit, 0).Refusal, StringComparison.Ordinal);
        Assert.Equal(2, book.CancelAll(-1));
        Assert.NotNull(book.Submit(3, Spot, Unit, Unit, 0).Order);
        Assert.Contains("takes no more", book.Submit(4, Spot, Unit, Unit, 0).Refusal, StringComparison.Ordinal);
        Assert.True(book.Submit(1, Spot, Unit, Unit, 0).IsDuplicate, "remembered, however many there are");
    }

    [Fact]
    public void Withdrawing_one_order_or_those_of_a_market_leaves_the_others()
    {
        VenueBook book = VenueRig.Book();
        SimOrder[] orders = [.. Enumerable.Range(0, 4).Select(i => book.Submit((ulong)i, i == 3 ? 1 : Spot, Unit, Unit, 0).Order!)];
        Assert.True(book.Cancel(orders[0]));
        Assert.False(book.Cancel(orders[0]));
        Assert.Equal(2, book.CancelAll(Spot));
        Assert.Equal([orders[3].OrderId], book.Open.Keys);
        Assert.All(orders[..3], o => Assert.Equal(OrderState.Canceled, o.State));
    }

    [Fact]
    public void Funding_is_paid_on_the_position_at_the_mid_price_truncated_once()
    {
        VenueBook book = VenueRig.Book();
        Assert.Null(book.Fund(Perpetual, 100, 0, out string refusal));
        Assert.Contains("no position", refusal, StringComparison.Ordinal);
        book.Submit(1, Perpetual, -12_345_679, 0, 0);
        VenueEvent paid = book.Fund(Perpetual, 37, VenueRig.Start, out _)!.Value;
        long mark = book.Ladder(Perpetual).Mid;
        Assert.Equal((-12_345_679, mark, 37), (paid.Quantity, paid.Price, paid.RatePpm));
        Assert.Equal((long)-(-12_345_679 * (Int128)mark * 37 / ((Int128)Unit * 1_000_000)), paid.Cash);
        Assert.True(paid.Cash > 0, "shorts are paid when the rate is above zero");
        Assert.Null(book.Fund(Perpetual, 1_000_001, 0, out _));
    }

    [Fact]
    public void Transfers_open_accounts_up_to_their_number()
    {
        VenueBook book = VenueRig.Book(new VenueBookSettings { MaxAssets = 4 });
        Assert.NotNull(book.Transfer("DOGE", 5, 0, out _));
        Assert.Null(book.Transfer("SHIB", 5, 0, out string refusal));
        Assert.Contains("4 accounts", refusal, StringComparison.Ordinal);
        Assert.Null(book.Transfer("doge", 5, 0, out _));
        Assert.Null(book.Transfer("DOGE", 0, 0, out _));
        Assert.Null(book.Transfer("DOGE", VenueBook.MaxTransfer + 1, 0, out _));
        Assert.NotNull(book.Transfer("DOGE", -10, 0, out _));
        Assert.Equal(-5, Balance(book, "DOGE"));
    }

    [Fact]
    public void What_an_account_cannot_hold_is_refused_whole()
    {
        VenueBook book = VenueRig.Book();
        while (book.Transfer("USDT", -VenueBook.MaxTransfer, 0, out _) is not null)
        {
            Assert.True(Balance(book, "USDT") >= -VenueBook.MaxBalance);
        }

        long before = Balance(book, "USDT");
        SimOrder order = book.Submit(1, Spot, Unit, 0, 0).Order!;
        Assert.Equal((OrderState.Canceled, 0, before), (order.State, order.Filled, Balance(book, "USDT")));
        Assert.Equal(0, Balance(book, "BTC"));
        Assert.Empty(Fills(book));
    }

    [Fact]
    public void Two_markets_of_one_position_or_name_are_no_book()
    {
        MarketSpec[] specs = [new("BTC", "USDT", true, Unit), new("BTC", "USDC", true, Unit)];
        Assert.Equal("BTC-PERP", VenueBook.Repeated(specs));
        Assert.Throws<ArgumentException>(() => new VenueBook(new VenueBookSettings(), specs, 1));
    }

    [Fact]
    public void A_walk_stays_in_its_range_and_the_ladder_within_25_basis_points()
    {
        VenueBook book = VenueRig.Book();
        PriceLadder ladder = book.Ladder(Spot);
        HashSet<long> mids = [];
        for (int i = 0; i < 5_000; i++)
        {
            book.Tick(0);
            mids.Add(ladder.Mid);
            Assert.InRange(ladder.Mid, 59_940 * Unit, 60_060 * Unit);
            Assert.Equal(ladder.Depth(isAsk: true, 1_000_000), ladder.Depth(isAsk: true, 2_500));
            Assert.True(ladder.Best(isAsk: false) < ladder.Mid && ladder.Mid < ladder.Best(isAsk: true));
        }

        Assert.True(mids.Count > 10, $"{mids.Count} prices in 5000 ticks");
    }

    [Theory]
    [InlineData(MarketSpec.MinPrice)]
    [InlineData(MarketSpec.MaxPrice)]
    public void The_ladder_holds_at_the_ends_of_what_a_price_may_be(long price)
    {
        PriceLadder ladder = new(price, 1_000, new SeededRandom(1, "x"));
        for (int i = 0; i < 1_000; i++)
        {
            ladder.Tick();
            for (int level = 0; level < PriceLadder.Levels; level++)
            {
                Assert.True(ladder.PriceAt(isAsk: false, level) > 0 && ladder.QuantityAt(isAsk: false, level) > 0);
                Assert.True(ladder.QuantityAt(isAsk: true, level) > 0);
            }
        }
    }

    [Theory]
    [InlineData("BTC/USDT=60000", "BTC/USDT", "")]
    [InlineData("BTC/USDT:perp=60000.5", "BTC/USDT:perp", "")]
    [InlineData("BTC/USDT", null, "expected a market and its price")]
    [InlineData("btc/USDT=1", null, "expected a market and its price")]
    [InlineData("BTC/BTC=1", null, "expected a market and its price")]
    [InlineData("BTC/USDT=0", null, "must be a decimal from")]
    [InlineData("BTC/USDT=1e5", null, "must be a decimal from")]
    public void A_market_is_read_or_explained(string text, string? name, string problem)
    {
        MarketSpec? spec = MarketSpec.Parse(text, out string said);
        Assert.Equal(name, spec?.Name);
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Equal(name is null, said.Length > 0);
    }

    private static long Balance(VenueBook book, string asset) => book.Balance(book.Assets.ToList().IndexOf(asset));

    private static VenueEvent[] Fills(VenueBook book) =>
        [.. Enumerable.Range(1, (int)book.Events.Last).Select(seq => book.Events[seq]).Where(e => e.Kind == VenueEventKind.Fill)];
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Safety;
using Basisd.Sims;
using Basisd.Sims.Answers;
using Basisd.Sims.Book;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>What holds after any sequence of calls, drawn from a seed that a failure prints.</summary>
public sealed class VenueBookLawTests
{
    private const int Calls = 150;
    private const int MaxTest = 150;

    [Fact]
    public void Balances_and_positions_are_the_sum_of_the_events() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(MaxTest),
        Prop.ForAll<int>(seed =>
        {
            VenueBook book = VenueRig.Book(seed: Unsigned(seed));
            Play(book, Unsigned(seed));
            Assert.Equal(Summed(book, out Dictionary<int, long> held), Enumerable.Range(0, book.Assets.Count).ToDictionary(i => i, book.Balance));
            Assert.All(held, pair => Assert.Equal(pair.Value, book.Position(pair.Key).Quantity));
        }));

    [Fact]
    public void An_order_is_filled_by_what_the_events_say_and_never_beyond_its_quantity_or_limit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(MaxTest),
        Prop.ForAll<int>(seed =>
        {
            VenueBook book = VenueRig.Book(seed: Unsigned(seed));
            HashSet<ulong> ids = Play(book, Unsigned(seed));
            ILookup<ulong, VenueEvent> fills = Events(book).Where(e => e.Kind == VenueEventKind.Fill).ToLookup(e => e.ClientOrderId);
            Assert.Subset(ids, fills.Select(group => group.Key).ToHashSet());
            foreach (ulong id in ids)
            {
                SimOrder order = book.FindOrder(id)!;
                Assert.Equal(order.Filled, fills[id].Sum(f => f.Quantity));
                Assert.True(Math.Abs(order.Filled) <= Math.Abs(order.Quantity) && order.Filled * Math.Sign(order.Quantity) >= 0);
                Assert.All(fills[id], f => Assert.True(order.Price == 0 || (order.Quantity > 0 ? f.Price <= order.Price : f.Price >= order.Price)));
                Assert.Equal(order.State == OrderState.Open, book.Open.ContainsKey(order.OrderId));
                Assert.Equal(order.State == OrderState.Filled, order.Remaining == 0);
            }
        }));

    [Fact]
    public void The_same_seed_and_the_same_calls_give_the_same_bytes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(20),
        Prop.ForAll<int>(seed => Assert.Equal(Transcript(Unsigned(seed)), Transcript(Unsigned(seed)))));

    [Fact]
    public void Another_seed_gives_other_prices() => Assert.NotEqual(Transcript(1), Transcript(2));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Old_events_are_dropped_behind_the_bound_and_never_in_silence(int bound)
    {
        VenueBook book = VenueRig.Book(new VenueBookSettings { MaxEvents = bound });
        VenueSimulator venue = VenueRig.Simulator(book);
        for (int i = 1; i <= 2_500; i++)
        {
            Assert.NotNull(book.Transfer("USDT", i, i, out _));
            Assert.Equal(Math.Max(1, i - bound + 1), book.Events.First);
            Assert.Equal(i, book.Events[i].Cash);
            Assert.Equal(book.Events.First, book.Events[book.Events.First].Cash);
        }

        SimReply dropped = venue.Answer(new SimRequest("GET", "/v1/transfers", $"?after={2_500 - bound - 1}", default));
        Assert.Equal(410, dropped.Status);
        Assert.Contains($"up to {2_500 - bound}", dropped.Text, StringComparison.Ordinal);
        Assert.Equal(200, venue.Answer(new SimRequest("GET", "/v1/transfers", $"?after={2_500 - bound}", default)).Status);
    }

    private static ulong Unsigned(int seed) => unchecked((uint)seed);

    private static IEnumerable<VenueEvent> Events(VenueBook book) => Enumerable.Range(1, (int)book.Events.Last).Select(seq => book.Events[seq]);

    private static Dictionary<int, long> Summed(VenueBook book, out Dictionary<int, long> held)
    {
        string[] assets = [.. book.Assets];
        Dictionary<int, long> sums = Enumerable.Range(0, assets.Length).ToDictionary(i => i, _ => 0L);
        held = [];
        long seq = 0;
        foreach (VenueEvent e in Events(book))
        {
            Assert.Equal(++seq, e.Seq);
            if (e.Kind == VenueEventKind.Transfer)
            {
                sums[e.Subject] += e.Cash;
                continue;
            }

            MarketSpec market = book.Markets[e.Subject];
            sums[Array.IndexOf(assets, market.Quote)] += e.Cash - e.Fee;
            Assert.True(e.Fee >= 0);
            if (e.Kind == VenueEventKind.Fill && market.IsPerpetual)
            {
                held[e.Subject] = held.GetValueOrDefault(e.Subject) + e.Quantity;
            }
            else if (e.Kind == VenueEventKind.Fill)
            {
                sums[Array.IndexOf(assets, market.Base)] += e.Quantity;
                Assert.Equal(-FixedPoint.MulDiv(e.Quantity, e.Price, FixedPoint.Scale), e.Cash);
            }
        }

        return sums;
    }

    /// <summary>Random calls, most of them good.</summary>
    /// <returns>Client ids of the orders that were made.</returns>
    private static HashSet<ulong> Play(VenueBook book, ulong seed)
    {
        SeededRandom random = new(seed, "calls");
        HashSet<ulong> made = [];
        for (long now = 1; now <= Calls; now++)
        {
            int market = (int)random.Below(book.Markets.Count);
            long mid = book.Ladder(market).Mid;
            switch (random.Below(12))
            {
                case 0:
                    book.Tick(now);
                    break;
                case 1:
                    book.MovePrice(market, Math.Clamp(mid + ((random.Below(21) - 10) * mid / 100), MarketSpec.MinPrice, MarketSpec.MaxPrice), now);
                    break;
                case 2:
                    book.Transfer(random.Below(2) == 0 ? "USDT" : "DOGE", random.Below(2_000_000) - 1_000_000, now, out _);
                    break;
                case 3:
                    book.Fund(market, random.Below(2_001) - 1_000, now, out _);
                    break;
                case 4 when made.Count > 0:
                    book.Cancel(book.FindOrder(made.ElementAt((int)random.Below(made.Count)))!);
                    break;
                case 5 when random.Below(4) == 0:
                    book.CancelAll((int)random.Below(book.Markets.Count + 1) - 1);
                    break;
                default:
                    ulong id = (ulong)random.Below(Calls);
                    long price = random.Below(2) == 0 ? 0 : mid + ((random.Below(41) - 20) * mid / 10_000);
                    OrderReceipt receipt = book.Submit(id, market, random.Below(20 * VenueRig.Unit) - (10 * VenueRig.Unit), price, now);
                    Assert.Equal(made.Contains(id), receipt.IsDuplicate);
                    if (receipt.Order is not null)
                    {
                        made.Add(id);
                    }

                    break;
            }
        }

        return made;
    }

    private static string Transcript(ulong seed)
    {
        VenueSimulator venue = VenueRig.Simulator(VenueRig.Book(seed: seed));
        SeededRandom random = new(seed, "requests");
        StringBuilder said = new();
        for (int i = 0; i < 60; i++)
        {
            string market = VenueRig.Markets[(int)random.Below(3)].Name;
            string quantity = SimAmount.Text(random.Below(900_000_000) - 450_000_000);
            (string method, string path, string body) = random.Below(8) switch
            {
                0 => ("GET", "/v1/fills", ""),
                1 => ("GET", "/v1/balances", ""),
                2 => ("GET", "/v1/orders", ""),
                3 => ("POST", "/sim/tick", """{"count":3}"""),
                4 => ("POST", "/sim/funding", """{"position":"BTC-PERP","rate_ppm":-70}"""),
                5 => ("GET", "/v1/positions", ""),
                _ => ("POST", "/sim/orders", $$"""
                    {"client_order_id":{{random.Below(40)}},"market":"{{market}}","quantity":"{{quantity}}"}
                    """),
            };
            SimReply reply = venue.Answer(new SimRequest(method, path, "", Encoding.UTF8.GetBytes(body)));
            said.AppendLine($"{method} {path} {reply.Status} {reply.Text}");
        }

        return said.ToString();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Probes.Gateway;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>What an answer becomes, and what is said of one that is not as the contract says.</summary>
public sealed class AnswerParserTests
{
    private const int BtcAlpha = 2;
    private const int UsdtAlpha = 4;

    [Fact]
    public void A_fill_is_exact_and_its_names_are_indexes()
    {
        VenueRecord fill = Assert.Single(Read(AnswerShape.Fills, Gateways.List(9, Gateways.Fill(7), "null"), out AnswerHead head));
        Assert.Equal((9, null), (head.AsOf, head.Next));
        Assert.Equal((VenueRecordKind.Fill, 0, 7L, 1763000000000000000L), (fill.Kind, fill.Venue, fill.Seq, fill.Time));
        Assert.Equal((BtcAlpha, false, 12L, 1007L), (fill.Item, fill.IsDerivative, fill.OrderId, fill.Id));
        Assert.Equal((-50_000_000L, 6_000_000_000_000L, 3_000_000_000_000L), (fill.Quantity, fill.Price, fill.Cash));
        Assert.Equal((UsdtAlpha, 300_000_000L, UsdtAlpha), (fill.CashAccount, fill.Fee, fill.FeeAccount));
    }

    [Fact]
    public void Other_items_are_exact()
    {
        VenueRecord funding = Assert.Single(Read(AnswerShape.Funding, Gateways.List(9, Gateways.Funding(8), "8"), out AnswerHead head));
        Assert.Equal(8UL, head.Next);
        Assert.Equal((1, UsdtAlpha, -100L, -300_000_000L), (funding.Item, funding.CashAccount, funding.RatePpm, funding.Cash));
        VenueRecord transfer = Assert.Single(Read(AnswerShape.Transfers, Gateways.List(9, Gateways.Transfer(9), "null"), out _));
        Assert.Equal((BtcAlpha, -10_000_000L, 3009L), (transfer.Item, transfer.Quantity, transfer.Id));
        VenueRecord order = Assert.Single(Read(AnswerShape.Orders, Gateways.List(9, Gateways.Order(77), "\"77\""), out head));
        Assert.Equal(77UL, head.Next);
        Assert.Equal((BtcAlpha, 77L, 12L, -20_000_000L, 9L), (order.Item, order.Id, order.OrderId, order.Quantity, order.Seq));
        VenueRecord balance = Assert.Single(Read(AnswerShape.Balances, Gateways.List(5, """{"asset":"USDT","total":"-1.5"}"""), out _));
        Assert.Equal((UsdtAlpha, -150_000_000L, 5L), (balance.Item, balance.Quantity, balance.Seq));
        VenueRecord position = Assert.Single(
            Read(AnswerShape.Positions, Gateways.List(5, """{"position":"BTC-PERP","quantity":"0","entry_price":"0"}"""), out _));
        Assert.Equal((1, 0L, 0L), (position.Item, position.Quantity, position.Price));
    }

    [Fact]
    public void A_perpetual_is_a_derivative_and_a_market_without_a_route_of_its_own_is_unknown()
    {
        string[] markets = ["BTC/USDT:perp", "ETH/EUR", "DOGE/USDT"];
        string fills = string.Join(',', markets.Select((m, i) => Gateways.Fill(i + 1).Replace("BTC/USDT", m, StringComparison.Ordinal)));
        List<string> unknown = [];
        VenueRecord[] read = Read(AnswerShape.Fills, Gateways.List(9, fills, "null"), out _, new GatewayNames(Gateways.Topology, 0, unknown.Add));
        Assert.Equal([(BtcAlpha, true), (-1, false), (-1, false)], read.Select(r => (r.Item, r.IsDerivative)));
        Assert.Equal([UsdtAlpha, UsdtAlpha + 1, -1], read.Select(r => r.CashAccount));
        Assert.Equal(["market ETH/EUR", "market DOGE/USDT"], unknown);
    }

    [Fact]
    public void Unknown_names_are_told_once_and_so_many_of_them()
    {
        List<string> unknown = [];
        GatewayNames names = new(Gateways.Topology, 0, unknown.Add);
        for (int i = 0; i < 1_000; i++)
        {
            Read(AnswerShape.Balances, Gateways.List(1, $$"""{"asset":"X{{i % 500}}","total":"1"}"""), out _, names);
        }

        Assert.Equal(GatewayLimits.MaxUnknownNames, unknown.Count);
        Assert.Equal(unknown.Count, unknown.Distinct().Count());
    }

    [Fact]
    public void Unknown_members_escapes_and_any_order_are_allowed()
    {
        string body = """
            { "more": { "deep": [1, {"a": null}], "as_of": 3 }, "items": [ {"quantity":"1","entry_price":"2","x":[[]],"position":"BTC\u002dPERP"} ],
              "as_of": 4, "venue": "alph\u0061" }
            """;
        VenueRecord position = Assert.Single(Read(AnswerShape.Positions, body, out _));
        Assert.Equal((1, 4L), (position.Item, position.Seq));
        string slash = Gateways.Fill(1).Replace("BTC/USDT", "BTC\\/USDT", StringComparison.Ordinal);
        Assert.Equal(BtcAlpha, Assert.Single(Read(AnswerShape.Fills, Gateways.List(1, slash, "null"), out _)).Item);
    }

    [Fact]
    public void Ids_use_all_64_bits()
    {
        VenueRecord order = Assert.Single(Read(AnswerShape.Orders, Gateways.List(1, Gateways.Order(ulong.MaxValue), "null"), out _));
        Assert.Equal(-1, order.Id);
    }

    [Theory]
    [InlineData("", "/fills is no JSON")]
    [InlineData("null", "/fills is no JSON object")]
    [InlineData("[]", "/fills is no JSON object")]
    [InlineData("{", "/fills is no JSON")]
    [InlineData("{}", "/fills venue is missing; the contract requires it")]
    [InlineData("<html>", "/fills is no JSON")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[],"next":null} x""", "something behind it")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[],"next":null}{}""", "something behind it")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[],"next":null,}""", "is no JSON")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[]}""", "/fills next is missing")]
    [InlineData("""{"venue":"alpha","as_of":1,"as_of":1,"items":[],"next":null}""", "/fills as_of is there twice; say it once")]
    [InlineData("""{"venue":"beta","as_of":1,"items":[],"next":null}""", "venue is 'beta'; must be 'alpha'")]
    [InlineData("""{"venue":7,"as_of":1,"items":[],"next":null}""", "venue is 7; must be the venue's name, as a JSON string")]
    [InlineData("""{"venue":"alpha","as_of":"1","items":[],"next":null}""", "as_of is a text; must be a JSON number")]
    [InlineData("""{"venue":"alpha","as_of":-1,"items":[],"next":null}""", "as_of is -1")]
    [InlineData("""{"venue":"alpha","as_of":1.0,"items":[],"next":null}""", "as_of is 1.0")]
    [InlineData("""{"venue":"alpha","as_of":1e3,"items":[],"next":null}""", "as_of is 1e3")]
    [InlineData("""{"venue":"alpha","as_of":9007199254740992,"items":[],"next":null}""", "whole, from 0 to 2^53-1")]
    [InlineData("""{"venue":"alpha","as_of":99999999999999999999999999999999999,"items":[],"next":null}""", "a number of many digits")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":{},"next":null}""", "/fills items is no array")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":null,"next":null}""", "/fills items is no array")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[1],"next":null}""", "/fills items[0] is no object")]
    [InlineData("""{"venue":"alpha","as_of":1,"items":[],"next":"1"}""", "/fills next is a text")]
    [InlineData("""{"venue":"alph\ud800","as_of":1,"items":[],"next":null}""", "half a character")]
    public void What_is_no_answer_is_said_with_its_place(string body, string problem) => Refused(AnswerShape.Fills, body, problem);

    [Theory]
    [InlineData("\"price\":\"60000\"", "\"price\":60000", "items[0].price is 60000; must be a decimal number, as a JSON string")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"-60000\"", "items[0].price '-60000' is negative")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"0\"", "items[0].price is zero")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"6e4\"", "items[0].price '6e4' is no decimal number; write it like")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"10000001\"", "items[0].price '10000001' is too large; at most 10000000 either way")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"92233720368547758070\"", "is too large; at most 10000000 either way")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"\"", "items[0].price is empty")]
    [InlineData("\"price\":\"60000\"", "\"price\":null", "items[0].price is null")]
    [InlineData("\"price\":\"60000\",", "", "items[0].price is missing")]
    [InlineData("\"price\":\"60000\"", "\"price\":\"60000\",\"price\":\"60000\"", "items[0].price is there twice")]
    [InlineData("\"quantity\":\"-0.5\"", "\"quantity\":\"0\"", "items[0].quantity is zero")]
    [InlineData("\"quantity\":\"-0.5\"", "\"quantity\":\"-9999999\"", null)]
    [InlineData("\"quantity\":\"-0.5\"", "\"quantity\":[]", "items[0].quantity is an array")]
    [InlineData("\"cash\":\"30000\"", "\"cash\":\"-1000000001\"", "items[0].cash '-1000000001' is too large")]
    [InlineData("\"fee\":\"3\"", "\"fee\":\"-3\"", "items[0].fee '-3' is negative; must be zero or more")]
    [InlineData("\"seq\":1", "\"seq\":0", "items[0].seq is 0")]
    [InlineData("\"seq\":1", "\"seq\":\"1\"", "items[0].seq is a text")]
    [InlineData("\"fill_id\":\"1001\"", "\"fill_id\":1001", "items[0].fill_id is 1001")]
    [InlineData("\"fill_id\":\"1001\"", "\"fill_id\":\"-1\"", "items[0].fill_id '-1' is no whole number")]
    [InlineData("\"fill_id\":\"1001\"", "\"fill_id\":\"18446744073709551616\"", "is no whole number of 64 bits")]
    [InlineData("\"time\":\"1763000000000000000\"", "\"time\":\"0\"", "items[0].time 0 is no time")]
    [InlineData("\"time\":\"1763000000000000000\"", "\"time\":\"9223372036854775808\"", "is no time; Unix nanoseconds")]
    [InlineData("\"market\":\"BTC/USDT\"", "\"market\":\"\"", "items[0].market is empty")]
    public void What_is_no_fill_is_said_with_its_place(string right, string wrong, string? problem)
    {
        string body = Gateways.List(1, Gateways.Fill(1).Replace(right, wrong, StringComparison.Ordinal), "null");
        Refused(AnswerShape.Fills, body, problem ?? "items[0] is worth too much; quantity times price is at most 1000000000 either way");
    }

    [Theory]
    [InlineData("0.2")]
    [InlineData("-0.50000001")]
    public void What_remains_of_an_order_is_a_part_of_it(string remaining) => Refused(
        AnswerShape.Orders, Gateways.List(1, Gateways.Order(1).Replace("-0.2", remaining, StringComparison.Ordinal), "null"),
        "between zero and quantity");

    [Theory]
    [InlineData("6", "next is 6 and the last item 5")]
    [InlineData("4", "next is 4 and the last item 5")]
    public void Next_is_the_last_item(string next, string problem) =>
        Refused(AnswerShape.Fills, Gateways.List(9, Gateways.Fill(5), next), problem, GatewayOutcome.OutOfOrder);

    [Fact]
    public void An_empty_page_that_goes_on_is_refused() =>
        Refused(AnswerShape.Fills, Gateways.List(9, "", "5"), "without items", GatewayOutcome.OutOfOrder);

    [Fact]
    public void Bytes_that_are_no_text_and_long_names_are_refused()
    {
        byte[] body = Gateways.Bytes(Gateways.List(1, Gateways.Fill(1), "null"));
        body[Array.IndexOf(body, (byte)'B')] = 0xFF;
        Refused(AnswerShape.Fills, body, "/fills is not UTF-8", GatewayOutcome.Format);
        Refused(AnswerShape.Balances, Gateways.List(1, $$"""{"asset":"{{new string('x', 63)}}","total":"1"}"""), "items[0].asset is too long");
        Refused(AnswerShape.Balances, Gateways.List(1, $$"""{"asset":"{{new string('x', 100_000)}}","total":"1"}"""), "items[0].asset is too long");
        Refused(AnswerShape.Balances, Gateways.List(1, $$"""{"{{new string('x', 100_000)}}":"1"}"""), "items[0].asset is missing");
    }

    [Fact]
    public void Depth_is_bounded()
    {
        Refused(AnswerShape.Balances, """{"x":""" + new string('[', 100_000), "is no JSON");
        string open = """{"venue":"alpha","as_of":1,"items":[{"asset":"BTC","total":""";
        Refused(AnswerShape.Balances, open + new string('[', 50), "items[0].total is an array");
    }

    [Fact]
    public void No_error_holds_what_a_terminal_would_obey()
    {
        GatewayAnswerException wrong = Assert.Throws<GatewayAnswerException>(
            () => Read(AnswerShape.Balances, "{\"venue\":\"\\u001b[31mred\\n\",\"as_of\":1,\"items\":[]}", out _));
        Assert.DoesNotContain(wrong.Message, char.IsControl);
        Assert.Contains("'?[31mred?'", wrong.Message, StringComparison.Ordinal);
    }

    private static VenueRecord[] Read(AnswerShape shape, string body, out AnswerHead head, GatewayNames? names = null)
    {
        RecordList list = new();
        head = AnswerParser.Read(shape, Gateways.Bytes(body), names ?? Gateways.NamesOf(), list);
        return list.Items.ToArray();
    }

    private static void Refused(AnswerShape shape, string body, string problem, GatewayOutcome outcome = GatewayOutcome.Format) =>
        Refused(shape, Gateways.Bytes(body), problem, outcome);

    private static void Refused(AnswerShape shape, byte[] body, string problem, GatewayOutcome outcome)
    {
        GatewayAnswerException wrong = Assert.Throws<GatewayAnswerException>(
            () => AnswerParser.Read(shape, body, Gateways.NamesOf(), new RecordList()));
        Assert.Contains(problem, wrong.Message, StringComparison.Ordinal);
        Assert.Equal(outcome, wrong.Outcome);
        Assert.InRange(wrong.Message.Length, 1, GatewayAnswerException.MaxMessage);
    }
}

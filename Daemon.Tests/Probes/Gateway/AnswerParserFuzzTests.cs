using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Probes.Gateway;
using Basisd.Safety;
using Basisd.Venues;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>Whatever a venue answers, the parser ends with records in range or with its one error.</summary>
public sealed class AnswerParserFuzzTests
{
    private static readonly AnswerShape[] Shapes =
    [
        AnswerShape.Balances, AnswerShape.Positions, AnswerShape.Orders, AnswerShape.Fills, AnswerShape.Funding, AnswerShape.Transfers,
    ];

    private static readonly string[] Valid =
    [
        Gateways.List(9, """{"asset":"BTC","total":"1.5"},{"asset":"USDT","total":"-1.5"}"""),
        Gateways.List(9, """{"position":"BTC-PERP","quantity":"-0.5","entry_price":"60000"}"""),
        Gateways.List(9, Gateways.Order(1) + "," + Gateways.Order(77), "\"77\""),
        Gateways.List(9, Gateways.Fill(1) + "," + Gateways.Fill(7), "7"),
        Gateways.List(9, Gateways.Funding(1) + "," + Gateways.Funding(7), "null"),
        Gateways.List(9, Gateways.Transfer(3), "3"),
    ];

    private static readonly int Accounts = new LedgerAccounts(Gateways.Topology).Count;

    // What an answer that was broken by hand tends to hold.
    private static readonly string[] Pieces =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e999", "0", "99999999999999999999", "\\ud800", "\\u0000", "\\", "\0", " ", "\n",
        "\"-0.1\"", "\"next\":null", "\"items\":[]", "\"seq\":1", "\"\"", "//", "\u00e9", "\"as_of\":9",
    ];

    [Fact]
    public void Arbitrary_bytes_end_with_the_parse_error() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Holds(bytes) || true));

    [Fact]
    public void Mutated_answers_end_with_records_in_range_or_the_parse_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        int taken = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] answer = Mutated(Encoding.UTF8.GetBytes(Valid[random.Next(Valid.Length)]), random);
            try
            {
                taken += Holds(answer) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, answer {i}: {e} to {Encoding.Latin1.GetString(answer)}");
            }
        }

        // A test whose every answer is refused would prove little.
        Assert.InRange(taken, 100, 10_000);
    }

    /// <summary>Whether any list took the bytes; fails on every exception but the parser's own and on every record out of range.</summary>
    private static bool Holds(byte[] bytes)
    {
        bool taken = false;
        foreach (AnswerShape shape in Shapes)
        {
            RecordList list = new();
            try
            {
                AnswerParser.Read(shape, bytes, Gateways.NamesOf(), list);
                taken = true;
            }
            catch (GatewayAnswerException)
            {
                continue;
            }

            foreach (VenueRecord record in list.Items)
            {
                InRange(record);
            }
        }

        return taken;
    }

    private static void InRange(in VenueRecord r)
    {
        Assert.InRange(r.Quantity, -FixedPoint.MaxPrice, FixedPoint.MaxPrice);
        Assert.InRange(r.Price, 0, FixedPoint.MaxPrice);
        Assert.InRange(r.Cash, -GatewayLimits.MaxCash, GatewayLimits.MaxCash);
        Assert.InRange(r.Fee, 0, FixedPoint.MaxPrice);
        Assert.InRange(r.Seq, 0, GatewayLimits.MaxSeq);
        Assert.InRange(r.Time, 0, GatewayLimits.MaxTimeNs);
        Assert.InRange(r.Item, -1, Accounts - 1);
        Assert.InRange(r.CashAccount, -1, Accounts - 1);
        Assert.InRange(r.FeeAccount, -1, Accounts - 1);
        Assert.InRange(Math.Abs(FixedPoint.MulDiv(r.Quantity, r.Price, FixedPoint.Scale)), 0, GatewayLimits.MaxCash);
    }

    private static byte[] Mutated(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 4:
                    bytes[at] = (byte)random.Next('0', '9' + 1);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(10) == 0 ? bytes.Count - at : length);
                    break;
            }
        }

        return [.. bytes];
    }
}

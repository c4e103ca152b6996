using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Probes.Gateway;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>One poll: its order, its cut, its pages, and what a gateway that breaks the contract gets.</summary>
public sealed class GatewayPollTests
{
    private const string Btc = """{"asset":"BTC","total":"1"}""";
    private const long CoreTime = 4_000_000_000_000_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_list_stands_where_it_was_exact()
    {
        await using ScriptedGateway gateway = Usual();

        // Something happens between every two questions.
        gateway.AsOf = path => path switch { "/balances" => 2, "/positions" => 4, _ => 6 };
        using GatewayPoll poll = PollOf(gateway);
        PollReport report = await poll.RunAsync();
        Assert.Equal((GatewayOutcome.Ok, "", 10, 6L), (report.Outcome, report.Detail, report.Records, report.AsOf));
        Assert.Equal(
            "PollBegin@0 Fill@1 Funding@2 Balance@2 Balance@2 Transfer@3 Fill@4 Position@4 Fill@5 Fill@6 OpenOrder@6 PollEnd@6", Shown(poll));
        ReadOnlySpan<VenueRecord> records = poll.Records.Items;
        Assert.Equal((1L, CoreTime), (records[0].Id, records[0].Time));
        Assert.Equal((1L, CoreTime), (records[^1].Id, records[^1].Time));

        // Nothing happened since: no question about events.
        gateway.AsOf = _ => 6;
        gateway.Asked.Clear();
        Assert.Equal(4, (await poll.RunAsync()).Records);
        Assert.Equal("PollBegin@6 Balance@6 Balance@6 Position@6 OpenOrder@6 PollEnd@6", Shown(poll));
        Assert.Equal(["/balances", "/positions", "/orders?limit=200"], gateway.Asked);
        Assert.Equal(1, gateway.Connections);
    }

    [Fact]
    public async Task The_cursor_goes_on_behind_the_last_complete_poll()
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 3;
        using GatewayPoll poll = PollOf(gateway, cursor: 2);
        await poll.RunAsync();
        Assert.Contains("/fills?after=2&until=3&limit=200", gateway.Asked);
        gateway.AsOf = _ => 6;
        gateway.Instead = (path, call) => path.StartsWith("/transfers", StringComparison.Ordinal) ? ProbedVenue.Broken(call) : null;
        Assert.Equal(GatewayOutcome.Status, (await poll.RunAsync()).Outcome);
        Assert.Equal("PollFailed@3", Shown(poll));
        gateway.Instead = null;
        await poll.RunAsync();
        Assert.Equal("PollBegin@3 Fill@4 Fill@5 Fill@6 Balance@6 Balance@6 Position@6 OpenOrder@6 PollEnd@6", Shown(poll));
    }

    [Fact]
    public async Task The_very_first_poll_begins_at_the_balances_that_it_finds()
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = path => path == "/balances" ? 5 : 6;
        using GatewayPoll poll = PollOf(gateway, GatewayTarget.NoCursor);
        Assert.Equal(GatewayOutcome.Ok, (await poll.RunAsync()).Outcome);
        Assert.Equal("PollBegin@0 Balance@5 Balance@5 Fill@6 Position@6 OpenOrder@6 PollEnd@6", Shown(poll));
    }

    [Fact]
    public async Task Pages_are_read_to_their_end()
    {
        await using ScriptedGateway gateway = new() { AsOf = _ => 3_000 };
        for (long seq = 1; seq <= 3_000; seq++)
        {
            gateway.Add(seq, seq % 3 == 0 ? Gateways.Transfer : seq % 3 == 1 ? Gateways.Fill : Gateways.Funding);
        }

        for (ulong id = 10; id < 60; id++)
        {
            gateway.Orders.Add(id * 1_000, Gateways.Order(id * 1_000));
        }

        using GatewayPoll poll = PollOf(gateway, options: Gateways.Patient with { PageSize = 7 });
        PollReport report = await poll.RunAsync();
        Assert.Equal((GatewayOutcome.Ok, 3_050), (report.Outcome, report.Records));
        Assert.Equal(Enumerable.Range(1, 3_000).Select(i => (long)i), poll.Records.Items[1..3_001].ToArray().Select(r => r.Seq));
        Assert.Equal(8, gateway.Asked.Count(p => p.StartsWith("/orders", StringComparison.Ordinal)));
        Assert.Equal(2, gateway.Asked.Count(p => p.StartsWith("/fills", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(3, "Ok")]
    [InlineData(1_000, "Unsettled")]
    public async Task Orders_that_change_between_their_pages_are_read_anew(int changes, string outcome)
    {
        await using ScriptedGateway gateway = new();
        for (ulong id = 1; id <= 1_500; id++)
        {
            gateway.Orders.Add(id, Gateways.Order(id));
        }

        int asked = 0;
        gateway.AsOf = path => Math.Min(path == "/orders" ? ++asked : asked, changes);
        using GatewayPoll poll = PollOf(gateway);
        PollReport report = await poll.RunAsync();
        Assert.Equal(outcome, report.Outcome.ToString());
        if (outcome == "Ok")
        {
            Assert.Equal((1_500, 3L), (report.Records, report.AsOf));
            Assert.All(poll.Records.Items.ToArray(), r => Assert.True(r.Kind == VenueRecordKind.PollBegin || r.Seq == 3));
        }
        else
        {
            Assert.Equal("/orders changed between its pages 5 times; answer with 1000 orders at once", report.Detail);
            Assert.Equal(2 * GatewayPoll.MaxAttempts, asked);
        }
    }

    [Theory]
    [InlineData("/balances", 4)]
    [InlineData("/positions", 5)]
    [InlineData("/orders", 5)]
    [InlineData("/fills", 5)]
    public async Task A_sequence_that_goes_back_is_refused(string path, long asOf)
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = p => p == path ? asOf : 6;
        using GatewayPoll poll = PollOf(gateway, cursor: 5);
        PollReport report = await poll.RunAsync();
        Assert.Equal(GatewayOutcome.WentBack, report.Outcome);
        Assert.StartsWith($"{path} as_of is {asOf} and ", report.Detail, StringComparison.Ordinal);
        Assert.Equal("PollFailed@5", Shown(poll));
    }

    public static TheoryData<string, string, string, string> Disorders => new()
    {
        { "/fills", Items(Gateways.Fill(4), Gateways.Fill(3)), "OutOfOrder", "/fills items[1].seq is 3 and does not follow 4" },
        { "/fills", Items(Gateways.Fill(4), Gateways.Fill(4)), "OutOfOrder", "/fills items[1].seq is 4 and does not follow 4" },
        { "/fills", Items(Gateways.Fill(7)), "OutOfOrder", "/fills items[0].seq is 7 and only events up to 6 were asked for" },
        { "/transfers", Items(Gateways.Transfer(4)), "OutOfOrder", "both have seq 4; one event, one seq, over all lists" },
        { "/orders", Items(Gateways.Order(9), Gateways.Order(7)), "OutOfOrder", "/orders items[1].order_id is 7 behind 9" },
        { "/orders", Items(Gateways.Order(9), Gateways.Order(9)), "OutOfOrder", "/orders items[1].order_id is 9 behind 9" },
        { "/balances", Gateways.List(6, Btc + "," + Btc), "Format", "items[1] is there twice" },
        { "/balances", """{"venue":"beta","as_of":6,"items":[]}""", "Format", "/balances venue is 'beta'; must be 'alpha'" },
        { "/positions", "<html>", "Format", "/positions is no JSON" },
    };

    [Theory]
    [MemberData(nameof(Disorders))]
    public async Task Disorder_is_refused_with_its_place(string path, string body, string outcome, string detail)
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 6;
        gateway.Instead = (asked, call) => asked.StartsWith(path, StringComparison.Ordinal) ? call.SayAsync(Gateways.Http(body)) : null;
        using GatewayPoll poll = PollOf(gateway);
        PollReport report = await poll.RunAsync();
        Assert.Equal(outcome, report.Outcome.ToString());
        Assert.Contains(detail, report.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Detail, char.IsControl);
        VenueRecord failed = Assert.Single(poll.Records.Items.ToArray());
        Assert.Equal((VenueRecordKind.PollFailed, (long)report.Outcome, CoreTime), (failed.Kind, failed.Id, failed.Time));
    }

    [Fact]
    public async Task Pages_that_do_not_advance_end_at_once()
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 6;
        gateway.Instead = (asked, call) => asked.StartsWith("/fills", StringComparison.Ordinal)
            ? call.SayAsync(Gateways.Http(Gateways.List(6, Gateways.Fill(1), "1"))) : null;
        using GatewayPoll poll = PollOf(gateway);
        PollReport report = await poll.RunAsync();
        Assert.Equal(GatewayOutcome.OutOfOrder, report.Outcome);
        Assert.Equal(2, gateway.Asked.Count(p => p.StartsWith("/fills", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Pages_without_end_end_with_the_time_of_the_poll()
    {
        ulong id = 0;
        await using ScriptedGateway gateway = new()
        {
            Instead = (asked, call) => asked.StartsWith("/orders", StringComparison.Ordinal)
                ? call.SayAsync(Gateways.Http(Gateways.List(0, Gateways.Order(++id), $"\"{id}\""))) : null,
        };
        using GatewayPoll poll = PollOf(gateway, options: Gateways.Hasty with { TimeoutNs = Gateways.Second / 10 });
        PollReport report = await poll.RunAsync();
        Assert.Equal(GatewayOutcome.Timeout, report.Outcome);
        Assert.InRange(report.DurationNs, 0, 20 * Gateways.Second);
        Assert.InRange(id, 10UL, (ulong)GatewayLimits.MaxRecords);
    }

    [Fact]
    public async Task More_records_than_a_poll_holds_are_refused()
    {
        ulong id = 0;
        await using ScriptedGateway gateway = new()
        {
            Instead = (asked, call) =>
            {
                if (!asked.StartsWith("/orders", StringComparison.Ordinal))
                {
                    return null;
                }

                string items = string.Join(',', Enumerable.Range(0, 1_000).Select(_ => Gateways.Order(++id)));
                return call.SayAsync(Gateways.Http(Gateways.List(0, items, $"\"{id}\"")));
            },
        };
        using GatewayPoll poll = PollOf(gateway, options: Gateways.Patient with { PageSize = 1_000 });
        PollReport report = await poll.RunAsync();
        Assert.Equal(GatewayOutcome.TooMuch, report.Outcome);
        Assert.Single(poll.Records.Items.ToArray());
        Assert.InRange(id, 65_000UL, 67_000UL);
    }

    [Fact]
    public async Task A_long_backlog_comes_in_parts_and_nothing_is_left_out()
    {
        const int Events = 60_000;
        await using ScriptedGateway gateway = new() { AsOf = _ => Events };
        gateway.Balances.Add("""{"asset":"BTC","total":"1.5"}""");
        for (long seq = 1; seq <= Events; seq++)
        {
            gateway.Add(seq, seq % 10 == 0 ? Gateways.Transfer : Gateways.Fill);
        }

        using GatewayPoll poll = PollOf(gateway, options: Gateways.Patient with { PageSize = 1_000 });
        List<long> seen = [];
        for (int part = 0; part < 3; part++)
        {
            PollReport report = await poll.RunAsync();
            Assert.Equal(GatewayOutcome.Backlog, report.Outcome);
            Assert.InRange(report.Records, GatewayLimits.BacklogEvents, GatewayLimits.MaxRecords);
            Assert.Equal(poll.Records.Items[^1].Seq, report.AsOf);
            Assert.Equal($"events up to {report.AsOf} of {Events}", report.Detail);
            seen.AddRange(poll.Records.Items.ToArray().Select(r => r.Seq));
        }

        Assert.Equal(GatewayOutcome.Ok, (await poll.RunAsync()).Outcome);
        Assert.Equal((VenueRecordKind.PollBegin, VenueRecordKind.Balance), (poll.Records.Items[0].Kind, poll.Records.Items[^2].Kind));
        seen.AddRange(poll.Records.Items[1..^2].ToArray().Select(r => r.Seq));
        Assert.Equal(Enumerable.Range(1, Events).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task A_backlog_that_is_slow_to_read_advances_all_the_same()
    {
        await using ScriptedGateway gateway = new() { AsOf = _ => 10_000 };
        for (long seq = 1; seq <= 10_000; seq++)
        {
            gateway.Add(seq, Gateways.Fill);
        }

        int delay = 60;
        gateway.Instead = (path, call) =>
        {
            Thread.Sleep(path.StartsWith("/fills", StringComparison.Ordinal) ? delay : 0);
            return null;
        };
        using GatewayPoll poll = PollOf(gateway, options: Gateways.Hasty with { PageSize = 10, TimeoutNs = Gateways.Second / 5 });
        GatewayOutcome last = GatewayOutcome.Backlog;
        long reached = 0;
        for (int part = 0; part < 1_000 && last == GatewayOutcome.Backlog; part++)
        {
            PollReport report = await poll.RunAsync();
            last = report.Outcome;
            Assert.True(report.AsOf > reached, report.ToString());
            reached = report.AsOf;
        }

        Assert.Equal((GatewayOutcome.Ok, 10_000L), (last, reached));
    }

    [Fact]
    public async Task A_longer_page_than_was_asked_for_is_refused()
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 6;
        using GatewayPoll poll = PollOf(gateway, options: Gateways.Patient with { PageSize = 2 });
        gateway.Instead = (asked, call) => asked.StartsWith("/fills", StringComparison.Ordinal)
            ? call.SayAsync(Gateways.Http(Gateways.List(6, Items3(), "null"))) : null;
        PollReport report = await poll.RunAsync();
        Assert.Equal((GatewayOutcome.Format, "/fills has 3 items where at most 2 were asked for; obey limit"), (report.Outcome, report.Detail));
    }

    [Theory]
    [InlineData("/balances")]
    [InlineData("/positions")]
    [InlineData("/orders")]
    [InlineData("/fills")]
    [InlineData("/funding")]
    [InlineData("/transfers")]
    public async Task Whatever_fails_fails_the_whole_poll(string path)
    {
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 6;
        using GatewayPoll poll = PollOf(gateway);
        foreach ((Func<ProbedVenue.Call, Task> fail, GatewayOutcome outcome) in ((Func<ProbedVenue.Call, Task>, GatewayOutcome)[])[
            (ProbedVenue.Broken, GatewayOutcome.Status), (ProbedVenue.Reset, GatewayOutcome.Reset),
            (ProbedVenue.Saying("SSH-2.0\r\n\r\n"), GatewayOutcome.Protocol),
            (call => call.SayAsync(Gateways.Http("")), GatewayOutcome.Format)])
        {
            gateway.Instead = (asked, call) => asked.StartsWith(path, StringComparison.Ordinal) ? fail(call) : null;
            PollReport report = await poll.RunAsync();
            Assert.Equal(outcome, report.Outcome);
            Assert.StartsWith(path, report.Detail, StringComparison.Ordinal);
            Assert.Equal("PollFailed@0", Shown(poll));
        }

        gateway.Instead = null;
        Assert.Equal(GatewayOutcome.Ok, (await poll.RunAsync()).Outcome);
    }

    [Fact]
    public async Task No_answer_is_unexpected_and_none_holds_a_poll()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using ScriptedGateway gateway = Usual();
        gateway.AsOf = _ => 6;
        string answer = "";
        int at = 0;
        gateway.Instead = (_, call) => --at == 0 ? ProbedVenue.Saying(answer)(call) : null;
        HashSet<GatewayOutcome> seen = [];
        for (int i = 0; i < 300; i++)
        {
            using GatewayPoll poll = PollOf(gateway, options: Gateways.Patient with { TimeoutNs = Gateways.Second * 2 });
            at = random.Next(1, 7);
            char[] changed = Gateways.Http(Gateways.List(6, Gateways.Fill(4), "null")).ToCharArray();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (char)random.Next(256);
            }

            answer = new string(changed, 0, random.Next(3) == 0 ? random.Next(changed.Length) : changed.Length);
            PollReport report = await poll.RunAsync();
            seen.Add(report.Outcome);
            Assert.True(report.Outcome != GatewayOutcome.Unexpected, $"seed {seed}, answer {i}: {report} to {answer}");
            Assert.Equal(report.Outcome == GatewayOutcome.Ok ? VenueRecordKind.PollEnd : VenueRecordKind.PollFailed, poll.Records.Items[^1].Kind);
        }

        Assert.Contains(GatewayOutcome.Format, seen);
        Assert.InRange(seen.Count, 2, 10);
    }

    private static ScriptedGateway Usual()
    {
        ScriptedGateway gateway = new();
        gateway.Balances.Add("""{"asset":"BTC","total":"1.5"}""");
        gateway.Balances.Add("""{"asset":"USDT","total":"9000"}""");
        gateway.Positions.Add("""{"position":"BTC-PERP","quantity":"-0.5","entry_price":"60000"}""");
        gateway.Orders.Add(77, Gateways.Order(77));
        Func<long, string>[] events = [Gateways.Fill, Gateways.Funding, Gateways.Transfer, Gateways.Fill, Gateways.Fill, Gateways.Fill];
        for (int i = 0; i < events.Length; i++)
        {
            gateway.Add(i + 1, events[i]);
        }

        return gateway;
    }

    private static string Items(params string[] items) => Gateways.List(6, string.Join(',', items), "null");

    private static string Items3() => string.Join(',', Gateways.Fill(1), Gateways.Fill(4), Gateways.Fill(5));

    private static GatewayPoll PollOf(ScriptedGateway gateway, long cursor = 0, GatewayOptions? options = null)
    {
        options ??= Gateways.Patient;
        return new GatewayPoll(Gateways.ClientOf(gateway.Base, options, Cancel), Gateways.NamesOf(), options, cursor, () => CoreTime);
    }

    private static string Shown(GatewayPoll poll)
    {
        List<string> shown = [];
        foreach (VenueRecord record in poll.Records.Items)
        {
            Assert.Equal(0, record.Venue);
            shown.Add($"{record.Kind}@{record.Seq}");
        }

        return string.Join(' ', shown);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>The venue gateway contract and the simulator's own API over a real socket.</summary>
public sealed class VenueContractTests
{
    [Fact]
    public async Task Every_path_has_its_members_in_their_types()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.PostAsync("/sim/transfers", """{"asset":"USDT","amount":"1000000"}""");
        await rig.TradeAsync(12, "-0.5");
        await rig.TradeAsync(13, "0.25", "BTC/USDT:perp");
        await rig.PostAsync("/sim/funding", """{"position":"BTC-PERP","rate_ppm":100}""");
        await rig.PostAsync("/sim/orders", """{"client_order_id":"14","market":"BTC/USDT","quantity":"0.5","price":"50000"}""");

        Assert.Equal("""{"venue":"alpha","status":"ok"}""", (await rig.GetAsync("/v1/health")).ToString());
        JsonElement balances = await rig.GetAsync("/v1/balances");
        Assert.Equal(["venue", "as_of", "items"], Members(balances));
        Assert.Equal("-0.5", VenueRig.Total(balances, "BTC"));
        Assert.Equal(JsonValueKind.Number, balances.GetProperty("as_of").ValueKind);

        JsonElement position = Only(await rig.GetAsync("/v1/positions"));
        Assert.Equal(("BTC-PERP", "0.25"), (position.GetProperty("position").GetString(), position.GetProperty("quantity").GetString()));

        JsonElement order = Only(await rig.GetAsync("/v1/orders"));
        Assert.Equal(["order_id", "client_order_id", "market", "quantity", "remaining", "price"], Members(order));
        Assert.Equal(["3", "14", "BTC/USDT", "0.5", "0.5", "50000"], order.EnumerateObject().Select(m => m.Value.GetString()!));

        JsonElement fill = (await rig.GetAsync("/v1/fills")).GetProperty("items")[0];
        Assert.Equal(["seq", "fill_id", "client_order_id", "market", "quantity", "price", "cash", "fee", "fee_asset", "time"], Members(fill));
        Assert.Equal(JsonValueKind.Number, fill.GetProperty("seq").ValueKind);
        Assert.All(fill.EnumerateObject().Skip(1), m => Assert.Equal(JsonValueKind.String, m.Value.ValueKind));

        JsonElement funding = Only(await rig.GetAsync("/v1/funding"));
        Assert.Equal(
            ["seq", "funding_id", "position", "unit", "quantity", "mark_price", "rate_ppm", "amount", "time"], Members(funding));
        Assert.Equal("-1.5", funding.GetProperty("amount").GetString()); // 0.25 × 60000 × 100 ppm

        JsonElement transfer = Only(await rig.GetAsync("/v1/transfers"));
        Assert.Equal(["seq", "transfer_id", "asset", "amount", "time"], Members(transfer));
    }

    [Fact]
    public async Task Lists_come_in_pages_between_two_sequences()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        for (int i = 1; i <= 7; i++)
        {
            await rig.PostAsync("/sim/transfers", $$"""{"asset":"USDT","amount":"{{i}}"}""");
        }

        JsonElement page = await rig.GetAsync("/v1/transfers?after=1&until=6&limit=2");
        Assert.Equal(["2", "3"], VenueRig.All(page, "seq"));
        Assert.Equal((3, 7), (page.GetProperty("next").GetInt64(), page.GetProperty("as_of").GetInt64()));
        page = await rig.GetAsync("/v1/transfers?after=3&until=6&limit=3");
        Assert.Equal(["4", "5", "6"], VenueRig.All(page, "seq"));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        Assert.Empty(VenueRig.All(await rig.GetAsync("/v1/transfers?after=7"), "seq"));
        Assert.Empty(VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));
    }

    [Fact]
    public async Task Open_orders_come_in_pages_by_their_id()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        for (int i = 1; i <= 5; i++)
        {
            await rig.PostAsync("/sim/orders", $$"""{"client_order_id":"{{100 - i}}","market":"ETH/USDT","quantity":"1","price":"{{i}}"}""");
        }

        JsonElement page = await rig.GetAsync("/v1/orders?limit=3");
        Assert.Equal(["1", "2", "3"], VenueRig.All(page, "order_id"));
        Assert.Equal("3", page.GetProperty("next").GetString());
        page = await rig.GetAsync("/v1/orders?after=3&limit=3");
        Assert.Equal(["4", "5"], VenueRig.All(page, "order_id"));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);

        Assert.Equal(1, (await rig.DeleteAsync("/sim/orders/99")).GetProperty("canceled").GetInt32());
        Assert.Equal(0, (await rig.DeleteAsync("/sim/orders/99")).GetProperty("canceled").GetInt32());
        Assert.Equal(0, (await rig.DeleteAsync("/sim/orders?market=BTC%2FUSDT")).GetProperty("canceled").GetInt32());
        Assert.Equal(4, (await rig.DeleteAsync("/sim/orders?market=ETH/USDT")).GetProperty("canceled").GetInt32());
        Assert.Empty(VenueRig.All(await rig.GetAsync("/v1/orders"), "order_id"));
    }

    [Fact]
    public async Task Pages_lose_and_repeat_nothing_while_others_trade()
    {
        await using VenueRig rig = await VenueRig.StartAsync(options: new VenueServerOptions { Tick = TimeSpan.FromMilliseconds(1) });
        const int Traders = 4;
        const int Orders = 60;
        long done = 0;
        Task[] traders = [.. Enumerable.Range(0, Traders).Select(t => Task.Run(async () =>
        {
            for (int i = 0; i < Orders; i++)
            {
                ulong id = (ulong)((t * Orders) + i);
                string quantity = i % 2 == 0 ? "-20" : "20";
                await rig.PostAsync("/sim/orders", $$"""{"client_order_id":"{{id}}","market":"ETH/USDT","quantity":"{{quantity}}"}""");
                await rig.PostAsync("/sim/transfers", """{"asset":"USDT","amount":"1"}""");
            }

            Interlocked.Increment(ref done);
        }))];

        List<long> seqs = [];
        List<long> fills = [];
        long cursor = 0;
        bool isLast;
        do
        {
            // What is there when the last trader has ended is read once more, to the end.
            isLast = Interlocked.Read(ref done) == Traders;
            JsonElement page;
            do
            {
                page = await rig.GetAsync($"/v1/fills?after={cursor}&limit=3");
                long asOf = page.GetProperty("as_of").GetInt64();
                Assert.All(VenueRig.All(page, "seq"), seq => Assert.InRange(long.Parse(seq), cursor + 1, asOf));
                seqs.AddRange(VenueRig.All(page, "seq").Select(long.Parse));
                fills.AddRange(VenueRig.All(page, "fill_id").Select(long.Parse));
                cursor = seqs.Count > 0 ? seqs[^1] : 0;
            }
            while (page.GetProperty("next").ValueKind == JsonValueKind.Number);
        }
        while (!isLast);

        await Task.WhenAll(traders);
        Assert.Equal(seqs.Order().Distinct(), seqs);
        Assert.Equal(Enumerable.Range(1, fills.Count).Select(i => (long)i), fills);

        // Where the book is thin at the moment an order finds nobody: half of them is enough to prove it.
        Assert.True(fills.Count >= Traders * Orders / 2, $"{fills.Count} fills");
        Assert.Equal(fills.Count, VenueRig.All(await rig.GetAsync("/sim/fills?limit=1000"), "seq").Length);
    }

    [Fact]
    public async Task One_client_id_makes_one_order_whoever_is_first()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        const string Body = """{"client_order_id":"5","market":"BTC/USDT","quantity":"1"}""";
        (HttpStatusCode Status, JsonElement Answer)[] answers =
            await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => rig.PostAsync("/sim/orders", Body)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.OK);
        Assert.Equal(15, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        Assert.Single(answers.Select(a => a.Answer.ToString()).Distinct());
        Assert.Equal("1", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        Assert.Equal(answers[0].Answer.ToString(), (await rig.GetAsync("/sim/orders/5")).ToString());
    }

    [Theory]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT"}""", 400, "'quantity' is missing")]
    [InlineData("""{"client_order_id":"1","market":"DOGE/USDT","quantity":"1"}""", 400, "no market 'DOGE/USDT'")]
    [InlineData("""{"client_order_id":"-1","market":"BTC/USDT","quantity":"1"}""", 400, "client order id")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":"1e3"}""", 400, "'quantity' must be a decimal")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":"1","price":"-5"}""", 400, "'price' must be above zero")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":"1","side":"buy"}""", 400, "'side' is not known")]
    [InlineData("""{"client_order_id":"1","client_order_id":"2","market":"BTC/USDT","quantity":"1"}""", 400, "given twice")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":["1"]}""", 400, "'quantity' must be a string or a number")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":"1"} more""", 400, "no JSON")]
    [InlineData("[]", 400, "must be a JSON object")]
    [InlineData("", 400, "no JSON")]
    [InlineData("""{"client_order_id":"1","market":"BTC/USDT","quantity":"0"}""", 422, "not zero")]
    public async Task A_bad_order_is_explained_and_makes_none(string body, int status, string problem)
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        (HttpStatusCode answered, JsonElement answer) = await rig.PostAsync("/sim/orders", body);
        Assert.Equal(status, (int)answered);
        Assert.Contains(problem, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await rig.GetAsync("/v1/fills")).GetProperty("as_of").GetInt64());
    }

    [Theory]
    [InlineData("GET", "/v1/fills?after=-1", 400)]
    [InlineData("GET", "/v1/fills?limit=0", 400)]
    [InlineData("GET", "/v1/fills?limit=1001", 400)]
    [InlineData("GET", "/v1/fills?limit=1&limit=2", 400)]
    [InlineData("GET", "/v1/fills?form=1", 400)]
    [InlineData("GET", "/v1/balances?after=1", 400)]
    [InlineData("GET", "/v1/orders?until=1", 400)]
    [InlineData("GET", "/v1/nothing", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("DELETE", "/v1/orders", 405)]
    [InlineData("GET", "/sim/orders/7", 404)]
    [InlineData("GET", "/sim/book?market=X", 400)]
    [InlineData("DELETE", "/sim/faults/9", 404)]
    [InlineData("PUT", "/sim/faults", 404)]
    [InlineData("GET", "/sim/tick", 404)]
    public async Task A_wrong_question_is_refused(string method, string path, int status)
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), rig.At(path));
        using HttpResponseMessage answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains("\"error\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_refused()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        using StringContent content = new(new string(' ', 17 * 1024));
        using HttpResponseMessage answer = await rig.Http.PostAsync(rig.At("/sim/orders"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Prices_move_when_told_and_by_themselves()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        (_, JsonElement moved) = await rig.PostAsync("/sim/price", """{"market":"BTC/USDT","price":"50000"}""");
        Assert.Equal("50000", moved.GetProperty("mid").GetString());
        Assert.Equal(moved.ToString(), (await rig.GetAsync("/sim/book?market=BTC/USDT")).ToString());
        (_, JsonElement stepped) = await rig.PostAsync("/sim/tick", """{"count":9}""");
        Assert.Equal(9, stepped.GetProperty("ticks").GetInt64());
        Assert.Equal(3, stepped.GetProperty("items").GetArrayLength());

        await using VenueRig alive = await VenueRig.StartAsync(options: new VenueServerOptions { Tick = TimeSpan.FromMilliseconds(1) });
        await EndToEnd.Poll.UntilAsync(
            async () => (await alive.GetAsync("/sim/markets")).GetProperty("ticks").GetInt64() > 3, () => "the prices stand still");
    }

    [Fact]
    public async Task It_listens_where_others_reach_it_only_when_that_is_said()
    {
        VenueServerOptions options = new() { Listen = new IPEndPoint(IPAddress.Any, 0), Tick = TimeSpan.Zero };
        SimEndpointException refused = await Assert.ThrowsAsync<SimEndpointException>(() => VenueRig.StartAsync(options: options));
        Assert.Contains("--allow-remote", refused.Message, StringComparison.Ordinal);
        await using VenueRig rig = await VenueRig.StartAsync(options: options with { MayBeRemote = true });
        Assert.NotEqual(0, rig.Address.Port);

        VenueServerOptions taken = new() { Listen = new IPEndPoint(IPAddress.Loopback, rig.Address.Port), Tick = TimeSpan.Zero };
        refused = await Assert.ThrowsAsync<SimEndpointException>(() => VenueRig.StartAsync(options: taken));
        Assert.Contains($"{rig.Address.Port}", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Members(JsonElement item) => item.EnumerateObject().Select(m => m.Name);

    private static JsonElement Only(JsonElement list) => Assert.Single(list.GetProperty("items").EnumerateArray());
}

using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Sims.Faults;
using Basisd.Sims.Server;
using Xunit;

namespace Basisd.Tests.Sims;

/// <summary>Each fault as a client meets it, over a real socket; taken away, the venue answers as if nothing had been.</summary>
public sealed class VenueFaultTests
{
    [Fact]
    public async Task Error_answers_with_its_status_as_often_as_it_is_told()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("error", "\"status\":\"502\",\"count\":2");
        Assert.Equal("502 502 200", await rig.StatusesAsync("/v1/health", "/v1/fills", "/v1/health"));
        await rig.FaultAsync("error", "\"path\":\"/v1/fills\"");
        Assert.Equal("200 503 503 200", await rig.StatusesAsync("/v1/health", "/v1/fills", "/v1/fills", "/sim/fills"));
        await rig.HealAsync();
        Assert.Equal("200", await rig.StatusesAsync("/v1/fills"));
    }

    [Fact]
    public async Task Latency_keeps_an_answer_back()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("latency", "\"ms\":150");
        long start = BootClock.NowNs();
        await rig.GetAsync("/v1/health");
        Assert.True(BootClock.NowNs() - start >= 150_000_000);
        await rig.FaultAsync("error", "\"status\":500");
        start = BootClock.NowNs();
        Assert.Equal("500", await rig.StatusesAsync("/v1/health"));
        Assert.True(BootClock.NowNs() - start >= 150_000_000, "both act");
    }

    [Fact]
    public async Task Reset_is_a_reset_and_no_end_of_stream()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("reset");
        using Socket socket = await rig.ConnectAsync("/v1/health");
        SocketException reset = await Assert.ThrowsAsync<SocketException>(() => VenueRig.ReceiveAsync(socket));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => rig.AskAsync("/v1/fills"));
        await rig.HealAsync();
        Assert.Equal("200", await rig.StatusesAsync("/v1/health"));
    }

    [Fact]
    public async Task Wrong_balance_lies_by_its_amount_in_the_answer_alone()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "2");
        await rig.FaultAsync("wrong_balance", "\"asset\":\"BTC\",\"amount\":\"-0.5\"");
        Assert.Equal("1.5", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        Assert.Equal("2", VenueRig.Total(await rig.GetAsync("/sim/balances"), "BTC"));
        await rig.TradeAsync(2, "1");
        Assert.Equal("2.5", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        await rig.HealAsync();
        Assert.Equal("3", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
    }

    [Fact]
    public async Task Missing_fill_leaves_out_the_next_one_or_the_one_that_is_named()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "0.1");
        await rig.FaultAsync("missing_fill");
        await rig.TradeAsync(2, "0.1");
        await rig.TradeAsync(3, "0.1");
        Assert.Equal(["1", "3"], VenueRig.All(await rig.GetAsync("/v1/fills"), "fill_id"));
        Assert.Equal(["1", "3"], VenueRig.All(await rig.GetAsync("/v1/fills?limit=2"), "fill_id"));
        await rig.FaultAsync("missing_fill", "\"fill\":\"1\"");
        Assert.Equal(["3"], VenueRig.All(await rig.GetAsync("/v1/fills"), "fill_id"));
        Assert.Equal("0.3", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        Assert.Equal(["1", "2", "3"], VenueRig.All(await rig.GetAsync("/sim/fills"), "fill_id"));
        await rig.HealAsync();
        Assert.Equal(["1", "2", "3"], VenueRig.All(await rig.GetAsync("/v1/fills"), "fill_id"));
    }

    [Fact]
    public async Task Duplicate_fill_tells_one_again_under_a_sequence_of_its_own()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        (HttpStatusCode early, _) = await rig.PostAsync("/sim/faults", """{"kind":"duplicate_fill"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early);
        await rig.TradeAsync(1, "0.1");
        await rig.FaultAsync("duplicate_fill");
        await rig.TradeAsync(2, "0.1");
        JsonElement fills = await rig.GetAsync("/v1/fills");
        Assert.Equal(["1", "1", "2"], VenueRig.All(fills, "fill_id"));
        Assert.Equal(["1", "2", "3"], VenueRig.All(fills, "seq"));
        Assert.Equal(["1", "2"], VenueRig.All(await rig.GetAsync("/sim/fills"), "fill_id"));
        Assert.Equal("0.2", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        await rig.HealAsync();
        Assert.Equal(["1", "3"], VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));

        await rig.FaultAsync("duplicate_fill", "\"fill\":1,\"same_seq\":true");
        Assert.Equal(["1", "1", "3"], VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));
    }

    [Fact]
    public async Task Reordered_pages_break_the_order_of_every_list()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        for (ulong i = 1; i <= 4; i++)
        {
            await rig.TradeAsync(i, "0.1");
            await rig.PostAsync("/sim/orders", $$"""{"client_order_id":"{{100 + i}}","market":"ETH/USDT","quantity":"1","price":"1"}""");
        }

        await rig.FaultAsync("reordered_pages");
        Assert.Equal(["4", "3", "2", "1"], VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));
        JsonElement first = await rig.GetAsync("/v1/fills?limit=2");
        Assert.Equal(["3", "4"], VenueRig.All(first, "seq")); // the second page first
        Assert.Equal(2, first.GetProperty("next").GetInt64());
        Assert.Equal(4, (await rig.GetAsync("/v1/orders")).GetProperty("items").GetArrayLength());
        Assert.NotEqual(VenueRig.All(await rig.GetAsync("/sim/orders"), "order_id"), VenueRig.All(await rig.GetAsync("/v1/orders"), "order_id"));
        await rig.HealAsync();
        Assert.Equal(["1", "2", "3", "4"], VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));
    }

    [Fact]
    public async Task Empty_list_claims_that_there_is_nothing()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "0.1");
        await rig.FaultAsync("empty_list", "\"path\":\"/v1/balances\"");
        JsonElement balances = await rig.GetAsync("/v1/balances");
        Assert.Equal((0, 1), (balances.GetProperty("items").GetArrayLength(), balances.GetProperty("as_of").GetInt64()));
        Assert.NotEmpty(VenueRig.All(await rig.GetAsync("/v1/fills"), "seq"));
        await rig.FaultAsync("empty_list");
        foreach (string list in (string[])["balances", "positions", "orders", "fills", "funding", "transfers"])
        {
            Assert.Equal(0, (await rig.GetAsync("/v1/" + list)).GetProperty("items").GetArrayLength());
        }
    }

    [Fact]
    public async Task Garbage_is_no_json()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("garbage");
        using HttpResponseMessage answer = await rig.AskAsync("/v1/balances");
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task Huge_body_has_the_length_that_was_asked_for_and_says_it_to_nobody()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("huge_body", "\"bytes\":3000000");
        using HttpResponseMessage answer = await rig.Http.GetAsync(
            rig.At("/v1/fills"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Null(answer.Content.Headers.ContentLength);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3_000_000, body.Length);
        Assert.Equal("alpha", JsonDocument.Parse(body).RootElement.GetProperty("venue").GetString());
    }

    [Fact]
    public async Task Slow_drip_gives_the_right_answer_byte_by_byte()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("slow_drip", "\"ms\":5");
        long start = BootClock.NowNs();
        using HttpResponseMessage answer = await rig.Http.GetAsync(
            rig.At("/v1/health"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        byte[] one = new byte[1];
        await using Stream body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        int reads = 0;
        StringBuilder text = new();
        while (await body.ReadAsync(one, TestContext.Current.CancellationToken) > 0)
        {
            reads++;
            text.Append((char)one[0]);
        }

        Assert.Equal("""{"venue":"alpha","status":"ok"}""", text.ToString());
        Assert.True(BootClock.NowNs() - start >= (reads - 1) * 5_000_000L, "one pause for each byte");
    }

    [Fact]
    public async Task Redirect_loop_leads_to_itself()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("redirect_loop");
        using HttpResponseMessage answer = await rig.AskAsync("/v1/fills?after=3");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(rig.At("/v1/fills?after=3"), new Uri(rig.At("/v1/fills"), answer.Headers.Location!));
    }

    [Theory]
    [InlineData("wrong_type", "/v1/balances", JsonValueKind.Number, "2")]
    [InlineData("huge_number", "/v1/balances", JsonValueKind.String, "92233720368547758070")]
    public async Task Amounts_that_are_none(string kind, string path, JsonValueKind type, string total)
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "2");
        await rig.FaultAsync(kind);
        JsonElement told = (await rig.GetAsync(path)).GetProperty("items").EnumerateArray().First().GetProperty("total");
        Assert.Equal((type, total), (told.ValueKind, told.ToString()));
    }

    [Fact]
    public async Task Negative_price_turns_prices_and_fees_alone()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "0.1");
        await rig.FaultAsync("negative_price");
        JsonElement fill = (await rig.GetAsync("/v1/fills")).GetProperty("items")[0];
        Assert.StartsWith("-", fill.GetProperty("price").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("-", fill.GetProperty("fee").GetString(), StringComparison.Ordinal);
        Assert.Equal("0.1", fill.GetProperty("quantity").GetString());
    }

    [Fact]
    public async Task No_fault_reaches_the_way_back()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("reset", "\"path\":\"/sim/\"");
        await Assert.ThrowsAsync<HttpRequestException>(() => rig.AskAsync("/sim/markets"));
        JsonElement set = await rig.GetAsync("/sim/faults");
        Assert.Equal(["1"], VenueRig.All(set, "id"));
        await rig.DeleteAsync("/sim/faults/1");
        Assert.Equal("200", await rig.StatusesAsync("/sim/markets"));
    }

    [Theory]
    [InlineData("""{"kind":"boom"}""", "there is no fault 'boom'; there are error, latency")]
    [InlineData("""{}""", "there is no fault ''")]
    [InlineData("""{"kind":"latency"}""", "'ms' is missing")]
    [InlineData("""{"kind":"error","ms":5}""", "error knows no 'ms'; it knows status, path, count")]
    [InlineData("""{"kind":"error","status":200}""", "'status' must be an integer from 300 to 599")]
    [InlineData("""{"kind":"error","count":0}""", "'count' must be")]
    [InlineData("""{"kind":"error","path":"/metrics"}""", "'path' begins with /v1")]
    [InlineData("""{"kind":"wrong_balance","asset":"BTC"}""", "'amount' is missing")]
    [InlineData("""{"kind":"wrong_balance","asset":"BTC","amount":"0"}""", "not zero")]
    [InlineData("""{"kind":"duplicate_fill","fill":4}""", "fill 4 is not held")]
    public async Task A_fault_that_cannot_be_is_explained(string body, string problem)
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        (HttpStatusCode status, JsonElement answer) = await rig.PostAsync("/sim/faults", body);
        Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity);
        Assert.Contains(problem, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await rig.GetAsync("/sim/faults")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Faults_are_bounded_and_spent_ones_make_room()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.FaultAsync("error", "\"count\":1");
        await rig.StatusesAsync("/v1/health");
        for (int i = 0; i < FaultList.MaxFaults; i++)
        {
            await rig.FaultAsync("latency", "\"ms\":1,\"path\":\"/v1/funding\"");
        }

        (HttpStatusCode status, _) = await rig.PostAsync("/sim/faults", """{"kind":"error"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(FaultList.MaxFaults, (await rig.DeleteAsync("/sim/faults")).GetProperty("removed").GetInt32());
    }

    [Fact]
    public async Task Every_kind_has_a_name_that_finds_it()
    {
        await Task.CompletedTask;
        Assert.Equal(Enum.GetValues<FaultKind>().Length, FaultText.Names.Distinct().Count());
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.Equal(kind, FaultText.Find(FaultText.Name(kind))));
    }

    [Fact]
    public async Task Tls_is_spoken_with_a_certificate_that_nobody_trusts()
    {
        using X509Certificate2 certificate = ServerTls.SelfSigned(DateTimeOffset.UtcNow);
        await using VenueRig rig = await VenueRig.StartAsync(options: new VenueServerOptions { Tick = TimeSpan.Zero, Certificate = certificate });
        Assert.Equal("https", rig.Address.Scheme);
        HttpRequestException untrusted = await Assert.ThrowsAsync<HttpRequestException>(() => rig.AskAsync("/v1/health"));
        Assert.IsType<AuthenticationException>(untrusted.InnerException);
        using HttpClient trusting = new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        });
        string health = await trusting.GetStringAsync(rig.At("/v1/health"), TestContext.Current.CancellationToken);
        Assert.Equal("""{"venue":"alpha","status":"ok"}""", health);
    }
}

using System;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Probes.Gateway;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>Every way in which a gateway can misbehave below the contract, over real sockets: the class, the bounds, the budget.</summary>
public sealed class GatewayClientTests
{
    private const int KiB = 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Later => BootClock.NowNs() + (1_000 * Gateways.Second);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "Ok", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}", "Ok", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", "Ok", "")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n{}", "Ok", "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "Status", "status 204")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "Status", "status 500")]
    [InlineData("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "Status", "status 401: the token is not accepted; see gateway_token_file")]
    [InlineData("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "Status", "status 404: the gateway does not know the path")]
    [InlineData("", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\"", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Protocol", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{garbage\r\n", "Protocol", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{", "Protocol", "")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n\r\n", "Protocol", "SSH-2.0")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}", "Protocol", "compressed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: identity, gzip\r\nContent-Length: 2\r\n\r\n{}", "Protocol", "compressed")]
    public async Task An_answer_gets_its_class(string answer, string outcome, string detail)
    {
        await using ProbedVenue venue = new(ProbedVenue.Saying(answer));
        GatewayAnswer got = await AskAsync(venue, Gateways.Patient);
        Assert.Equal(outcome, got.Outcome.ToString());
        Assert.Contains(detail, got.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(got.Detail, char.IsControl);
    }

    [Theory]
    [InlineData("Content-Length: 10485760\r\n", 0)]
    [InlineData("", 64 * KiB)]
    [InlineData("Transfer-Encoding: chunked\r\n", 64 * KiB)]
    public async Task Ten_megabytes_are_not_read(string head, int atMost)
    {
        await using ProbedVenue venue = new(async call =>
        {
            await call.SayAsync($"HTTP/1.1 200 OK\r\n{head}\r\n");
            byte[] block = new byte[64 * KiB];
            for (int sent = 0; sent < 10 * KiB * KiB; sent += block.Length)
            {
                if (head.StartsWith('T'))
                {
                    await call.SayAsync("10000\r\n");
                }

                await call.Stream.WriteAsync(block, call.Stop);
                await call.SayAsync(head.StartsWith('T') ? "\r\n" : "");
            }
        });
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient with { MaxBodyBytes = 64 * KiB }, Cancel);
        GatewayAnswer got = await client.GetAsync("/fills", Later);
        Assert.Equal(GatewayOutcome.TooLarge, got.Outcome);
        Assert.Equal("the body is longer than 65536 bytes (gateway.max_body); answer with smaller pages", got.Detail);
        Assert.InRange(client.BytesRead, 0, atMost + 1);
        Assert.Equal(0, client.Body.Length);

        // The connection went with it, and the next one is a new one.
        Assert.Equal(GatewayOutcome.TooLarge, (await client.GetAsync("/fills", Later)).Outcome);
        Assert.Equal(2, venue.Connections);
    }

    [Fact]
    public async Task The_longest_body_that_is_allowed_is_read()
    {
        string body = new(' ', (64 * KiB) - 2);
        await using ProbedVenue venue = new(call => call.SayAsync(Gateways.Http("{}" + body)));
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient with { MaxBodyBytes = 64 * KiB }, Cancel);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(GatewayOutcome.Ok, (await client.GetAsync("/fills", Later)).Outcome);
            Assert.Equal(64 * KiB, client.Body.Length);
        }

        Assert.Equal(1, venue.Connections);
    }

    [Theory]
    [InlineData("Content-Encoding: gzip\r\n", "Protocol")]
    [InlineData("", "Ok")]
    public async Task A_bomb_is_never_unpacked(string header, string outcome)
    {
        using MemoryStream packed = new();
        await using (GZipStream zip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await zip.WriteAsync(new byte[64 * KiB * KiB], Cancel);
        }

        await using ProbedVenue venue = new(async call =>
        {
            await call.SayAsync($"HTTP/1.1 200 OK\r\n{header}Content-Length: {packed.Length}\r\n\r\n");
            await call.Stream.WriteAsync(packed.ToArray(), call.Stop);
        });
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient, Cancel);
        Assert.Equal(outcome, (await client.GetAsync("/fills", Later)).Outcome.ToString());
        Assert.InRange(client.BytesRead, 0, packed.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{")]
    public async Task Half_open_connections_and_slow_drips_are_timeouts(string before)
    {
        foreach (bool drips in (bool[])[false, true])
        {
            await using ProbedVenue venue = new(ProbedVenue.Stalling(before, drips));
            using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Hasty with { RetriesPerMinute = 5 }, Cancel);
            long start = BootClock.NowNs();
            GatewayAnswer got = await client.GetAsync("/fills", Later);
            Assert.Equal((GatewayOutcome.Timeout, "no complete answer within 200 ms (gateway.timeout)"), (got.Outcome, got.Detail));
            Assert.InRange(BootClock.NowNs() - start, 0, 20 * Gateways.Second);
            Assert.Equal((0L, 1), (client.Retries, venue.Requests));
        }
    }

    [Fact]
    public async Task A_poll_that_is_out_of_time_asks_nothing()
    {
        await using ProbedVenue venue = new(ProbedVenue.Well);
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient, Cancel);
        GatewayAnswer got = await client.GetAsync("/fills", BootClock.NowNs());
        Assert.Equal((GatewayOutcome.Timeout, "the poll was not over within 10 times gateway.timeout"), (got.Outcome, got.Detail));
        Assert.Equal(0, venue.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_not_even_in_a_circle()
    {
        await using ProbedVenue venue = new(call => call.SayAsync("HTTP/1.1 307 Away\r\nLocation: /v1/fills\r\nContent-Length: 0\r\n\r\n"));
        GatewayAnswer got = await AskAsync(venue, Gateways.Patient);
        Assert.Equal(GatewayOutcome.Status, got.Outcome);
        Assert.Equal("status 307: redirects are not followed; name the final address in gateway_url", got.Detail);
        Assert.Equal(1, venue.Requests);
    }

    [Fact]
    public async Task An_untrusted_certificate_is_a_tls_failure()
    {
        using X509Certificate2 certificate = ProbedVenue.Untrusted();
        await using ProbedVenue secure = new(ProbedVenue.Well, certificate);
        GatewayAnswer got = await AskAsync(secure, Gateways.Patient with { RetriesPerMinute = 5 });
        Assert.Equal(GatewayOutcome.Tls, got.Outcome);
        Assert.NotEmpty(got.Detail);
        Assert.Equal(0, secure.Requests);
    }

    [Fact]
    public async Task A_reset_in_the_middle_of_a_body_is_a_reset()
    {
        await using ProbedVenue venue = new(async call =>
        {
            await call.SayAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"venue\":");
            await ProbedVenue.Reset(call);
        });
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient with { RetriesPerMinute = 5 }, Cancel);
        GatewayAnswer got = await client.GetAsync("/fills", Later);
        Assert.Equal((GatewayOutcome.Reset, 1L, 2), (got.Outcome, client.Retries, venue.Requests));
    }

    [Fact]
    public async Task A_closed_port_is_refused()
    {
        using ClosedPort gone = new();
        using GatewayClient client = Gateways.ClientOf(new Uri(gone.Address, "/v1"), Gateways.Patient, Cancel);
        Assert.Equal(GatewayOutcome.Connect, (await client.GetAsync("/fills", Later)).Outcome);
    }

    [Fact]
    public async Task A_fast_failure_is_repeated_once_while_the_budget_lasts()
    {
        int asked = 0;
        await using ProbedVenue venue = new(call =>
            Interlocked.Increment(ref asked) % 2 == 1 ? ProbedVenue.Reset(call) : call.SayAsync(Gateways.Http("{}")));
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient with { RetriesPerMinute = 2 }, Cancel);
        Assert.Equal(GatewayOutcome.Ok, (await client.GetAsync("/fills", Later)).Outcome);
        Assert.Equal(GatewayOutcome.Ok, (await client.GetAsync("/fills", Later)).Outcome);
        Assert.Equal(GatewayOutcome.Reset, (await client.GetAsync("/fills", Later)).Outcome);
        Assert.Equal((2L, 5), (client.Retries, asked));
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(429, 2)]
    [InlineData(503, 2)]
    public async Task Only_what_may_pass_is_repeated(int status, int requests)
    {
        await using ProbedVenue venue = new(call => call.SayAsync($"HTTP/1.1 {status} Oh\r\nContent-Length: 0\r\n\r\n"));
        Assert.Equal(GatewayOutcome.Status, (await AskAsync(venue, Gateways.Patient with { RetriesPerMinute = 9 })).Outcome);
        Assert.Equal(requests, venue.Requests);
    }

    [Fact]
    public void The_budget_is_of_any_minute()
    {
        RetryBudget budget = new(2);
        Assert.True(budget.TryTake(0));
        Assert.True(budget.TryTake(30 * Gateways.Second));
        Assert.False(budget.TryTake((60 * Gateways.Second) - 1));
        Assert.True(budget.TryTake(60 * Gateways.Second));
        Assert.False(budget.TryTake(61 * Gateways.Second));
        Assert.True(budget.TryTake(90 * Gateways.Second));
        Assert.False(new RetryBudget(0).TryTake(0));
    }

    [Fact]
    public async Task The_question_carries_the_token_and_asks_for_no_compression()
    {
        string head = "";
        await using ProbedVenue venue = new(call =>
        {
            head = call.Head;
            return call.SayAsync(Gateways.Http("{}"));
        });
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), Gateways.Patient, Cancel, "se/cr+et==");
        await client.GetAsync("/fills?after=1&until=2&limit=3", Later);
        string rest = $"Host: 127.0.0.1:{venue.Port}\r\nUser-Agent: basisd\r\nAuthorization: Bearer se/cr+et==\r\n\r\n";
        Assert.Equal("GET /v1/fills?after=1&until=2&limit=3 HTTP/1.1\r\n" + rest, head);
    }

    [Fact]
    public void A_target_never_shows_its_token() =>
        Assert.DoesNotContain("secret", new GatewayTarget(0, new Uri("http://a/"), "secret", 0).ToString(), StringComparison.Ordinal);

    private static async Task<GatewayAnswer> AskAsync(ProbedVenue venue, GatewayOptions options)
    {
        using GatewayClient client = Gateways.ClientOf(Gateways.BaseOf(venue), options, Cancel);
        return await client.GetAsync("/fills", Later);
    }
}

using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Probes;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Probes;

/// <summary>Every way in which a venue can answer, over real sockets, and the class that it gets.</summary>
public sealed class ProbeClientTests
{
    // For answers that come: long, because the machine may be busy. For those that do not: short.
    private const long Patient = 10_000_000_000;
    private const long Hasty = 100_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Ok", "")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "Ok", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "Ok", "")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil the end", "Ok", "")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "Status", "status 500")]
    [InlineData("HTTP/1.1 503 Oh\r\n\r\nlater", "Status", "status 503")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "Status", "status 404")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n\r\n", "Status", "status 304")]
    [InlineData("", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", "Reset", "ended")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nonly", "Reset", "ended")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n\r\n", "Protocol", "SSH-2.0")]
    [InlineData("HTTP/1.1 \x1b[31m\x07 OK\r\n\r\n", "Protocol", "'?[3'")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\nno colon here\r\n\r\n", "Protocol", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Protocol", "")]
    public async Task An_answer_gets_its_class(string answer, string outcome, string detail)
    {
        await using ProbedVenue venue = new(ProbedVenue.Saying(answer));
        ProbeResult result = await ProbeAsync(venue.Address, Patient);
        Assert.Equal((7, outcome), (result.Venue, result.Outcome.ToString()));
        Assert.Contains(detail, result.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Detail, char.IsControl);
        Assert.InRange(result.LatencyNs, 1, Patient);
    }

    [Fact]
    public async Task Silence_is_a_timeout_and_takes_no_longer_than_one()
    {
        await using ProbedVenue venue = new(ProbedVenue.Silent);
        ProbeResult result = await ProbeAsync(venue.Address, Hasty);
        Assert.Equal((ProbeOutcome.Timeout, "no complete answer within 100 ms"), (result.Outcome, result.Detail));
        Assert.InRange(result.LatencyNs, Hasty - 20_000_000, Patient);
    }

    [Fact]
    public async Task A_handshake_that_hangs_is_a_timeout_and_holds_no_end()
    {
        using TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        using ProbeClient client = Client(new Uri($"https://{deaf.LocalEndpoint}/"), Hasty, Dns.GetHostAddresses);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(ProbeOutcome.Timeout, (await client.ProbeAsync()).Outcome);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\no", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\no", true)]
    [InlineData("HTTP/1.1 200 OK\r\n", false)]
    [InlineData("", true)]
    public async Task A_head_or_body_that_stalls_or_drips_is_a_timeout(string before, bool drips)
    {
        await using ProbedVenue venue = new(ProbedVenue.Stalling(before, drips));
        Assert.Equal(ProbeOutcome.Timeout, (await ProbeAsync(venue.Address, Hasty)).Outcome);
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        await using ProbedVenue venue = new(ProbedVenue.Reset);
        Assert.Equal(ProbeOutcome.Reset, (await ProbeAsync(venue.Address, Patient)).Outcome);
    }

    [Fact]
    public async Task A_closed_port_is_refused()
    {
        using ClosedPort gone = new();
        ProbeResult result = await ProbeAsync(gone.Address, Patient);
        Assert.Equal(ProbeOutcome.Connect, result.Outcome);
        Assert.Contains("refused", result.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoData)]
    public async Task A_name_that_does_not_resolve_is_a_name_failure(SocketError error)
    {
        using ProbeClient client = Client(new Uri("http://venue.invalid/"), Patient, _ => throw new SocketException((int)error));
        Assert.Equal(ProbeOutcome.Dns, (await client.ProbeAsync()).Outcome);
    }

    [Fact]
    public async Task A_name_is_resolved_once_for_a_kept_connection()
    {
        await using ProbedVenue venue = new(ProbedVenue.Well);
        int lookups = 0;
        using ProbeClient client = Client(new Uri($"http://venue.invalid:{venue.Port}/"), Patient, name =>
        {
            Assert.Equal("venue.invalid", name);
            Interlocked.Increment(ref lookups);
            return [IPAddress.Loopback];
        });
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(ProbeOutcome.Ok, (await client.ProbeAsync()).Outcome);
        }

        Assert.Equal((1, 1, 5), (lookups, venue.Connections, venue.Requests));
    }

    [Fact]
    public async Task A_connection_that_the_venue_closed_meanwhile_is_no_failure()
    {
        int closed = 0;
        await using ProbedVenue venue = new(async call =>
        {
            await ProbedVenue.Well(call);
            call.Socket.Close();
            Interlocked.Increment(ref closed);
        });
        using ProbeClient client = Client(venue.Address, Patient, Dns.GetHostAddresses);
        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal(ProbeOutcome.Ok, (await client.ProbeAsync()).Outcome);
            await Poll.UntilAsync(() => Volatile.Read(ref closed) == i, () => "the venue closes");
        }

        Assert.Equal((5, 5), (venue.Connections, venue.Requests));
    }

    [Fact]
    public async Task An_untrusted_certificate_and_no_tls_at_all_are_tls_failures()
    {
        using X509Certificate2 certificate = ProbedVenue.Untrusted();
        await using ProbedVenue secure = new(ProbedVenue.Well, certificate);
        Assert.Equal(ProbeOutcome.Tls, (await ProbeAsync(secure.Address, Patient)).Outcome);

        using TcpListener plain = new(IPAddress.Loopback, 0);
        plain.Start();
        Task answering = Task.Run(
            async () =>
            {
                using Socket socket = await plain.AcceptSocketAsync(Cancel);
                await socket.SendAsync("HTTP/1.1 400 Plain\r\n\r\n"u8.ToArray(), Cancel);
                await socket.ReceiveAsync(new byte[4096], Cancel);
            },
            Cancel);
        ProbeResult result = await ProbeAsync(new Uri($"https://127.0.0.1:{((IPEndPoint)plain.LocalEndpoint).Port}/"), Patient);
        Assert.Equal(ProbeOutcome.Tls, result.Outcome);
        await answering;
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_is_not_followed()
    {
        await using ProbedVenue elsewhere = new(ProbedVenue.Well);
        await using ProbedVenue venue = new(ProbedVenue.Saying($"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Address}\r\nContent-Length: 0\r\n\r\n"));
        ProbeResult result = await ProbeAsync(venue.Address, Patient);
        Assert.Equal((ProbeOutcome.Status, "status 302"), (result.Outcome, result.Detail));
        Assert.Equal((1, 0), (venue.Requests, elsewhere.Connections));
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off_and_headers_without_end_are_refused()
    {
        long sent = 0;
        await using ProbedVenue flood = new(async call =>
        {
            await call.SayAsync("HTTP/1.1 200 OK\r\n\r\n");
            byte[] block = new byte[64 * 1024];
            while (true)
            {
                await call.Stream.WriteAsync(block, call.Stop);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        using ProbeClient client = Client(flood.Address, Patient, Dns.GetHostAddresses);
        Assert.Equal(ProbeOutcome.Ok, (await client.ProbeAsync()).Outcome);
        Assert.Equal(ProbeOutcome.Ok, (await client.ProbeAsync()).Outcome);
        Assert.Equal(2, flood.Connections);

        // What a socket's buffers take was sent, never what the venue would like to send.
        Assert.InRange(Interlocked.Read(ref sent), 0, 64 * 1024 * 1024);

        await using ProbedVenue heads = new(ProbedVenue.Saying("HTTP/1.1 200 OK\r\nX-Long: " + new string('x', 1_000_000) + "\r\n\r\n"));
        Assert.Equal(ProbeOutcome.Protocol, (await ProbeAsync(heads.Address, Patient)).Outcome);
    }

    [Fact]
    public async Task The_question_is_a_plain_get_without_cookies()
    {
        string head = "";
        await using ProbedVenue venue = new(call =>
        {
            head = call.Head;
            return call.SayAsync("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        });
        using ProbeClient client = Client(venue.Address, Patient, Dns.GetHostAddresses);
        await client.ProbeAsync();
        await client.ProbeAsync();
        Assert.Equal($"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{venue.Port}\r\nUser-Agent: basisd\r\n\r\n", head);
    }

    [Fact]
    public async Task No_answer_is_unexpected_or_thrown()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        byte[] valid = Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
        byte[] answer = [];
        await using ProbedVenue venue = new(call => ProbedVenue.Saying(answer)(call));
        using ProbeClient client = Client(venue.Address, 2_000_000_000, Dns.GetHostAddresses);
        for (int i = 0; i < 300; i++)
        {
            answer = Mutated(valid, random);
            ProbeResult result = await client.ProbeAsync();
            Assert.True(result.Outcome != ProbeOutcome.Unexpected, $"seed {seed}, answer {i}: {result} to {Convert.ToHexString(answer)}");
        }
    }

    private static byte[] Mutated(byte[] valid, Random random)
    {
        byte[] bytes = random.Next(4) == 0 ? new byte[random.Next(200)] : [.. valid];
        if (bytes.Length != valid.Length)
        {
            random.NextBytes(bytes);
            return bytes;
        }

        for (int change = random.Next(1, 4); change > 0; change--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(3) == 0 ? [.. bytes.Take(random.Next(bytes.Length))] : bytes;
    }

    private static async Task<ProbeResult> ProbeAsync(Uri address, long timeoutNs)
    {
        using ProbeClient client = Client(address, timeoutNs, Dns.GetHostAddresses);
        return await client.ProbeAsync();
    }

    private static ProbeClient Client(Uri address, long timeoutNs, Func<string, IPAddress[]> resolve) =>
        new(new ProbeTarget(7, address), timeoutNs, new NameLookups(resolve), Cancel);
}

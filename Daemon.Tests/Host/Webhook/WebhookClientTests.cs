using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Webhook;
using Basisd.Safety;
using Basisd.Tests.Documents;
using Xunit;

namespace Basisd.Tests.Host.Webhook;

/// <summary>One attempt against a real receiver: what it is called, how it is signed, and that no receiver can hold it or throw at it.</summary>
public sealed class WebhookClientTests
{
    // Short only where it is to pass: a busy machine answers late.
    private const long ShortNs = 700 * FixedPoint.Millisecond;
    private const long LongNs = 60 * FixedPoint.Second;
    private const long Wall = 1_773_313_381_999_999_999;

    private static readonly byte[] s_secret = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef$'\\\"#%");
    private static readonly WebhookMessage s_message = new(17, "5f0e-17", Encoding.UTF8.GetBytes("{\"id\":\"5f0e-17\",\"node\":\"n\u00f6de\"}"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_is_posted_with_its_headers_and_its_body()
    {
        await using Receiver receiver = new();
        WebhookResult result = await SendAsync(receiver.Address);
        Assert.Equal((WebhookOutcome.Delivered, ""), (result.Outcome, result.Detail));
        Receiver.Received received = Assert.Single(receiver.All);
        Assert.Equal("POST /hook?to=ops HTTP/1.1", received.Line);
        Assert.Equal((s_message.Id, "1773313381", "application/json"), (received.Id, received.Timestamp, received.Headers["Content-Type"]));
        Assert.Equal(s_message.Body, received.Body);
        Assert.Equal(
            ["Basisd-Notice-Id", "Basisd-Signature", "Basisd-Timestamp", "Connection", "Content-Length", "Content-Type", "Host", "User-Agent"],
            received.Headers.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("python3", "verify.py")]
    [InlineData("bash", "verify.sh")]
    public async Task The_documented_way_verifies_it_and_refuses_what_was_changed(string program, string file)
    {
        await using Receiver receiver = new();
        await SendAsync(receiver.Address);
        Receiver.Received got = Assert.Single(receiver.All);
        DirectoryInfo directory = Directory.CreateTempSubdirectory("basisd-webhook-");
        try
        {
            string secret = Path.Combine(directory.FullName, "secret");
            string other = Path.Combine(directory.FullName, "other");
            string script = Path.Combine(directory.FullName, file);
            await File.WriteAllTextAsync(secret, Encoding.ASCII.GetString(s_secret) + "\n", Cancel);
            await File.WriteAllTextAsync(other, new string('x', 32) + "\n", Cancel);
            MarkdownDocument document = MarkdownDocument.All().Single(d => d.Name == "docs/webhook.md");
            await File.WriteAllLinesAsync(script, Assert.Single(document.Blocks, b => b.File == file).Lines, Cancel);
            byte[] changed = [.. got.Body];
            changed[^2] ^= 1;
            (int Expected, string Secret, string Id, string Timestamp, string Signature, byte[] Body)[] cases =
            [
                (0, secret, got.Id, got.Timestamp, got.Signature, got.Body),
                (1, other, got.Id, got.Timestamp, got.Signature, got.Body),
                (1, secret, got.Id + "0", got.Timestamp, got.Signature, got.Body),
                (1, secret, got.Id, "1773313382", got.Signature, got.Body),
                (1, secret, got.Id, got.Timestamp, got.Signature[..^1] + (got.Signature[^1] == '0' ? '1' : '0'), got.Body),
                (1, secret, got.Id, got.Timestamp, got.Signature, changed),
            ];
            foreach ((int expected, string key, string id, string timestamp, string signature, byte[] body) in cases)
            {
                (int code, string output) = await Tool.RunAsync(program, body, script, key, id, timestamp, signature);
                Assert.True(expected == code, $"{program} says {code} where {expected} is right: {output}");
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(200, "Delivered")]
    [InlineData(299, "Delivered")]
    [InlineData(301, "Redirect")]
    [InlineData(307, "Redirect")]
    [InlineData(400, "Refused")]
    [InlineData(401, "Refused")]
    [InlineData(404, "Refused")]
    [InlineData(408, "Status")]
    [InlineData(410, "Refused")]
    [InlineData(425, "Status")]
    [InlineData(429, "Status")]
    [InlineData(499, "Refused")]
    [InlineData(500, "Status")]
    [InlineData(503, "Status")]
    [InlineData(600, "Status")]
    public async Task The_status_decides(int status, string outcome)
    {
        await using Receiver elsewhere = new();
        await using Receiver receiver = new((_, call) => call.StatusAsync(status, $"Location: {elsewhere.Address}\r\n"));
        WebhookResult result = await SendAsync(receiver.Address);
        Assert.Equal(outcome, result.Outcome.ToString());
        Assert.Equal(result.Outcome != WebhookOutcome.Delivered, result.Detail.Contains($"status {status}", StringComparison.Ordinal));
        Assert.Equal(result.Outcome is WebhookOutcome.Refused or WebhookOutcome.Redirect, result.NeedsPerson);
        Assert.Single(receiver.All);
        Assert.Empty(elsewhere.All);
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "hang", "Timeout" },
        { "late", "Timeout" },
        { "reset", "Reset" },
        { "close", "Reset" },
        { "garbage", "Protocol" },
        { "endless headers", "Protocol" },
        { "slow headers", "Timeout" },
        { "endless interim", "Timeout" },
        { "endless body", "Delivered" },
        { "slow body", "Delivered" },
        { "wrong length", "Delivered" },
    };

    /// <summary>Whatever a receiver does, an attempt ends in time, is one of a few outcomes, and costs no memory to speak of.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_receiver_holds_nothing(string way, string outcome)
    {
        await using Receiver receiver = new((_, call) => way switch
        {
            "hang" => call.HangAsync(),
            "late" => call.LateAsync(60_000, 200),
            "reset" => call.ResetAsync(),
            "close" => Task.CompletedTask,
            "garbage" => call.SayAsync("220 mail.example.com ESMTP\r\n\r\n"),
            "endless headers" => call.ForeverAsync("HTTP/1.1 200 So\r\n", $"X: {new string('x', 4000)}\r\n", 1),
            "slow headers" => call.ForeverAsync("HTTP/1.1 200 So\r\nX: ", "x", 20),
            "endless interim" => call.ForeverAsync("", "HTTP/1.1 102 Processing\r\n\r\n", 5),
            "endless body" => call.ForeverAsync("HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\n\r\n", $"1000\r\n{new string('x', 4096)}\r\n", 0),
            "slow body" => call.ForeverAsync("HTTP/1.1 200 So\r\nContent-Length: 100000\r\n\r\n", "x", 50),
            "wrong length" => call.SayAsync("HTTP/1.1 200 So\r\nContent-Length: 10\r\n\r\nx"),
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        });
        Stopwatch watch = Stopwatch.StartNew();
        WebhookResult result = await SendAsync(receiver.Address, outcome == nameof(WebhookOutcome.Timeout) ? ShortNs : LongNs);
        Assert.Equal(outcome, result.Outcome.ToString());
        Assert.True(watch.ElapsedMilliseconds < 120_000, $"{way} held it for {watch.ElapsedMilliseconds} ms");
        Assert.True(result.Detail.Length < 400 && result.Detail.All(c => c is >= ' ' and <= '~'), result.Detail);
    }

    [Fact]
    public async Task Nobody_there_and_no_such_name_are_named()
    {
        Uri gone;
        await using (Receiver receiver = new())
        {
            gone = receiver.Address;
        }

        Assert.Equal(WebhookOutcome.Connect, (await SendAsync(gone)).Outcome);
        WebhookOutcome unknown = (await SendAsync(new Uri("http://no-such-host.invalid/"))).Outcome;
        Assert.True(unknown is WebhookOutcome.Dns or WebhookOutcome.Timeout, $"{unknown}");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        Task<string> serving = ServeTlsAsync(listener, certificate);
        Uri address = new($"https://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/");
        WebhookResult result = await SendAsync(address);
        Assert.Equal(WebhookOutcome.Tls, result.Outcome);
        Assert.Equal("", await serving);
    }

    [Fact]
    public async Task It_is_told_to_end()
    {
        await using Receiver receiver = new((_, call) => call.HangAsync());
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using WebhookClient client = new(receiver.Address, s_secret, 60 * FixedPoint.Second, () => Wall);
        Task<WebhookResult> sending = client.SendAsync(s_message, stop.Token);
        await EndToEnd.Poll.UntilAsync(() => receiver.All.Length == 1, () => "nothing came");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public void The_signature_covers_id_timestamp_and_body_with_dots_between()
    {
        byte[] signed = Encoding.ASCII.GetBytes("a.1.what do ya want for nothing?");
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(s_secret, signed));
        Assert.Equal("v1=" + expected, WebhookSignature.Of(s_secret, "a", "1", Encoding.ASCII.GetBytes("what do ya want for nothing?")));
    }

    private static async Task<string> ServeTlsAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancel);
        await using SslStream tls = new(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            byte[] buffer = new byte[1024];
            int read = await tls.ReadAsync(buffer, Cancel);
            return Encoding.Latin1.GetString(buffer, 0, read);
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or IOException)
        {
            return "";
        }
    }

    private static async Task<WebhookResult> SendAsync(Uri address, long timeoutNs = LongNs)
    {
        using WebhookClient client = new(address, s_secret, timeoutNs, () => Wall);
        return await client.SendAsync(s_message, Cancel);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;
using Basisd.Peers.Transport;
using Xunit;

namespace Basisd.Tests.Peers;

/// <summary>Who may speak with whom, over real sockets, on both sides.</summary>
public sealed class PeerTlsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, PeerRefusal> Strangers => new()
    {
        { "nothing", PeerRefusal.NoCertificate },
        { "other ca", PeerRefusal.UnknownAuthority },
        { "expired", PeerRefusal.Expired },
        { "not yet", PeerRefusal.NotYetValid },
        { "server only", PeerRefusal.WrongUsage },
        { "no usage", PeerRefusal.WrongUsage },
        { "no name", PeerRefusal.NoName },
        { "two names", PeerRefusal.NoName },
        { "other cluster", PeerRefusal.WrongCluster },
        { "unknown node", PeerRefusal.UnknownNode },
        { "self", PeerRefusal.WrongNode },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stranger_gets_no_answer_and_the_reason_is_counted_and_told(string kind, PeerRefusal expected)
    {
        await using PeerWorld world = new();
        await world.ServeAsync(world.Credentials(0));
        using X509Certificate2? shown = kind == "nothing" ? null : Stranger(world, kind);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(world, shown));
        await UntilAsync(() => world.Server.Refusals.Count(expected) > 0);
        Assert.All(Enum.GetValues<PeerRefusal>().Where(r => r != expected), r => Assert.Equal(0, world.Server.Refusals.Count(r)));
        Assert.Contains(world.Refused, r => r.Reason == expected && r.Text.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal(0, world.Server.Connections);
    }

    [Fact]
    public async Task A_good_certificate_is_answered_by_any_http2_client()
    {
        await using PeerWorld world = new();
        await world.ServeAsync(world.Credentials(0));
        using X509Certificate2 good = Pair(world.Write("b"));
        Assert.Contains("\"node\":\"a\"", await CallAsync(world, good), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, "h2", PeerRefusal.Handshake)]
    [InlineData(SslProtocols.Tls13, "http/1.1", PeerRefusal.Handshake)]
    [InlineData(SslProtocols.Tls13, "", PeerRefusal.Protocol)]
    public async Task An_older_protocol_is_refused(SslProtocols tls, string application, PeerRefusal expected)
    {
        await using PeerWorld world = new();
        await world.ServeAsync(world.Credentials(0));
        using X509Certificate2 good = Pair(world.Write("b"));
        using TcpClient socket = new();
        await socket.ConnectAsync(world.Server.Address!, Cancel);
        await using SslStream stream = new(socket.GetStream());
        SslClientAuthenticationOptions options = Tls(good);
        options.TargetHost = "basisd";
        options.EnabledSslProtocols = tls;
        options.ApplicationProtocols = application.Length == 0 ? null : [new SslApplicationProtocol(application)];
        Exception? ended = await Record.ExceptionAsync(async () =>
        {
            await stream.AuthenticateAsClientAsync(options, Cancel);
            await stream.WriteAsync("GET /v1/hello HTTP/1.1\r\nHost: basisd\r\n\r\n"u8.ToArray(), Cancel);
            await stream.ReadExactlyAsync(new byte[1], Cancel);
        });
        Assert.True(ended is IOException or AuthenticationException, ended?.ToString() ?? "it was answered");
        await UntilAsync(() => world.Server.Refusals.Count(expected) > 0);
    }

    [Fact]
    public async Task Plain_text_and_silence_are_refused_and_do_not_keep_nodes_out()
    {
        await using PeerWorld world = new();
        await world.ServeAsync(world.Credentials(0));
        PeerClient client = world.Client(world.Credentials(1));
        using Socket plain = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await plain.ConnectAsync(world.Server.Address!, Cancel);
        await plain.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET /v1/hello HTTP/1.1\r\n\r\n"u8.ToArray(), Cancel);
        await UntilAsync(() => world.Server.Refusals.Count(PeerRefusal.Handshake) == 1);

        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(world.Server.Address!, Cancel);
        Assert.Equal(PeerOutcome.Ok, (await client.HelloAsync(0, Patience, Cancel)).Outcome);
        byte[] rest = new byte[64];
        Assert.Equal(0, await silent.ReceiveAsync(rest, Cancel)); // it is closed on
        Assert.Equal(2, world.Server.Refusals.Count(PeerRefusal.Handshake));
    }

    [Theory]
    [InlineData("other ca", PeerRefusal.UnknownAuthority)]
    [InlineData("client only", PeerRefusal.WrongUsage)]
    [InlineData("expired", PeerRefusal.Expired)]
    [InlineData("other cluster", PeerRefusal.WrongCluster)]
    [InlineData("no name", PeerRefusal.NoName)]
    [InlineData("another node", PeerRefusal.WrongNode)]
    public async Task A_node_does_not_talk_to_who_is_not_the_one_it_called(string kind, PeerRefusal expected)
    {
        await using PeerWorld world = new();
        using X509Certificate2 shown = kind == "another node" ? Pair(world.Write("c")) : Stranger(world, kind);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task served = ShakeAsync(listener, shown);
        using PeerClient client = new([listener.LocalEndpoint, listener.LocalEndpoint, listener.LocalEndpoint], world.Credentials(1), world);
        PeerResult<PullAnswer> result = await client.PullAsync(0, PullFormatTests.Request(waitMs: 0), new byte[PeerClient.AnswerRoom], Cancel);
        Assert.Equal(PeerOutcome.Refused, result.Outcome);
        Assert.Contains("answers as a at 127.0.0.1:", result.Text, StringComparison.Ordinal);
        Assert.Equal(1, client.Refusals.Count(expected));
        await served;
    }

    private static async Task ShakeAsync(TcpListener listener, X509Certificate2 shown)
    {
        using TcpClient accepted = await listener.AcceptTcpClientAsync(Cancel);
        await using SslStream tls = new(accepted.GetStream());
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(shown, null, offline: true),
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };

        // The caller ends it: during the handshake, or, as TLS 1.3 allows, just after.
        Exception? ended = await Record.ExceptionAsync(async () =>
        {
            await tls.AuthenticateAsServerAsync(options, Cancel);
            await tls.ReadExactlyAsync(new byte[1], Cancel);
        });
        Assert.True(ended is IOException or AuthenticationException, ended?.ToString() ?? "the caller said something");
    }

    private static X509Certificate2 Stranger(PeerWorld world, string kind)
    {
        CertificateAuthority other = world.Own(CertificateAuthority.Create(TestCluster.Id, DateTimeOffset.UtcNow));
        SubjectAlternativeNameBuilder host = new();
        host.AddDnsName("b.example");
        SubjectAlternativeNameBuilder two = new();
        two.AddUri(new Uri("basisd://desk/b"));
        two.AddUri(new Uri("basisd://desk/c"));
        return Pair(kind switch
        {
            "other ca" => world.Write("b", authority: other),
            "expired" => world.Write("b", from: TimeSpan.FromMinutes(-3), until: TimeSpan.FromMinutes(-1)),
            "not yet" => world.Write("b", from: TimeSpan.FromMinutes(30)),
            "server only" => world.Write("b", usages: [PeerCheck.ServerUsage]),
            "client only" => world.Write("b", usages: [PeerCheck.ClientUsage]),
            "no usage" => world.Write("b", usages: []),
            "no name" => world.Write("b", names: [host.Build()]),
            "two names" => world.Write("b", names: [two.Build()]),
            "other cluster" => world.Write("b", cluster: "elsewhere"),
            "unknown node" => world.Write("d"),
            "self" => world.Write("a"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind),
        });
    }

    private static X509Certificate2 Pair(CredentialFiles files) => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);

    private static async Task<string> CallAsync(PeerWorld world, X509Certificate2? shown)
    {
        using HttpMessageInvoker invoker = new(new SocketsHttpHandler { SslOptions = Tls(shown) });
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{world.Server.Address}/v1/hello")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using HttpResponseMessage response = await invoker.SendAsync(request, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    private static SslClientAuthenticationOptions Tls(X509Certificate2? shown) => new()
    {
        ClientCertificateContext = shown is null ? null : SslStreamCertificateContext.Create(shown, null, offline: true),
        RemoteCertificateValidationCallback = (_, server, _, _) => server is X509Certificate2 named && PeerName.Of(named)?.Node == "a",
    };

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(Patience);
        while (!isSo())
        {
            await Task.Delay(5, late.Token);
        }
    }
}

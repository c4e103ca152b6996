using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>Garbage at the doors of a live daemon: metrics over TCP, commands over the admin socket.</summary>
[Collection("daemon live")]
public sealed class HttpInputTests
{
    private const int SlowClients = 200;
    private const int GarbageRounds = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Garbage_and_oversized_requests_are_refused(bool tcp)
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int i = 0; i < GarbageRounds; i++)
        {
            byte[] noise = new byte[random.Next(1, 20_000)];
            random.NextBytes(noise);
            await Exchange(rig, tcp, noise, isAll: true);
        }

        Assert.Contains(" 505 ", await Exchange(rig, tcp, "GET /metrics HTTP/9.9\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 400 ", await Exchange(rig, tcp, "GET\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 414 ", await Exchange(rig, tcp, $"GET /{new string('a', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(" 431 ", await Exchange(rig, tcp, Request("GET /metrics", $"X: {new string('a', 200_000)}\r\n")), StringComparison.Ordinal);
        string body = new('x', 1_000_000);
        string large = await Exchange(rig, tcp, Request("POST /v1/pause", $"Content-Length: {body.Length}\r\n") + body);
        Assert.Contains(tcp ? " 403 " : " 413 ", large, StringComparison.Ordinal);
        string broken = await Exchange(rig, tcp, "POST /v1/halt HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nConnection: close\r\n\r\n{\"a\":");
        Assert.Contains(tcp ? " 403 " : " 400 ", broken, StringComparison.Ordinal);
        Assert.Contains(" 404 ", await Exchange(rig, tcp, Request("GET /../../etc/passwd", "")), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", large + broken, StringComparison.Ordinal);
        StatusSnapshot status = await rig.AssertWellAsync("garbage over HTTP");
        Assert.All(status.Scopes, s => Assert.Equal("NORMAL", s.Mode));
    }

    [Fact]
    public async Task Clients_that_never_finish_a_request_keep_no_operator_out()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        List<Socket> slow = [];
        try
        {
            for (int i = 0; i < SlowClients; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                slow.Add(socket);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, rig.Http.Port), TestContext.Current.CancellationToken);
                await SendSome(socket, "GET /metrics HTTP/1.1\r\nHo");
            }

            // They hold the network's door, not the operators'.
            await rig.PauseAsync("module/rewards");
            await rig.StatusWhenAsync(s => s.Scopes[1].Mode == "BSCB", "the pause is done");

            // Each is sent away, and then the door is open again while all of them still hold their end.
            using HttpClient http = new() { BaseAddress = rig.Http, Timeout = TimeSpan.FromSeconds(1) };
            await Poll.UntilAsync(() => Answers(http), () => "the network's door stays shut");
        }
        finally
        {
            slow.ForEach(s => s.Dispose());
        }

        await rig.AssertWellAsync("slow clients");
    }

    private static string Request(string line, string headers) => $"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n";

    private static async Task<bool> Answers(HttpClient http)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync("readyz", TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task SendSome(Socket socket, string text)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            // Beyond the bound: closed at once.
            return;
        }
    }

    private static Task<string> Exchange(DaemonRig rig, bool tcp, string request) => Exchange(rig, tcp, Encoding.ASCII.GetBytes(request));

    /// <summary>Sends bytes and reads to the end.</summary>
    private static async Task<string> Exchange(DaemonRig rig, bool tcp, byte[] request, bool isAll = false)
    {
        EndPoint to = tcp ? new IPEndPoint(IPAddress.Loopback, rig.Http.Port) : new UnixDomainSocketEndPoint(rig.AdminSocket);
        using Socket socket = new(to.AddressFamily, SocketType.Stream, tcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        await socket.ConnectAsync(to, TestContext.Current.CancellationToken);
        StringBuilder answer = new();
        Task reading = Read(socket, answer);
        try
        {
            await socket.SendAsync(request, TestContext.Current.CancellationToken);
            if (isAll)
            {
                // Else noise without the end of a line waits for the daemon's patience with headers.
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Refused before the end; what it said is read below.
            await reading;
        }

        await reading.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
        return answer.ToString();
    }

    private static async Task Read(Socket socket, StringBuilder answer)
    {
        byte[] buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            {
                answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // A reset is an end as well.
            return;
        }
    }
}

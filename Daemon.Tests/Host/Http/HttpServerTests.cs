using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Serilog;
using Xunit;

namespace Basisd.Tests.Host.Http;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-http-").FullName;
    private readonly NodeView _view = new();
    private readonly MetricRegistry _metrics = new();
    private readonly EventMetrics _eventMetrics;
    private readonly OperatorQueue _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _woken = new(0);
    private Func<OperatorCommand, OperatorReply>? _answer;
    private HttpServer _server = null!;
    private HttpClient _tcp = null!;
    private Task _loop = Task.CompletedTask;

    public HttpServerTests()
    {
        _queue = new OperatorQueue(() => _woken.Release());
        _eventMetrics = new EventMetrics(_metrics);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Socket => Path.Combine(_directory, "admin.sock");

    public async ValueTask InitializeAsync()
    {
        _server = Server(new AdminAccess(ProcessCalls.EffectiveUserId(), null));
        await _server.StartAsync(Cancel);
        _tcp = new HttpClient { BaseAddress = new Uri($"http://{_server.TcpAddress}/"), Timeout = TimeSpan.FromSeconds(20) };
        _loop = Task.Run(LoopAsync, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _tcp.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
        _woken.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Health_and_readiness_follow_the_loop()
    {
        Assert.Equal((200, "starting"), await HealthAsync("healthz"));
        Assert.Equal((503, "the node is starting"), await HealthAsync("readyz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _tcp.GetAsync("v1/status", Cancel)).StatusCode);
        _view.Publish(SampleStatus.Of("starting"));
        Assert.Equal((200, "ok"), await HealthAsync("healthz"));
        Assert.Equal((503, "the node is starting"), await HealthAsync("readyz"));
        _view.Publish(SampleStatus.Of("ready"));
        Assert.Equal((200, "ok"), await HealthAsync("readyz"));
        _view.Publish(SampleStatus.Of("ready") with { PublishedBootNs = BootClock.NowNs() - 3_000_000_000 });
        (int code, string detail) = await HealthAsync("healthz");
        Assert.Equal(503, code);
        Assert.Matches("^the loop has published nothing for 3[0-9]{3} ms$", detail);
        Assert.Equal(503, (await HealthAsync("readyz")).Code);
    }

    [Fact]
    public async Task Metrics_are_served_in_both_formats()
    {
        using HttpResponseMessage text = await _tcp.GetAsync("metrics", Cancel);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", text.Content.Headers.ContentType!.ToString());
        using HttpRequestMessage request = new(HttpMethod.Get, "metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("application/openmetrics-text"));
        using HttpResponseMessage open = await _tcp.SendAsync(request, Cancel);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", open.Content.Headers.ContentType!.ToString());
        Assert.EndsWith("# EOF\n", await open.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using HttpResponseMessage head = await _tcp.SendAsync(new HttpRequestMessage(HttpMethod.Head, "metrics"), Cancel);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Status_is_the_snapshot()
    {
        StatusSnapshot snapshot = SampleStatus.Of("ready");
        _view.Publish(snapshot);
        using AdminClient client = new(Socket, TimeSpan.FromSeconds(20));
        AdminResult<StatusSnapshot> result = await client.StatusAsync(Cancel);
        Assert.Equal(AdminOutcome.Ok, result.Outcome);
        Assert.Equal(
            JsonSerializer.Serialize(snapshot, HttpJson.Default.StatusSnapshot),
            JsonSerializer.Serialize(result.Value!, HttpJson.Default.StatusSnapshot));
        string overTcp = await _tcp.GetStringAsync("v1/status", Cancel);
        Assert.Contains("\"platform_mode\":\"NORMAL\"", overTcp, StringComparison.Ordinal);
        Assert.Contains("\"banner\":\"All systems", await _tcp.GetStringAsync("v1/banner", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acts_reach_the_loop_with_who_asked()
    {
        List<OperatorCommand> seen = [];
        _answer = command =>
        {
            seen.Add(command);
            return new OperatorReply(true, "done", command.Scope, "BSCB", 17);
        };
        using AdminClient client = new(Socket, TimeSpan.FromSeconds(20));
        Assert.Equal(17, (await client.HaltAsync("  drill ", Cancel)).Value!.Sequence);
        Assert.Equal("BSCB", (await client.PauseAsync("venue/alpha", "drill", lift: false, Cancel)).Value!.Mode);
        Assert.Equal(AdminOutcome.Ok, (await client.PauseAsync("venue/alpha", "over", lift: true, Cancel)).Outcome);
        uint uid = ProcessCalls.EffectiveUserId();
        Assert.Equal(
            [
                new OperatorCommand(OperatorAct.Halt, "platform", "drill", uid, Environment.ProcessId),
                new OperatorCommand(OperatorAct.Pause, "venue/alpha", "drill", uid, Environment.ProcessId),
                new OperatorCommand(OperatorAct.LiftPause, "venue/alpha", "over", uid, Environment.ProcessId),
            ],
            seen);
    }

    [Fact]
    public async Task A_refusal_of_the_loop_has_its_reason()
    {
        _answer = command => new OperatorReply(false, $"there is no scope {command.Scope}", command.Scope, "", 0);
        using AdminClient client = new(Socket, TimeSpan.FromSeconds(20));
        AdminResult<OperatorReply> result = await client.PauseAsync("venue/nope", "drill", lift: false, Cancel);
        Assert.Equal(AdminOutcome.Refused, result.Outcome);
        Assert.Equal("there is no scope venue/nope", result.Error);
    }

    [Fact]
    public async Task Bad_acts_are_refused_before_the_loop()
    {
        _answer = _ => throw new InvalidOperationException("must not arrive");
        using AdminClient client = new(Socket, TimeSpan.FromSeconds(20));
        Assert.Equal(AdminOutcome.Usage, (await client.HaltAsync(" ", Cancel)).Outcome);
        Assert.Equal(AdminOutcome.Usage, (await client.HaltAsync(new string('x', 600), Cancel)).Outcome);
        Assert.Equal(AdminOutcome.Usage, (await client.HaltAsync("a\nb", Cancel)).Outcome);
        Assert.Equal(AdminOutcome.Usage, (await client.PauseAsync("", "x", lift: false, Cancel)).Outcome);
        using HttpClient raw = Raw();
        Assert.Equal(400, await PostAsync(raw, "v1/halt", "{"));
        Assert.Equal(400, await PostAsync(raw, "v1/halt", "null"));
        Assert.Equal(400, await PostAsync(raw, "v1/halt", ""));
        Assert.Equal(400, await PostAsync(raw, "v1/halt", "{\"reason\":\"x\",\"why\":1}"));
        Assert.Equal(400, await PostAsync(raw, "v1/halt", "{\"reason\":\"x\",\"lift\":true}"));
        Assert.Equal(413, await PostAsync(raw, "v1/halt", "{\"reason\":\"" + new string('x', HttpLimits.BodyBytes) + "\"}"));
    }

    [Fact]
    public async Task Over_tcp_nothing_can_be_done()
    {
        foreach (string path in (string[])["v1/halt", "v1/pause"])
        {
            using HttpResponseMessage answer = await _tcp.PostAsync(path, new StringContent("{\"reason\":\"x\"}"), Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await _tcp.GetAsync("v1/config", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Wrong_methods_and_paths_are_answered_with_a_hint()
    {
        using HttpResponseMessage method = await _tcp.PostAsync("metrics", new StringContent(""), Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        Assert.Equal(["GET", "HEAD"], method.Content.Headers.Allow);
        using HttpResponseMessage path = await _tcp.GetAsync("nope", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, path.StatusCode);
        ErrorReply error = JsonSerializer.Deserialize(await path.Content.ReadAsStringAsync(Cancel), HttpJson.Default.ErrorReply)!;
        Assert.Contains("/metrics", error.Hint, StringComparison.Ordinal);
        using HttpClient raw = Raw();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await raw.GetAsync("v1/halt", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_configuration_is_shown_over_the_admin_socket()
    {
        using AdminClient client = new(Socket, TimeSpan.FromSeconds(20));
        AdminResult<byte[]> config = await client.GetRawAsync("v1/config", Cancel);
        using JsonDocument json = JsonDocument.Parse(config.Value!);
        Assert.True(json.RootElement.GetProperty("settings").GetArrayLength() > 100);
        Assert.Equal(AdminOutcome.Usage, (await client.GetRawAsync("v1/nope", Cancel)).Outcome);
    }

    [Fact]
    public void The_socket_belongs_to_its_owner_alone() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Socket));

    [Fact]
    public async Task A_group_gets_the_socket_and_its_members_get_in()
    {
        string path = Path.Combine(_directory, "group.sock");
        uint group = AdminAccess.FindGroup("daemon") ?? 1;
        if (ProcessCalls.EffectiveUserId() != 0)
        {
            Assert.Skip("only root may give a socket to any group");
        }

        await using HttpServer server = Server(new AdminAccess(0, group), path);
        await server.StartAsync(Cancel);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(path));
        (_, string owner) = await Tool.RunAsync("stat", null, "-c", "%g", path);
        Assert.Equal($"{group}", owner.Trim());
    }

    [Fact]
    public async Task Another_user_is_refused_even_when_the_socket_lets_him_connect()
    {
        if (ProcessCalls.EffectiveUserId() != 0)
        {
            Assert.Skip("only root may become another user");
        }

        Ownership.SetMode(Socket, 0x1B6);
        File.SetUnixFileMode(_directory, (UnixFileMode)0x1ED);
        (int code, string output) = await Tool.RunAsync(
            "setpriv", null, "--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-s", "--unix-socket", Socket, "http://x/v1/status");
        if (code == 127 || output.Contains("failed to execute", StringComparison.Ordinal))
        {
            Assert.Skip("curl is not installed here");
        }

        Assert.Contains("user 65534 may not command this node", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_unreachable()
    {
        using AdminClient none = new(Path.Combine(_directory, "none.sock"), TimeSpan.FromSeconds(5));
        AdminResult<StatusSnapshot> missing = await none.StatusAsync(Cancel);
        Assert.Equal(AdminOutcome.Unreachable, missing.Outcome);
        Assert.Contains("is the daemon running", missing.Hint, StringComparison.Ordinal);
        string stale = Path.Combine(_directory, "stale.sock");
        await MakeStaleAsync(stale);
        using AdminClient dead = new(stale, TimeSpan.FromSeconds(5));
        Assert.Contains("has stopped", (await dead.StatusAsync(Cancel)).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_socket_is_replaced_and_a_living_one_is_not()
    {
        string stale = Path.Combine(_directory, "old.sock");
        await MakeStaleAsync(stale);
        await using (HttpServer server = Server(new AdminAccess(ProcessCalls.EffectiveUserId(), null), stale))
        {
            await server.StartAsync(Cancel);
            using AdminClient client = new(stale, TimeSpan.FromSeconds(5));
            Assert.Equal(AdminOutcome.Ok, (await client.GetRawAsync("v1/config", Cancel)).Outcome);
        }

        await using HttpServer second = Server(new AdminAccess(ProcessCalls.EffectiveUserId(), null), Socket);
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(() => second.StartAsync(Cancel));
        Assert.Contains("another process listens", refused.Message, StringComparison.Ordinal);
        using AdminClient first = new(Socket, TimeSpan.FromSeconds(5));
        Assert.Equal(AdminOutcome.Ok, (await first.GetRawAsync("v1/config", Cancel)).Outcome);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        await using HttpServer second = Server(new AdminAccess(0, null), Path.Combine(_directory, "second.sock"), _server.TcpAddress!);
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(() => second.StartAsync(Cancel));
        Assert.Contains($"{_server.TcpAddress}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_network_cannot_keep_an_operator_out()
    {
        List<System.Net.Sockets.Socket> crowd = [];
        try
        {
            for (int i = 0; i < HttpLimits.TcpConnections + 40; i++)
            {
                System.Net.Sockets.Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(_server.TcpAddress!, Cancel);
                crowd.Add(socket);
            }

            using AdminClient client = new(Socket, TimeSpan.FromSeconds(10));
            Assert.Equal(AdminOutcome.Ok, (await client.GetRawAsync("v1/config", Cancel)).Outcome);
            byte[] one = new byte[1];
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            Assert.Equal(0, await crowd[^1].ReceiveAsync(one, patience.Token));
        }
        finally
        {
            crowd.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Garbage_is_answered_or_cut_and_the_server_lives()
    {
        Random random = new(20260101);
        for (int i = 0; i < 20; i++)
        {
            using System.Net.Sockets.Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(_server.TcpAddress!, Cancel);
            byte[] bytes = new byte[5000];
            random.NextBytes(bytes);
            try
            {
                await socket.SendAsync(bytes, Cancel);
            }
            catch (SocketException)
            {
                // Cut: as good an answer as 400.
                continue;
            }
        }

        _view.Publish(SampleStatus.Of("ready"));
        Assert.Equal((200, "ok"), await HealthAsync("readyz"));
    }

    private static async Task MakeStaleAsync(string path)
    {
        // A process that was killed leaves its socket behind.
        (int code, string output) = await Tool.RunAsync("python3", null, "-c", $"import socket; socket.socket(socket.AF_UNIX).bind('{path}')");
        Assert.True(code == 0, output);
    }

    private static async Task<int> PostAsync(HttpClient client, string path, string body)
    {
        using HttpResponseMessage answer = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        Assert.NotEmpty(JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), HttpJson.Default.ErrorReply)!.Error);
        return (int)answer.StatusCode;
    }

    private HttpClient Raw()
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                System.Net.Sockets.Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://x/"), Timeout = TimeSpan.FromSeconds(20) };
    }

    private HttpServer Server(AdminAccess access, string? socket = null, IPEndPoint? listen = null)
    {
        NodeConfiguration configuration = ConfigurationLoader.Parse("none", "{}"u8).Configuration!;
        EventStreams events = new(_view, _eventMetrics);
        HttpRoutes routes = new(_view, _queue, _metrics, access, () => configuration, events);
        HttpSettings http = new(true, listen ?? new IPEndPoint(IPAddress.Loopback, 0));
        return new HttpServer(http, socket ?? Socket, access, routes, events, new LoggerConfiguration().CreateLogger());
    }

    private async Task<(int Code, string Detail)> HealthAsync(string path)
    {
        using HttpResponseMessage answer = await _tcp.GetAsync(path, Cancel);
        HealthReply reply = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Cancel), HttpJson.Default.HealthReply)!;
        Assert.Equal(answer.IsSuccessStatusCode, reply.Ok);
        return ((int)answer.StatusCode, reply.Detail);
    }

    private async Task LoopAsync()
    {
        try
        {
            while (true)
            {
                await _woken.WaitAsync(_stop.Token);
                while (_queue.TryTake(out PendingCommand? pending))
                {
                    pending!.Complete(_answer!(pending.Command));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
            return;
        }
    }
}

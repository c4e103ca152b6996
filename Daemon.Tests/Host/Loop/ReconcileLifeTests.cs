using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>The routes beneath <c>basisd reconcile</c> on a live node that has no gateway: what they take, and what they say.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ReconcileLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-state-").FullName;

    private string Config => Path.Combine(_directory, "basisd.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_routes_say_what_they_take_and_what_is_missing()
    {
        File.WriteAllText(Config, $$"""
            {"node": {"run_dir": "{{_directory}}", "state_dir": "{{_directory}}/state"}, "http": {"listen": "127.0.0.1:0"} }
            """);
        NodeConfiguration? configuration = ConfigurationLoader.Load(Config).Configuration;
        Assert.NotNull(configuration);
        await using LiveNode node = await LiveNode.StartAsync(configuration);
        using HttpClient admin = Over(configuration.Admin.Socket);
        (int code, string said) = await AskAsync(admin, HttpMethod.Get, null);
        Assert.Equal(200, code);
        Assert.Contains("\"clean\":true,\"message\":\"\",\"venues\":[]", said, StringComparison.Ordinal);
        Assert.Equal(405, (await AskAsync(admin, HttpMethod.Delete, null)).Code);
        foreach ((string body, int expected, string problem) in new[]
        {
            ("{", 400, "not the JSON"), ("null", 400, "the body is null"), ("{\"reason\":\"x\"}", 400, "names its venue"),
            ("{\"venue\":\"binance\",\"reason\":\" \"}", 400, "a reason of 1 to"),
            ("{\"venue\":\"binance\",\"reason\":\"a\\u0007b\"}", 400, "control characters"), ("{}", 422, "no venue has a gateway"),
            ("{\"venue\":\"nowhere\"}", 422, "there is no venue"),
        })
        {
            (code, said) = await AskAsync(admin, HttpMethod.Post, body);
            Assert.True(code == expected, $"{body}: {code} {said}");
            Assert.Contains(problem, said, StringComparison.Ordinal);
        }

        using HttpClient tcp = new() { BaseAddress = node.Http };
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Get, null)).Code);
        (code, _, said) = Verb.Run("reconcile", "-c", Config);
        Assert.Equal(1, code);
        Assert.Contains("no venue has a gateway", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Body)> AskAsync(HttpClient client, HttpMethod method, string? body)
    {
        using HttpRequestMessage request = new(method, "v1/reconcile");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static HttpClient Over(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://basisd/"),
    };
}

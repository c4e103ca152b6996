using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary><c>basisd triggers</c> and <c>basisd incident declare</c> against a live node, and the routes beneath them.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StatementLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-state-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_catalogue_is_listed_and_a_statement_halts_the_platform()
    {
        await using LiveNode node = await LiveNode.StartAsync(Configuration());
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        (int code, string listed, _) = Run("triggers");
        Assert.Equal(0, code);
        Assert.Equal(29, listed.Split('\n').Count(l => l.Length > 0 && l[0] is not ' ')); // a head and 28 triggers
        Assert.Contains("systemic.execution_integrity", listed, StringComparison.Ordinal);
        (code, listed, _) = Run("triggers", "--trigger", "market.extreme_volatility", "--all", "--scope", "asset/BTC");
        Assert.Equal(0, code);
        Assert.Contains("asset/BTC", listed, StringComparison.Ordinal);
        (code, listed, _) = Run("triggers", "--json");
        Assert.Equal(0, code);
        using JsonDocument json = JsonDocument.Parse(listed);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);

        (code, _, string error) = Run("incident", "declare", "market.extreme_volatility", "--reason", "no");
        Assert.Equal(2, code);
        Assert.Contains("not for operators to state", error, StringComparison.Ordinal);
        (code, string said, _) = Run("incident", "declare", "systemic.regulatory_action", "--reason", "the regulator called");
        Assert.Equal(0, code);
        Assert.Contains("systemic.regulatory_action is declared; platform is DMM", said, StringComparison.Ordinal);
        await node.UntilAsync("DMM", s => s.PlatformMode == "DMM");
        (code, said, _) = Run("incident", "declare", "systemic.regulatory_action", "--reason", "again");
        Assert.Equal(0, code);
        Assert.Contains("declared already", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_routes_say_what_they_take_and_where()
    {
        NodeConfiguration configuration = Configuration();
        await using LiveNode node = await LiveNode.StartAsync(configuration);
        using HttpClient admin = Over(configuration.Admin.Socket);
        Assert.Equal((200, ""), await AskAsync(admin, HttpMethod.Get, "v1/triggers", null, keep: false));
        Assert.Equal(405, (await AskAsync(admin, HttpMethod.Post, "v1/triggers", "{}")).Code);
        Assert.Equal(405, (await AskAsync(admin, HttpMethod.Get, "v1/declare", null)).Code);
        foreach ((string body, string problem) in new[]
        {
            ("{", "not the JSON"), ("null", "the body is null"), ("{\"reason\":\"because\"}", "names its trigger"),
            ("{\"trigger\":\"systemic.regulatory_action\"}", "a reason of 1 to"),
            ("{\"trigger\":\"systemic.regulatory_action\",\"reason\":\" \"}", "a reason of 1 to"),
            ("{\"trigger\":\"systemic.regulatory_action\",\"reason\":\"a\\u0007b\"}", "control characters"),
            ("{\"trigger\":\"systemic.regulatory_action\",\"reason\":\"x\",\"scope\":\"asset/BTC\"}", "binds the platform"),
            ("{\"trigger\":\"systemic.regulatory_action\",\"reason\":\"x\",\"lift\":true}", "binds the platform"),
        })
        {
            (int code, string said) = await AskAsync(admin, HttpMethod.Post, "v1/declare", body);
            Assert.True(code == 400, $"{body}: {code} {said}");
            Assert.Contains(problem, said, StringComparison.Ordinal);
        }

        foreach (string trigger in new[] { "market.volatility_spike", "operator.halt", "nonsense" })
        {
            (int code, string said) = await AskAsync(admin, HttpMethod.Post, "v1/declare", $"{{\"trigger\":\"{trigger}\",\"reason\":\"x\"}}");
            Assert.Equal(409, code);
            Assert.Contains("not for operators to state", said, StringComparison.Ordinal);
        }

        Assert.Equal("NORMAL", node.Mode);
        using HttpClient tcp = new() { BaseAddress = node.Http };
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Get, "v1/triggers", null)).Code);
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Get, "v1/declare", null)).Code);
        const string Statement = "{\"trigger\":\"systemic.regulatory_action\",\"reason\":\"x\"}";
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Post, "v1/declare", Statement)).Code);

        Assert.Equal("NORMAL", node.Mode);
    }

    private static async Task<(int Code, string Body)> AskAsync(HttpClient client, HttpMethod method, string path, string? body, bool keep = true)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, keep ? text : "");
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

    private (int Code, string Output, string Error) Run(params string[] words) =>
        Verb.Run([.. words, "--run-dir", Path.Combine(_directory, "run")]);

    private NodeConfiguration Configuration()
    {
        string json = $$"""
            {
              "node": { "name": "node-1", "state_dir": "{{Path.Combine(_directory, "state")}}", "run_dir": "{{Path.Combine(_directory, "run")}}" },
              "http": { "listen": "127.0.0.1:0" },
              "topology": {
                "units": ["USDT"], "venues": [{ "name": "alpha" }], "assets": [{ "name": "BTC", "reference_unit": "USDT" }],
                "instruments": [{ "asset": "BTC", "unit": "USDT", "venue": "alpha" }],
                "routes": [{ "asset": "BTC", "venue": "alpha", "settlement_unit": "USDT" }]
              }
            }
            """;
        ConfigurationResult loaded = ConfigurationLoader.Parse("test.json", Encoding.UTF8.GetBytes(json));
        return loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors));
    }
}

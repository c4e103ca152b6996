using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary><c>basisd incident</c> against a live node, and the routes beneath it: a whole protocol, and everything that is refused.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class IncidentLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-incident-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_verbs_lead_through_the_protocol_out_of_dmm_and_to_the_report()
    {
        await using LiveNode node = await StartAsync(IncidentPeople.Write(At("alice.pem")));
        node.ConfirmTransfers();
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        Assert.Equal("no incident is on file\n", Do("list"));
        Assert.Contains("no incident is on file", Refused(1, "show"), StringComparison.Ordinal);
        Assert.Contains("nothing to record", Refused(1, "note", "--author", "bob", "--text", "early"), StringComparison.Ordinal);
        Assert.Equal(0, Run("halt", "--reason", "drill").Code);
        await node.UntilAsync("the node's own steps", s => s is { PlatformMode: "DMM", Incidents: [{ } open, ..] } && NextOf(open) == "declaration");

        string shown = Do("show");
        Assert.Contains("incident 1: P1, open since ", shown, StringComparison.Ordinal);
        Assert.Contains("P1 operator.halt on platform, active since ", shown, StringComparison.Ordinal);
        Assert.Matches("(?m)^review +[0-9: -]+ 1[0-4] min [0-9]+ s left$", shown);
        Assert.Matches("(?m)^response +[0-9: -]+ met after 0 s$", shown);
        Assert.Matches("(?m)^2 state_freeze +system +[0-9: -]+ the node$", shown);
        Assert.Contains("basisd incident step declaration --author alice --role operations-lead --text \"…\"\n", shown, StringComparison.Ordinal);
        Assert.Contains("incident 1, P1, open for ", Run("status").Output, StringComparison.Ordinal);
        Assert.Contains("next is step 3 declaration (operations lead)", Run("status").Output, StringComparison.Ordinal);
        Assert.Contains("(`basisd incident step declaration --author NAME --text \"…\"`)", Run("resume", "plan").Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(At("rca.md"), "a drill", TestContext.Current.CancellationToken);
        Assert.Contains("next is step 3 declaration", Refused(1, "step", "plan", "--author", "bob", "--text", "x"), StringComparison.Ordinal);
        Assert.Contains(
            "is complete; next is step 4 root_cause by engineering and risk", Do("step", "declaration", "-a", "alice", "-t", "we halt"),
            StringComparison.Ordinal);
        Assert.Contains("add --document FILE", Refused(1, "step", "root_cause", "-a", "bob", "-t", "x"), StringComparison.Ordinal);
        Assert.Contains("is recorded by engineering, document", Do("step", "root_cause", "-a", "bob", "-t", "cause", "-d", At("rca.md")),
            StringComparison.Ordinal);
        Assert.Contains("bob (engineering); risk missing", Do("show"), StringComparison.Ordinal);
        Do("step", "root_cause", "-a", "carol", "-t", "agreed", "-d", At("rca.md"));
        string asked = Refused(1, "step", "impact", "-a", "carol", "-t", "none");
        Assert.Contains("say in which role, --role risk|finance", asked, StringComparison.Ordinal);
        Do("step", "impact", "-a", "carol", "--role", "risk", "-t", "none");
        Do("impact", "-a", "carol", "--role", "finance", "--users", "12", "--exposure", "250000.5", "--loss", "0");
        Do("step", "impact", "-a", "carol", "-t", "none");
        Do("step", "communication", "-a", "dave", "-t", "banner and mail");
        Do("step", "plan", "-a", "bob", "-t", "resume");
        Assert.Contains("next is step 8 approval", Do("step", "plan", "-a", "carol", "--role", "risk", "-t", "resume"), StringComparison.Ordinal);
        Assert.Contains("is complete since ", Refused(1, "step", "declaration", "-a", "alice", "-t", "again"), StringComparison.Ordinal);
        shown = Do("show");
        Assert.Contains("users 12, exposed 250000.5 USD, lost 0 USD", shown, StringComparison.Ordinal);
        Assert.Matches("(?m)^notification +[0-9: -]+ met after [0-9a-z ]+$", shown);
        await LeaveAsync(node);

        shown = Do("show", "1");
        Assert.Contains("incident 1: P1, closed, ", shown, StringComparison.Ordinal);
        Assert.Contains("basisd incident publish report --incident 1 --author alice --document FILE\n", shown, StringComparison.Ordinal);
        Assert.Contains("it is closed", Refused(1, "step", "plan", "-a", "bob", "-t", "late"), StringComparison.Ordinal);
        Do("publish", "report", "-a", "dave", "-d", At("rca.md"));
        using JsonDocument json = JsonDocument.Parse(Do("show", "--json"));
        Assert.Equal("250000.5", json.RootElement.GetProperty("exposure_usd").GetString());
        Assert.Equal("report", json.RootElement.GetProperty("records").EnumerateArray().Last().GetProperty("kind").GetString());
        using JsonDocument list = JsonDocument.Parse(Do("list", "--json"));
        Assert.Equal(5, list.RootElement.GetProperty("operators").GetArrayLength());
        Assert.Matches("(?m)^ +1  P1   [0-9: -]+  .*  closed  - +due: disclosure in 2 d 23 h", Do("list"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_recorded()
    {
        await using LiveNode node = await StartAsync(IncidentPeople.Write(At("alice.pem")));
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        Assert.Equal(0, Run("halt", "--reason", "drill").Code);
        await node.UntilAsync("the node's own steps", s => s.Incidents is [{ } open, ..] && NextOf(open) == "declaration");
        using HttpClient admin = Over(At("run/admin.sock"));
        const string Who = "\"author\":\"bob\",\"text\":\"x\"";
        string hash = new('A', 64);
        foreach ((string body, int code, string problem) in new[]
        {
            ("{", 400, "not the JSON"), ("null", 400, "the body is null"), ("{\"kind\":\"note\",\"more\":1}", 400, "not the JSON"),
            ("{\"author\":\"bob\"}", 400, "the kind is step"), ("{\"kind\":\"missed\",\"author\":\"bob\"}", 400, "the kind is step"),
            ($"{{\"kind\":\"step\",{Who}}}", 400, "a step has its name"),
            ($"{{\"kind\":\"step\",\"step\":\"lunch\",{Who}}}", 400, "no such step"),
            ($"{{\"kind\":\"note\",\"step\":\"plan\",{Who}}}", 400, "the kind step alone"),
            ($"{{\"kind\":\"note\",\"incident\":0,{Who}}}", 400, "1 or more"), ($"{{\"kind\":\"note\",\"incident\":1.5,{Who}}}", 400, "not the JSON"),
            ("{\"kind\":\"note\",\"text\":\"x\"}", 400, "the author is missing"),
            ("{\"kind\":\"note\",\"author\":\"bob\"}", 400, "the text is missing"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"  \"}", 400, "the text is missing"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"\\u001b[31mred\"}", 400, "U+001B"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"a\\nb\"}", 400, "U+000A"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"a\\u009bb\"}", 400, "U+009B"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"a\\u202eb\"}", 400, "U+202E"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"a\\u2028b\"}", 400, "U+2028"),
            ("{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"a\\ud800b\"}", 400, ""),
            ("{\"kind\":\"note\",\"author\":\"b\\u0007b\",\"text\":\"x\"}", 400, "U+0007"),
            ($"{{\"kind\":\"note\",\"author\":\"bob\",\"text\":\"{new string('é', 513)}\"}}", 400, "1026 bytes"),
            ($"{{\"kind\":\"note\",\"author\":\"{new string('b', 65)}\",\"text\":\"x\"}}", 400, "65 bytes"),
            ($"{{\"kind\":\"note\",\"document\":\"{hash[1..]}\",{Who}}}", 400, "64 hex digits"),
            ($"{{\"kind\":\"note\",\"document\":\"{hash[1..]}g\",{Who}}}", 400, "64 hex digits"),
            ($"{{\"kind\":\"report\",{Who}}}", 400, "SHA-256 of its document"),
            ($"{{\"kind\":\"impact\",{Who}}}", 400, "users, exposure_usd or loss_usd"),
            ($"{{\"kind\":\"note\",\"users\":1,{Who}}}", 400, "the kind impact alone"),
            ($"{{\"kind\":\"impact\",\"users\":-1,{Who}}}", 400, "0 or more"),
            ($"{{\"kind\":\"impact\",\"exposure_usd\":\"-1\",{Who}}}", 400, "decimal of 0 or more"),
            ($"{{\"kind\":\"impact\",\"loss_usd\":\"1.123456789\",{Who}}}", 400, "decimal of 0 or more"),
            ($"{{\"kind\":\"impact\",\"loss_usd\":\"99999999999999\",{Who}}}", 400, "decimal of 0 or more"),
            ("{\"kind\":\"note\",\"author\":\"bobb\",\"text\":\"x\"}", 409, "did you mean bob?"),
            ("{\"kind\":\"note\",\"author\":\"eve\",\"text\":\"x\"}", 409, "operators[].uid"),
            ($"{{\"kind\":\"note\",\"role\":\"boss\",{Who}}}", 409, "there is no role 'boss'"),
            ($"{{\"kind\":\"note\",\"role\":\"system\",{Who}}}", 409, "there is no role 'system'"),
            ($"{{\"kind\":\"note\",\"role\":\"risk\",{Who}}}", 409, "does not hold the role risk"),
            ($"{{\"kind\":\"note\",\"incident\":7,{Who}}}", 409, "incident 7 is not on file"),
            ($"{{\"kind\":\"step\",\"step\":\"declaration\",{Who}}}", 409, "is recorded by operations-lead; bob is engineering"),
            ($"{{\"kind\":\"step\",\"step\":\"declaration\",\"role\":\"engineering\",{Who}}}", 409, "not by engineering"),
            ($"{{\"kind\":\"step\",\"step\":\"full_halt\",{Who}}}", 409, "the node itself"),
            ($"{{\"kind\":\"step\",\"step\":\"approval\",{Who}}}", 409, "resume plan"),
            ($"{{\"kind\":\"step\",\"step\":\"root_cause\",\"document\":\"{hash}\",{Who}}}", 409, "next is step 3 declaration"),
        })
        {
            (int answered, string said) = await AskAsync(admin, HttpMethod.Post, "v1/incident", body);
            Assert.True(answered == code, $"{body}: {answered} {said}");
            Assert.Contains(problem, Unescaped(said), StringComparison.Ordinal);
        }

        Assert.Equal(405, (await AskAsync(admin, HttpMethod.Get, "v1/incident", null)).Code);
        Assert.Equal(405, (await AskAsync(admin, HttpMethod.Post, "v1/incidents", "{}")).Code);
        Assert.Equal(2, (await RecordsAsync()).Count);
        Assert.Equal(200, (await AskAsync(admin, HttpMethod.Post, "v1/incident", $"{{\"kind\":\"note\",\"document\":\"{hash}\",{Who}}}")).Code);
        IncidentRecordView note = (await RecordsAsync())[^1];
        Assert.Equal(("note", "bob", "engineering", hash.ToLowerInvariant()), (note.Kind, note.Author, note.Role, note.Document));

        using HttpClient tcp = new() { BaseAddress = node.Http };
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Get, "v1/incidents", null)).Code);
        Assert.Equal(403, (await AskAsync(tcp, HttpMethod.Post, "v1/incident", $"{{\"kind\":\"note\",{Who}}}")).Code);
        string everyone = (await AskAsync(tcp, HttpMethod.Get, "v1/status", null)).Body;
        Assert.Contains("\"incidents\":[{\"number\":1,", everyone, StringComparison.Ordinal);
        Assert.DoesNotContain("bob", everyone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_operators_it_says_how_to_name_them()
    {
        await using LiveNode node = await StartAsync("[]");
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        Assert.Equal(0, Run("halt", "--reason", "drill").Code);
        string said = Refused(1, "note", "--author", "me", "--text", "x");
        Assert.Contains("add them under operators (name, roles, public_key from `basisd keygen`) and restart", said, StringComparison.Ordinal);
        Assert.Contains("nobody holds the role operations-lead", Do("show"), StringComparison.Ordinal);
        Assert.Contains("is none of declaration, root_cause", Refused(2, "step", "full_halt", "-a", "me", "-t", "x"), StringComparison.Ordinal);
        Assert.Contains("takes --users, --exposure or --loss", Refused(2, "impact", "-a", "me"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(2, "note", "-a", "me", "-t", "x", "-d", At("nowhere")), StringComparison.Ordinal);
        Assert.Contains("is no number of an incident", Refused(2, "show", "first"), StringComparison.Ordinal);
        Assert.Contains("is none of report, disclosure", Refused(2, "publish", "secrets", "-a", "me", "-d", At("x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_knows_the_incidents_and_operators_of_the_node()
    {
        await using LiveNode node = await StartAsync(IncidentPeople.Write(At("alice.pem")));
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        Assert.Equal(0, Run("halt", "--reason", "drill").Code);
        string[] words = ["completion", "words", "--", "incident"];
        Assert.Equal("1\n", Verb.Run([.. words, "show", "--run-dir", At("run"), ""]).Output);
        Assert.Equal("carol\n", Verb.Run([.. words, "note", "--run-dir", At("run"), "--author", "ca"]).Output);
        Assert.Equal("root_cause\n", Verb.Run([.. words, "step", "ro"]).Output);
        Assert.Equal("engineering\n", Verb.Run([.. words, "step", "plan", "--role", "e"]).Output);
    }

    [Fact]
    public void Without_a_daemon_it_says_so()
    {
        foreach (string[] words in (string[][])[["list"], ["show"], ["list", "--json"], ["notify", "-a", "me"]])
        {
            Assert.Contains("cannot reach the daemon", Refused(3, words), StringComparison.Ordinal);
        }
    }

    private static string? NextOf(IncidentStatus incident) => incident.Steps.FirstOrDefault(s => s.State == "next")?.Name;

    private static string Unescaped(string json)
    {
        using JsonDocument answer = JsonDocument.Parse(json);
        return string.Join(
            ' ', answer.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()));
    }

    private static async Task<(int Code, string Body)> AskAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using HttpRequestMessage request = new(method, path);
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

    private async Task LeaveAsync(LiveNode node)
    {
        using AdminClient client = new(At("run/admin.sock"), TimeSpan.FromSeconds(20));
        ResumptionPlan plan = (await client.ResumePlanAsync(TestContext.Current.CancellationToken)).Value!;

        // Confirmations come within a second or so; until then the plan names what is missing.
        for (int left = 500; left > 0 && !plan.Criteria.All(c => c.Met || c.ByApproval); left--)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            plan = (await client.ResumePlanAsync(TestContext.Current.CancellationToken)).Value!;
        }

        Assert.True(plan.Criteria[0].ByApproval, string.Join(' ', plan.Criteria[0].Missing));
        await File.WriteAllTextAsync(At("plan.json"), Run("resume", "plan", "--json").Output, TestContext.Current.CancellationToken);
        (int code, _, string error) = Verb.Run(
            "approve", "--plan", At("plan.json"), "--signer", "alice", "--key", At("alice.pem"), "--rca", At("rca.md"), "--out", At("approval"));
        Assert.True(code == 0, error);
        (code, _, error) = Run("resume", "submit", At("approval"));
        Assert.True(code == 0, error);
        await node.UntilAsync("the incident is closed", s => s.Incidents is [{ State: "closed" } closed, ..] && closed.Steps[7].State == "done");
    }

    private async Task<IReadOnlyList<IncidentRecordView>> RecordsAsync()
    {
        using AdminClient client = new(At("run/admin.sock"), TimeSpan.FromSeconds(20));
        return (await client.IncidentsAsync(TestContext.Current.CancellationToken)).Value!.Incidents[0].Records;
    }

    private string Do(params string[] words)
    {
        (int code, string output, string error) = Run(["incident", .. words]);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code} {error}");
        return output;
    }

    private string Refused(int expected, params string[] words)
    {
        (int code, string output, string error) = Run(["incident", .. words]);
        Assert.True(code == expected && output.Length == 0, $"{string.Join(' ', words)}: {code} {output} {error}");
        return error;
    }

    private (int Code, string Output, string Error) Run(params string[] words) => Verb.Run([.. words, "--run-dir", At("run")]);

    private string At(string name) => Path.Combine(_directory, name);

    private Task<LiveNode> StartAsync(string operators)
    {
        string json = $$"""
            {
              "node": { "name": "node-1", "state_dir": "{{At("state")}}", "run_dir": "{{At("run")}}" },
              "http": { "listen": "127.0.0.1:0" },
              "recovery": { "stage_dwell": "1s" },
              "operators": {{operators}},
              "topology": {
                "units": ["USDT"], "venues": [{ "name": "alpha" }], "assets": [{ "name": "BTC", "reference_unit": "USDT" }],
                "instruments": [{ "asset": "BTC", "unit": "USDT", "venue": "alpha" }],
                "routes": [{ "asset": "BTC", "venue": "alpha", "settlement_unit": "USDT" }]
              }
            }
            """;
        ConfigurationResult loaded = ConfigurationLoader.Parse("test.json", Encoding.UTF8.GetBytes(json));
        return LiveNode.StartAsync(loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors)));
    }
}

using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Basisd.Host.Configuration;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Host.Configuration;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_a_file_a_single_node_runs()
    {
        NodeConfiguration c = Valid("{}");
        Assert.Equal(["alpha", "bravo", "carol"], c.Topology.Venues.Select(v => v.Name));
        Assert.Equal(["BTC", "ETH", "SOL", "PAXG"], c.Topology.Assets.Select(a => a.Name));
        Assert.Equal(12, c.Topology.Routes.Length);
        Assert.Equal(21, c.Topology.Instruments.Length);
        Assert.Equal(9, c.Topology.Positions.Length);
        Assert.EndsWith("BTC-PERP@alpha", c.Topology.Positions[0].Name, StringComparison.Ordinal);
        Assert.Equal(6, c.Topology.UnitReferences.Length);
        Assert.Equal(250_000_000, c.Gate.ValidityNs);
        Assert.Equal("/run/basisd/engine.sock", c.Engine.Socket);
        Assert.Equal(4_000_000, c.Triggers[TriggerId.VolatilitySpike]["ratio_ppm"]);
        Assert.Equal(300_000_000_000, c.Triggers[TriggerId.VolatilitySpike].HoldNs);
        Assert.All(c.Effective, e => Assert.Equal("default", e.Origin));
        Assert.Equal(32, c.Hash.Length);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        NodeConfiguration c = Valid(
            """
            { // main
              "node": { "name": "n1", "run_dir": "/run/other", }, /* end */
            }
            // after
            """);
        Assert.Equal("n1", c.Node.Name);
        Assert.Equal("/run/other/gate", c.Gate.Path);
        Assert.Equal("main.json:2", c.Effective.Single(e => e.Path == "node.name").Origin);
    }

    [Fact]
    public void Drop_ins_merge_in_ordinal_order_objects_merge_and_lists_replace()
    {
        string main = Write(
            "basisd.json",
            """
            {
              "gate": { "validity": "300ms", "renew": "60ms" },
              "topology": { "units": ["USD"], "venues": [{"name":"a"}], "assets": [{"name":"BTC","reference_unit":"USD"}] }
            }
            """);
        Write("conf.d/10-b.json", """{ "gate": { "renew": "70ms" }, "topology": { "venues": [{"name":"x"},{"name":"y"}] } }""");
        Write("conf.d/9-a.json", """{ "gate": { "renew": "80ms" } }""");
        Write("conf.d/ignored.txt", "not json");
        ConfigurationResult result = ConfigurationLoader.Load(main);
        Assert.Empty(result.Errors);
        Assert.Equal(300_000_000, result.Configuration!.Gate.ValidityNs);
        Assert.Equal(80_000_000, result.Configuration.Gate.RenewNs);
        Assert.Equal(["x", "y"], result.Configuration.Topology.Venues.Select(v => v.Name));
        Assert.Equal(3, result.Files.Count);
        Assert.EndsWith("9-a.json:1", result.Configuration.Effective.Single(e => e.Path == "gate.renew").Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topology_section_replaces_all_of_the_built_in_one()
    {
        string[] errors = Errors("""{ "topology": { "units": ["USD"] } }""");
        Assert.Contains(errors, e => e.Contains("topology.venues: no venue is configured", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("topology.assets: no asset is configured", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once_with_its_line()
    {
        string[] errors = Errors(
            """
            {
              "node": { "nmae": "x" },
              "gate": { "validity": "100ms", "renew": 50 },
              "triggers": {
                "market.volatility_spike": { "ratio_ppm": 4.5, "enabled": "yes" },
                "market.volatilty_spike": {}
              },
              "engine": { "inbox_records": 3000 },
              "permissions": { "dmm": { "open": "allow" }, "bscb": { "open": "alow" } },
              "clock": { "time_scale": 3601 },
              "http": { "listen": "localhost:9465" }
            }
            """);
        string all = string.Join('\n', errors);
        Assert.Contains(
            "main.json:2: node.nmae: unknown key; here: name, state_dir, run_dir, hold_latency; did you mean 'name'?", all, StringComparison.Ordinal);
        Assert.Contains("main.json:3: gate.validity: 100ms is out of range", all, StringComparison.Ordinal);
        Assert.Contains("main.json:3: gate.renew: a number (50) where a text belongs", all, StringComparison.Ordinal);
        Assert.Contains("main.json:5: triggers.market.volatility_spike.ratio_ppm: 4.5 is not a whole number", all, StringComparison.Ordinal);
        Assert.Contains(
            "main.json:5: triggers.market.volatility_spike.enabled: a text (\"yes\") where true or false belongs", all, StringComparison.Ordinal);
        Assert.Contains("main.json:6: triggers.market.volatilty_spike: unknown key", all, StringComparison.Ordinal);
        Assert.Contains("did you mean 'market.volatility_spike'?", all, StringComparison.Ordinal);
        Assert.Contains("main.json:8: engine.inbox_records: not a power of two", all, StringComparison.Ordinal);
        Assert.Contains("main.json:9: permissions.dmm.open: 'allow' is looser than the table's 'deny' (R-3.1)", all, StringComparison.Ordinal);
        Assert.Contains("main.json:9: permissions.bscb.open: 'alow' is not a choice, perhaps 'allow'", all, StringComparison.Ordinal);
        Assert.Contains("main.json:10: clock.time_scale: 3601 is out of range; a whole number from 1 to 3600", all, StringComparison.Ordinal);
        Assert.Contains("main.json:11: http.listen: 'localhost:9465' is not a numeric address", all, StringComparison.Ordinal);
        Assert.Equal(11, errors.Length);
    }

    [Theory]
    [InlineData("{\n  \"node\": {\n", "main.json:3:")]
    [InlineData("{\n  \"node\": nope }", "main.json:2:12: not valid JSON")]
    [InlineData("", "main.json:1:1: not valid JSON")]
    [InlineData("{} {}", "main.json:1:4: not valid JSON")]
    [InlineData("[1]", "main.json:1: the file holds an array")]
    [InlineData(
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}",
        "not valid JSON")]
    public void Broken_json_says_line_and_column(string json, string expected)
    {
        string error = Assert.Single(Errors(json));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_an_error()
    {
        string error = Assert.Single(Errors("{ \"gate\": {\n\"renew\": \"50ms\",\n\"renew\": \"60ms\" } }"));
        Assert.StartsWith("main.json:3: gate.renew: the key is given twice, first on line 2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "gate": { "renew": "100ms" } }""", "gate.renew: 3 × gate.renew is more than gate.validity")]
    [InlineData("""{ "inputs": { "call_max_age": "500ms" } }""", "3 × probes.interval is more than inputs.call_max_age")]
    [InlineData("""{ "probes": { "interval": "450ms" } }""", "three failed probes take 1100ms")]
    [InlineData("""{ "probes": { "interval": "100ms" } }""", "probes.timeout is more than probes.interval")]
    [InlineData(
        """{ "triggers": { "market.volatility_spike": { "clear_ratio_ppm": 4000000 } } }""",
        "is not below triggers.market.volatility_spike.ratio_ppm")]
    [InlineData(
        """{ "triggers": { "internal.margin_buffer_breach": { "clear_ppm": 1400000 } } }""",
        "is not below triggers.internal.margin_buffer_breach.clear_ppm")]
    [InlineData("""{ "engine": { "socket": "/run/basisd/admin.sock" } }""", "the path is also that of engine.socket")]
    [InlineData("""{ "engine": { "inbox_records": 3000 } }""", "engine.inbox_records: not a power of two")]
    [InlineData("""{ "permissions": { "bscb": { "withdraw": "allow" } } }""", "looser than the table's 'queue'")]
    public void Relations_are_checked(string json, string expected) =>
        Assert.Contains(expected, Assert.Single(Errors(json)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"venues\": [{\"name\":\"a\"},{\"name\":\"a\"}]", "topology.venues[1]: 'venue/a' is named twice")]
    [InlineData("\"venues\": [{\"name\":\"a b\"}]", "topology.venues[0]: name 'a b' has the character ' '")]
    [InlineData("\"venues\": [{}]", "topology.venues[0].name: the key is missing")]
    [InlineData("\"venues\": [{\"name\":\"a\"}], \"units\": [\"USD\",\"USD\"]", "topology.units[1]: 'USD' is named twice")]
    [InlineData(
        "\"venues\": [{\"name\":\"a\"}], \"routes\": [{\"asset\":\"XRP\",\"venue\":\"a\",\"settlement_unit\":\"USD\"}]",
        "names the unknown asset 'XRP'")]
    [InlineData(
        "\"venues\": [{\"name\":\"a\"}], \"routes\": [{\"asset\":\"BTC\",\"venue\":\"b\",\"settlement_unit\":\"USD\"}]",
        "names the unknown venue 'b'")]
    [InlineData(
        "\"venues\": [{\"name\":\"a\"}], \"routes\": [{\"asset\":\"BTC\",\"venue\":\"a\",\"settlement_unit\":\"USDX\"}]", "did you mean 'USD'?")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"health_url\":\"ftp://x\"}]", "is not an http or https address")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"gateway_url\":\"ftp://x\"}]", "is not an http or https address")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"gateway_url\":\"http://x/v1?key=1\"}]", "has a query or a fragment: name the base address alone")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"gateway_url\":\"http://me:pw@x/v1\"}]", "gateway_url holds a user or a password: put a token")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"gateway_token_file\":\"/t\"}]", "gateway_url is not: nobody would be shown the token")]
    [InlineData("\"venues\": [{\"name\":\"a\",\"gateway_url\":\"http://x\",\"gateway_token_file\":\"t\"}]", "'t' is not an absolute path")]
    public void Topology_errors_stand_at_their_entry(string section, string expected)
    {
        string units = section.Contains("units", StringComparison.Ordinal) ? "" : "\"units\": [\"USD\"],";
        string[] errors = Errors($$"""{ "topology": { {{units}} "assets": [{"name":"BTC","reference_unit":"USD"}], {{section}} } }""");
        Assert.Contains(expected, Assert.Single(errors), StringComparison.Ordinal);
        Assert.StartsWith("main.json:1: ", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Restrictions_reach_the_matrix()
    {
        NodeConfiguration c = Valid(
            """{ "permissions": { "bscb": { "withdraw": "deny" }, "normal": { "swap": "queue" } }, "dmm": { "exposure": "contain" } }""");
        Assert.Equal(Permission.Deny, PermissionWord.Of(c.Permissions.WordOf(false, Mode.Bscb, 0, false), GateAction.Withdraw));
        Assert.Equal(Permission.Queue, PermissionWord.Of(c.Permissions.WordOf(false, Mode.Normal, 0, false), GateAction.Swap));
        Assert.Equal(Permission.Allow, PermissionWord.Of(c.Permissions.WordOf(true, Mode.Dmm, 0, false), GateAction.Cancel));
        Assert.Equal(Permission.Allow, PermissionWord.Of(c.Permissions.WordOf(false, Mode.Normal, 0, false), GateAction.Open));
    }

    [Fact]
    public void Operators_need_good_keys_roles_and_enough_seniors()
    {
        using ECDsa p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        string key = Convert.ToBase64String(p256.ExportSubjectPublicKeyInfo());
        NodeConfiguration good = Valid($$"""{ "operators": [{ "name": "ann", "roles": ["risk"], "senior": true, "public_key": "{{key}}" }] }""");
        Assert.Equal(p256.ExportSubjectPublicKeyInfo(), Assert.Single(good.Operators).PublicKey);
        string pem = JsonEncodedText.Encode(p256.ExportSubjectPublicKeyInfoPem()).ToString();
        Assert.Single(Valid($$"""{ "operators": [{ "name": "ann", "roles": ["risk"], "senior": true, "public_key": "{{pem}}" }] }""").Operators);
        Assert.Null(good.Operators[0].Uid);
        Assert.Equal(0u, Valid(Bound(key, "0")).Operators[0].Uid);
        Assert.Equal(4_294_967_294u, Valid(Bound(key, "4294967294")).Operators[0].Uid);
        Assert.NotEqual(Valid(Bound(key, "0")).Hash, good.Hash);
        Assert.Contains("operators[0].uid: 4294967295 is out of range", Errors(Bound(key, "4294967295"))[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("operators[0].uid: a text (\"alice\")", Errors(Bound(key, "\"alice\""))[0].ToString(), StringComparison.Ordinal);
        string all = string.Join('\n', Errors(
            $$"""
            { "approvals": { "required": 2 }, "operators": [
              { "name": "ann", "roles": ["risk"], "senior": true, "public_key": "{{key}}" },
              { "name": "ann", "roles": [], "public_key": "{{key}}" },
              { "name": "cat", "roles": ["boss"], "public_key": "{{Convert.ToBase64String(p384.ExportSubjectPublicKeyInfo())}}" },
              { "name": "dan", "roles": ["risk"], "public_key": "{{new string('A', 80)}}" }] }
            """));
        Assert.Contains("named twice", all, StringComparison.Ordinal);
        Assert.Contains("has no role", all, StringComparison.Ordinal);
        Assert.Contains("'boss' is not a choice", all, StringComparison.Ordinal);
        Assert.Contains("the key is also that of 'ann'", all, StringComparison.Ordinal);
        Assert.Contains("main.json:5: operators[3].public_key: the text is not a public key", all, StringComparison.Ordinal);
    }

    private static string Bound(string key, string uid) =>
        $$"""{ "operators": [{ "name": "ann", "roles": ["risk"], "senior": true, "uid": {{uid}}, "public_key": "{{key}}" }] }""";

    [Fact]
    public void Same_settings_same_hash_however_written()
    {
        byte[] one = Valid("""{ "gate": { "validity": "1s", "renew": "50ms" }, "journal": { "free_space_floor": 67108864 } }""").Hash;
        byte[] two = Valid("""{ "journal": { "free_space_floor": "64MiB" }, "gate": { "renew": "50000us", "validity": "1000ms" } }""").Hash;
        byte[] other = Valid("""{ "gate": { "validity": "1001ms" } }""").Hash;
        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        Assert.Contains("does not exist", Only(Path.Combine(_directory, "missing.json")), StringComparison.Ordinal);
        Assert.Contains("this is a directory", Only(_directory), StringComparison.Ordinal);
        string large = Path.Combine(_directory, "large.json");
        File.WriteAllText(large, "{}" + new string(' ', 1024 * 1024));
        Assert.Contains("larger than 1 MiB", Only(large), StringComparison.Ordinal);
        string link = Path.Combine(_directory, "link.json");
        File.CreateSymbolicLink(link, Write("real.json", "{}"));
        Assert.Empty(ConfigurationLoader.Load(link).Errors);
    }

    [Fact]
    public void No_input_makes_the_loader_throw()
    {
        Property never = Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string json = text ?? "";
            ConfigurationResult result = ConfigurationLoader.Parse("f", Encoding.UTF8.GetBytes(json));
            ConfigurationResult nested = ConfigurationLoader.Parse(
                "f", Encoding.UTF8.GetBytes($"{{\"node\":{JsonSerializer.Serialize(json)},\"gate\":{json}}}"));
            return (result.Configuration is null) == (result.Errors.Count > 0) && nested.Configuration is null;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), never);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_an_error_with_a_line() =>
        Assert.Contains(
            "f:2", ConfigurationLoader.Parse("f", [.. "{\n\"node\":{\"name\":\""u8, 0xff, 0xfe, .. "\"}}"u8]).Errors[0].ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Every_setting_has_one_line_and_a_default_that_passes_its_own_check()
    {
        Assert.All(SettingTable.All, s =>
        {
            Assert.NotEmpty(s.Description);
            Assert.DoesNotContain('\n', s.Description);
            Assert.Equal(s.Kind == SettingKind.Ppm, s.Key.EndsWith("_ppm", StringComparison.Ordinal));
        });
        Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(s => s.Path).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Show_and_schema_and_reference_come_from_the_table()
    {
        NodeConfiguration c = Valid("""{ "node": { "name": "n7" } }""");
        StringWriter table = new();
        ConfigurationView.WriteTable(c, table);
        Assert.Contains("seed", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("main.json:1", table.ToString(), StringComparison.Ordinal);
        using MemoryStream json = new();
        ConfigurationView.WriteJson(c, json);
        using JsonDocument shown = JsonDocument.Parse(json.ToArray());
        Assert.Equal("n7", shown.RootElement.GetProperty("settings")[0].GetProperty("value").GetString());
        using MemoryStream schema = new();
        ConfigurationSchema.Write(schema);
        using JsonDocument parsed = JsonDocument.Parse(schema.ToArray());
        JsonElement trigger = parsed.RootElement.GetProperty("properties").GetProperty("triggers").GetProperty("properties")
            .GetProperty("venue.api_failure");
        Assert.Equal(3, trigger.GetProperty("properties").GetProperty("max_failures").GetProperty("default").GetInt32());
        StringWriter reference = new();
        ConfigurationView.WriteReference(reference);
        Assert.Equal(SettingTable.All.Count + 2, reference.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static NodeConfiguration Valid(string json)
    {
        ConfigurationResult result = ConfigurationLoader.Parse("main.json", Encoding.UTF8.GetBytes(json));
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }

    private static string[] Errors(string json)
    {
        ConfigurationResult result = ConfigurationLoader.Parse("main.json", Encoding.UTF8.GetBytes(json));
        Assert.Null(result.Configuration);
        return result.Errors.Select(e => e.ToString()).ToArray();
    }

    private static string Only(string path) => Assert.Single(ConfigurationLoader.Load(path).Errors).ToString();

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What <c>docs/capacity.md</c> says of metric series is so: their number follows from the configuration and from nothing else.</summary>
[Collection("daemon live")]
public sealed partial class CapacityTests
{
    private static readonly string[] s_venues =
        ["alpha", "bravo", "carol", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett"];

    private static readonly string[] s_assets = ["BTC", "ETH", "SOL", "PAXG"];

    [Fact]
    public async Task Ten_venues_have_as_many_series_as_documented_whatever_happens()
    {
        string page = await File.ReadAllTextAsync(Repository.File("docs/capacity.md"), TestContext.Current.CancellationToken);
        int documented = int.Parse(
            Documented().Match(page).Groups[1].Value,
            NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        using DaemonRig rig = new(Configuration());
        await rig.StartAsync();
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        string[] names = await Series(http);
        int before = names.Length;
        Assert.True(before <= documented, $"{before} series, and docs/capacity.md says {documented}");
        Assert.True(before > documented * 9 / 10, $"{before} series, and docs/capacity.md says {documented}: it is out of date");

        // An engine, a scope that closes, venues that fail, an incident: no series is added but its deadlines, one of each kind.
        using EngineClient client = rig.Connect();
        Feed feed = new(client, 1);
        feed.Send(feed.Of(ObservationKind.CallResult, 0, 1_000_000, -1), feed.Of(ObservationKind.EngineHeartbeat, 1));
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        await rig.PauseAsync("venue/alpha");
        await rig.StatusWhenAsync(s => s.Scopes.Count(c => c.Mode == "BSCB") > 1, "the venues' probes fail");
        string[] added = [.. (await Series(http)).Except(names, StringComparer.Ordinal)];
        Assert.All(added, a => Assert.StartsWith("basisd_incident_deadline_seconds{", a, StringComparison.Ordinal));
        Assert.InRange(added.Length, 1, IncidentDeadlines.Count);
    }

    private static async Task<string[]> Series(HttpClient http) =>
        [.. Exposition.Parse(await http.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Keys];

    // Nobody listens at the venues' address: their probes and polls fail.
    private static string Configuration()
    {
        const string Address = "http://127.0.0.1:9/v1";
        const string Gateway = $"\"calls_required\": true, \"health_url\": \"{Address}/health\", \"gateway_url\": \"{Address}\"";
        string[] pairs = [.. s_venues.SelectMany(v => s_assets.Select(a => $"\"asset\": \"{a}\", \"venue\": \"{v}\""))];
        return $$"""
            {
              "node": { "name": "capacity" },
              "journal": { "free_space_floor": "32MiB" },
              "topology": {
                "units": [ "USD", "USDT" ],
                "modules": [ "rewards" ],
                "venues": [ {{Each(s_venues, v => $$"""{ "name": "{{v}}", {{Gateway}} }""")}} ],
                "assets": [ {{Each(s_assets, a => $$"""{ "name": "{{a}}", "reference_unit": "USDT" }""")}} ],
                "instruments": [ {{Each(pairs, p => $$"""{ {{p}}, "unit": "USDT" }""")}} ],
                "routes": [ {{Each(pairs, p => $$"""{ {{p}}, "settlement_unit": "USDT" }""")}} ],
                "unit_references": [ {{Each(["one", "two", "three"], s => $$"""{ "unit": "USDT", "quote_unit": "USD", "source": "{{s}}" }""")}} ]
              }
            }
            """;
    }

    private static string Each(string[] of, Func<string, string> entry) => string.Join(",\n", of.Select(entry));

    [GeneratedRegex(@"\*\*([0-9,]+) series\*\*")]
    private static partial Regex Documented();
}

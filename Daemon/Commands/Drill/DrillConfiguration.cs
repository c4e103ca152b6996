using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Basisd.Commands.Drill;

/// <summary>
/// The node of a drill: two venues, two assets, five persons of whom two must sign. What is shortened is a wait and what is widened is the age of
/// an input, so that the time in which a killed node is away is no second incident; <see cref="Changed"/> says it.
/// </summary>
internal static class DrillConfiguration
{
    /// <summary>Name of the node, as approvals carry it.</summary>
    public const string Node = "drill";

    /// <summary>Seniors who must sign.</summary>
    public const int Required = 2;

    /// <summary>Who takes part: each of the protocol's roles once, the first two are the seniors.</summary>
    public static readonly DrillPerson[] People =
    [
        new("alice", "operations-lead", Senior: true),
        new("bob", "engineering", Senior: true),
        new("carol", "risk", Senior: false),
        new("dave", "finance", Senior: false),
        new("erin", "operations", Senior: false),
    ];

    /// <summary>What differs from the defaults, for the narration.</summary>
    public static readonly string[] Changed =
    [
        "each RECOVERY stage lasts at least 1 s (default 60 s)",
        "causes clear 1 s after their condition (default 60 s)",
        "prices and calls may be a minute old (default 5 s), a halt has 30 s to be acknowledged (default 2 s)",
        "eight signatures of nobody who may sign are taken for an attack (default three): the drill makes some on purpose",
    ];

    private static readonly string[] Venues = ["alpha", "bravo"];
    private static readonly string[] Assets = ["BTC", "ETH"];

    /// <summary>The file.</summary>
    /// <param name="keys">Public key of each of <see cref="People"/>, base64.</param>
    /// <param name="headKey">File with the key that signs the heads of the journal.</param>
    public static string Json(IReadOnlyList<string> keys, string headKey)
    {
        string people = Joined(People.Select((p, i) =>
            $$"""{ "name": "{{p.Name}}", "roles": [ "{{p.Role}}" ], "senior": {{(p.Senior ? "true" : "false")}}, "public_key": "{{keys[i]}}" }"""));
        string venues = Joined(Venues.Select(v => $$"""{ "name": "{{v}}", "calls_required": true }"""));
        string assets = Joined(Assets.Select(a => $$"""{ "name": "{{a}}", "reference_unit": "USDT" }"""));
        IEnumerable<(string Asset, string Venue)> pairs = Venues.SelectMany(v => Assets.Select(a => (a, v)));
        string instruments = Joined(pairs.Select(p => $$"""{ "asset": "{{p.Asset}}", "unit": "USDT", "venue": "{{p.Venue}}" }"""));
        string routes = Joined(pairs.Select(p => $$"""{ "asset": "{{p.Asset}}", "venue": "{{p.Venue}}", "settlement_unit": "USDT" }"""));
        return $$"""
            {
              // Written by `basisd drill dmm`. Waits are short, limits that measure the market are the defaults.
              "node": { "name": "{{Node}}" },
              "recovery": { "stage_dwell": "1s" },
              "journal": { "free_space_floor": "32MiB", "head_key": {{JsonValue.Create(headKey).ToJsonString()}} },
              "inputs": { "price_max_age": "1m", "call_max_age": "1m" },
              "triggers": {
                "internal.input_stale": { "hold": "1s" },
                "internal.reconciliation_failure": { "hold": "1s" },
                "internal.risk_control_timeout": { "halt_ack": "30s" },
                "systemic.system_compromise": { "refused_signatures": 8 }
              },
              "approvals": { "required": {{Required}} },
              "operators": [
                {{people}}
              ],
              "topology": {
                "units": [ "USD", "USDT" ],
                "modules": [ "rewards" ],
                "venues": [
                  {{venues}}
                ],
                "assets": [
                  {{assets}}
                ],
                "instruments": [
                  {{instruments}}
                ],
                "routes": [
                  {{routes}}
                ],
                "unit_references": []
              }
            }
            """;
    }

    private static string Joined(IEnumerable<string> items) => string.Join(",\n      ", items);
}

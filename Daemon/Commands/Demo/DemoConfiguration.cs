using System;
using System.Collections.Generic;
using System.Linq;

namespace Basisd.Commands.Demo;

/// <summary>
/// The node's configuration in the demonstration: three venues with probes and gateways, and times as short as a spectator's patience. What is
/// shortened is a wait, never a limit that trips; <see cref="Shortened"/> says it.
/// </summary>
internal static class DemoConfiguration
{
    /// <summary>The venues.</summary>
    public static readonly string[] Venues = ["alpha", "bravo", "carol"];

    /// <summary>What differs from the defaults, for the narration.</summary>
    public static readonly string[] Shortened =
    [
        "each RECOVERY stage lasts at least 1 s (default 60 s)",
        "causes clear 1 s after their condition (default 60 s), instability is judged over 5 s (default 30 s)",
        "a cancellation has 3 s to leave no order open (default 10 s)",
        "gateways are polled each 500 ms (default 1 s)",
        "escalation counts more trips: the show breaks more in a minute than a platform may",
    ];

    private static readonly (string Asset, string Price)[] Assets = [("BTC", "60000"), ("ETH", "3000")];

    /// <summary>Markets and prices that a simulated venue is started with.</summary>
    public static IEnumerable<string> Markets =>
        [.. Assets.Select(a => $"{a.Asset}/USDT={a.Price}"), .. Assets.Select(a => $"{a.Asset}/USDT:perp={a.Price}")];

    /// <summary>The file.</summary>
    /// <param name="addresses">Address of each venue's contract, in the order of <see cref="Venues"/>.</param>
    public static string Json(IReadOnlyList<Uri> addresses)
    {
        string venues = Joined(Venues.Select((v, i) =>
            $$"""{ "name": "{{v}}", "calls_required": true, "health_url": "{{addresses[i]}}/health", "gateway_url": "{{addresses[i]}}" }"""));
        string assets = Joined(Assets.Select(a => $$"""{ "name": "{{a.Asset}}", "reference_unit": "USDT" }"""));
        string instruments = Joined(Each((a, v) => $$"""{ "asset": "{{a}}", "unit": "USDT", "venue": "{{v}}" }""")
            .Concat(Each((a, v) => $$"""{ "asset": "{{a}}", "unit": "USDT", "venue": "{{v}}", "kind": "perp" }""")));
        string routes = Joined(Each((a, v) => $$"""{ "asset": "{{a}}", "venue": "{{v}}", "settlement_unit": "USDT" }"""));
        string positions = Joined(Each((a, v) => $$"""{ "name": "{{a}}-PERP@{{v}}", "venue": "{{v}}" }"""));
        string references = Joined(Venues.Select(v => $$"""{ "unit": "USDT", "quote_unit": "USD", "source": "{{v}}" }"""));
        return $$"""
            {
              // Written by `basisd sim demo`. Waits are short for the show; limits are the defaults.
              "node": { "name": "demo" },
              "recovery": { "stage_dwell": "1s" },
              "journal": { "free_space_floor": "32MiB" },
              "gateway": { "poll_interval": "500ms", "timeout": "1s" },
              "triggers": {
                "venue.api_failure": { "hold": "1s" },
                "venue.api_instability": { "hold": "1s", "window_seconds": 5 },
                "internal.input_stale": { "hold": "1s" },
                "internal.reconciliation_failure": { "hold": "1s" },
                "internal.risk_control_timeout": { "zero_orders": "3s" },
                "systemic.persistent_triggers": { "trips": 20, "scopes": 16 }
              },
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
                "unit_references": [
                  {{references}}
                ],
                "positions": [
                  {{positions}}
                ]
              }
            }
            """;
    }

    private static IEnumerable<string> Each(Func<string, string, string> text) => Venues.SelectMany(v => Assets.Select(a => text(a.Asset, v)));

    private static string Joined(IEnumerable<string> items) => string.Join(",\n      ", items);
}

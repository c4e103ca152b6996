using System;

namespace Basisd.Tests.EndToEnd;

/// <summary>Configurations of a small node. Holds and stays in RECOVERY are as short as they may be.</summary>
internal static class Configurations
{
    /// <summary>Core seconds per second of <see cref="Fast"/>.</summary>
    public const int FastScale = 60;

    /// <summary>
    /// One venue with required calls, one asset with a price, one route, one position, two modules that need nothing. No escalation: it
    /// would end every loosening for good.
    /// </summary>
    public static string Fast { get; } = Json(FastScale, "1d");

    /// <summary>The same with snapshots as often as they may be, so that kills meet them, and cuts behind them.</summary>
    public static string Storm { get; } = Fast.Replace("\"snapshot_every\": 10000", "\"snapshot_every\": 100", StringComparison.Ordinal);

    /// <summary>The same at the clock's own speed.</summary>
    public static string Plain { get; } = Json(1, "1d");

    private static string Json(int scale, string callAge) => $$"""
        {
          "clock": { "time_scale": {{scale}} },
          "recovery": { "stage_dwell": "1s" },
          "journal": { "free_space_floor": "32MiB", "snapshot_every": 10000 },
          "inputs": { "price_max_age": "1d", "call_max_age": "{{callAge}}" },
          "triggers": {
            "internal.margin_buffer_breach": { "hold": "0s" },
            "internal.input_stale": { "hold": "0s" },
            "venue.api_failure": { "hold": "0s" },
            "systemic.persistent_triggers": { "enabled": false }
          },
          "topology": {
            "units": [ "USD" ],
            "modules": [ "rewards", "lending" ],
            "venues": [ { "name": "alpha", "calls_required": true } ],
            "assets": [ { "name": "BTC", "reference_unit": "USD" } ],
            "instruments": [ { "asset": "BTC", "unit": "USD", "venue": "alpha" } ],
            "routes": [ { "asset": "BTC", "venue": "alpha", "settlement_unit": "USD" } ],
            "unit_references": [],
            "positions": [ { "name": "BTC-PERP@alpha", "venue": "alpha" } ]
          }
        }
        """;
}

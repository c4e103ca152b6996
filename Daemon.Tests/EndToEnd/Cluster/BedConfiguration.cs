using System.Collections.Generic;
using System.Linq;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// The configuration of a node of the bed. What is shortened are holds of triggers and stays in RECOVERY; every time of the cluster is the default
/// but <c>flap</c>, because the bed breaks the same slot again and again.
/// </summary>
internal static class BedConfiguration
{
    public static string Json(string name, IReadOnlyList<string> nodes, IReadOnlyList<string> slots, string pki)
    {
        string members = string.Join(", ", nodes.Select((n, i) =>
            $$"""{"name":"{{n}}","address":"{{BedNetwork.AddressOf(i + 1)}}:9466","peer":"{{BedNetwork.AddressOf(i + 1)}}:9467"}"""));
        string owned = string.Join(", ", slots.Select((s, i) => $$"""{"name":"{{s}}","preferred":"{{nodes[i]}}"}"""));
        string etcd = string.Join(", ", BedEtcd.Endpoints.Select(e => $"\"{e}\""));
        string venue = BedVenue.Contract("{slot}");
        return $$"""
            {
              "node": {"name": "{{name}}"},
              "cluster": {
                "enabled": true, "id": "bed", "flap": "0s",
                "nodes": [{{members}}],
                "slots": [{{owned}}],
                "etcd": {"endpoints": [{{etcd}}]},
                "tls": {"ca":"{{pki}}/ca.crt","cert":"{{pki}}/{{name}}/node.crt","key":"{{pki}}/{{name}}/node.key"},
                "heartbeat_key": "{{pki}}/heartbeat.key"
              },
              "recovery": { "stage_dwell": "1s" },
              "journal": { "free_space_floor": "32MiB" },
              "triggers": {
                "venue.api_failure": { "hold": "0s" },
                "venue.api_instability": { "enabled": false },
                "internal.input_stale": { "hold": "0s" },
                "internal.reconciliation_failure": { "hold": "0s" },
                "internal.node_silent": { "hold": "0s" },
                "systemic.persistent_triggers": { "enabled": false }
              },
              "topology": {
                "units": [ "USD", "USDT" ],
                "modules": [ "rewards" ],
                "venues": [ { "name": "alpha", "calls_required": true, "health_url": "{{venue}}/health", "gateway_url": "{{venue}}" } ],
                "assets": [ { "name": "BTC", "reference_unit": "USDT" } ],
                "instruments": [
                  { "asset": "BTC", "unit": "USDT", "venue": "alpha" },
                  { "asset": "BTC", "unit": "USDT", "venue": "alpha", "kind": "perp" }
                ],
                "routes": [ { "asset": "BTC", "venue": "alpha", "settlement_unit": "USDT" } ],
                "unit_references": [
                  { "unit": "USDT", "quote_unit": "USD", "source": "one" },
                  { "unit": "USDT", "quote_unit": "USD", "source": "two" },
                  { "unit": "USDT", "quote_unit": "USD", "source": "three" }
                ],
                "positions": [ { "name": "BTC-PERP@alpha", "venue": "alpha" } ]
              }
            }
            """;
    }
}

using System.Text;

namespace Basisd.Host.Configuration;

/// <summary>
/// The topology that is in force when no file says anything about it: three venues, the four assets in scope. It makes a fresh installation
/// run; a file that has a <c>topology</c> section replaces all of it, so that nothing of the example stays in a production node by accident.
/// </summary>
internal static class BuiltInTopology
{
    private static readonly string[] Venues = ["alpha", "bravo", "carol"];
    private static readonly (string Name, int ExtremePpm)[] Assets = [("BTC", 50_000), ("ETH", 50_000), ("SOL", 80_000), ("PAXG", 20_000)];
    private static readonly string[] Perpetuals = ["BTC", "ETH", "SOL"];

    /// <summary>The section as a node without a file.</summary>
    public static ConfigNode Node(ConfigurationErrors errors)
    {
        ConfigNode root = ConfigFileReader.Read("", Encoding.UTF8.GetBytes(Json()), errors)!;
        return root;
    }

    /// <summary>The section as JSON.</summary>
    public static string Json()
    {
        StringBuilder json = new();
        json.Append("{\"topology\":{\"units\":[\"USD\",\"USDT\",\"USDC\"],\"modules\":[\"rewards\"],\"venues\":[");
        foreach (string venue in Venues)
        {
            // Two of the three stand on one cloud: if both fail, that is named.
            string shares = venue == "carol" ? string.Empty : ",\"shares\":[\"cloud.example-1\"]";
            json.Append($"{{\"name\":\"{venue}\",\"calls_required\":true{shares}}},");
        }

        json.Append("],\"assets\":[");
        foreach ((string name, int extreme) in Assets)
        {
            json.Append($"{{\"name\":\"{name}\",\"reference_unit\":\"USDT\",\"extreme_move_ppm\":{extreme}}},");
        }

        StringBuilder instruments = new();
        StringBuilder perpetuals = new();
        StringBuilder routes = new();
        StringBuilder positions = new();
        StringBuilder references = new();
        foreach (string venue in Venues)
        {
            // One venue settles in another unit, so that the loss of that unit's peg binds its routes and no others.
            string unit = venue == "carol" ? "USDC" : "USDT";
            foreach ((string asset, _) in Assets)
            {
                instruments.Append($"{{\"asset\":\"{asset}\",\"unit\":\"{unit}\",\"venue\":\"{venue}\"}},");
                routes.Append($"{{\"asset\":\"{asset}\",\"venue\":\"{venue}\",\"settlement_unit\":\"{unit}\"}},");
            }

            foreach (string asset in Perpetuals)
            {
                perpetuals.Append($"{{\"asset\":\"{asset}\",\"unit\":\"{unit}\",\"venue\":\"{venue}\",\"kind\":\"perp\"}},");
                positions.Append($"{{\"name\":\"{asset}-PERP@{venue}\",\"venue\":\"{venue}\"}},");
            }

            references.Append($"{{\"unit\":\"USDT\",\"quote_unit\":\"USD\",\"source\":\"{venue}\"}},");
            references.Append($"{{\"unit\":\"USDC\",\"quote_unit\":\"USD\",\"source\":\"{venue}\"}},");
        }

        json.Append($"],\"instruments\":[{instruments}{perpetuals}],\"routes\":[{routes}],");
        json.Append($"\"unit_references\":[{references}],\"positions\":[{positions}]}}}}");
        return json.ToString();
    }
}

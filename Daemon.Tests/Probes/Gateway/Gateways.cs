using System;
using System.Net;
using System.Text;
using System.Threading;
using Basisd.Probes;
using Basisd.Probes.Gateway;
using Basisd.Safety;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>What the tests of the gateway have in common: a topology, options, and answers.</summary>
internal static class Gateways
{
    public const long Second = 1_000_000_000;

    // For answers that come: long, because the machine may be busy.
    public static readonly GatewayOptions Patient = new(3_600 * Second, 20 * Second, 200, 1024 * 1024, 0);

    // For answers that do not come.
    public static readonly GatewayOptions Hasty = Patient with { TimeoutNs = Second / 5 };

    /// <summary>alpha and beta with BTC and ETH in USDT, a perpetual and its position at alpha.</summary>
    public static Topology Topology { get; } = Names();

    public static GatewayNames NamesOf(int venue = 0) => new(Topology, venue, _ => { });

    public static Uri BaseOf(ProbedVenue venue) => new(venue.Address, "/v1/");

    public static GatewayClient ClientOf(Uri address, GatewayOptions options, CancellationToken stop, string? token = null) =>
        new(new GatewayTarget(0, address, token, 0), options, new NameLookups(Dns.GetHostAddresses), stop);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A fill of the contract.</summary>
    public static string Fill(long seq) =>
        $$"""{"seq":{{seq}},"fill_id":"{{seq + 1000}}","client_order_id":"12","market":"BTC/USDT","quantity":"-0.5","price":"60000",""" +
        "\"cash\":\"30000\",\"fee\":\"3\",\"fee_asset\":\"USDT\",\"time\":\"1763000000000000000\"}";

    public static string Funding(long seq) =>
        $$"""{"seq":{{seq}},"funding_id":"{{seq + 2000}}","position":"BTC-PERP","unit":"USDT","quantity":"-0.5",""" +
        "\"mark_price\":\"60000\",\"rate_ppm\":\"-100\",\"amount\":\"-3\",\"time\":\"1763000000000000001\"}";

    public static string Transfer(long seq) =>
        $$"""{"seq":{{seq}},"transfer_id":"{{seq + 3000}}","asset":"BTC","amount":"-0.1","time":"1763000000000000002"}""";

    public static string Order(ulong id) =>
        $$"""{"order_id":"{{id}}","client_order_id":"12","market":"BTC/USDT","quantity":"-0.5","remaining":"-0.2","price":"60000"}""";

    public static string List(long asOf, string items, string? next = null) =>
        $$"""{"venue":"alpha","as_of":{{asOf}},"items":[{{items}}]{{(next is null ? "" : ",\"next\":" + next)}}}""";

    /// <summary>An answer with status 200 and a length.</summary>
    public static string Http(string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static Topology Names()
    {
        TopologyBuilder builder = new();
        builder.AddUnit("USDT");
        builder.AddUnit("EUR");
        builder.AddVenue("alpha");
        builder.AddVenue("beta");
        foreach (string asset in (string[])["BTC", "ETH"])
        {
            builder.AddAsset(asset, "USDT", 50_000);
            builder.AddInstrument(asset, "USDT", "alpha", isPerpetual: false);
            builder.AddInstrument(asset, "USDT", "beta", isPerpetual: false);
        }

        builder.AddInstrument("BTC", "USDT", "alpha", isPerpetual: true);
        builder.AddInstrument("ETH", "EUR", "alpha", isPerpetual: false);
        builder.AddRoute("ETH", "beta", null, "USDT");
        builder.AddRoute("BTC", "alpha", "beta", "USDT");
        builder.AddRoute("BTC", "alpha", null, "USDT");
        builder.AddRoute("BTC", "beta", null, "USDT");
        builder.AddPosition("ETH-PERP@beta", "beta");
        builder.AddPosition("BTC-PERP@alpha", "alpha");
        return builder.Build();
    }
}

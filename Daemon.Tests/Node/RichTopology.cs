using Basisd.Safety;

namespace Basisd.Tests.Node;

/// <summary>
/// A platform on which each of the 28 triggers has something to measure: three assets on three venues in two units, gold that follows another
/// chain, perpetuals with a cap, a market without a route, a route over two venues, venues that share a cloud.
/// </summary>
internal static class RichTopology
{
    public static readonly string[] Venues = ["alpha", "bravo", "carol"];
    public static readonly string[] Assets = ["BTC", "ETH", "PAXG"];

    public static Topology Build()
    {
        TopologyBuilder builder = new();
        builder.AddModule("rewards");
        builder.AddUnit("USD");
        builder.AddVenue("alpha", callsRequired: true, shares: ["cloud-one"]);
        builder.AddVenue("bravo", callsRequired: true, shares: ["cloud-one", "custodian"]);
        builder.AddVenue("carol");
        foreach (string asset in Assets)
        {
            Asset added = builder.AddAsset(asset, "USDT", asset == "PAXG" ? 20_000 : 50_000);
            if (asset == "PAXG")
            {
                builder.Describe(added with { Follows = 1 });
            }
        }

        foreach (string venue in Venues)
        {
            string unit = venue == "carol" ? "USDC" : "USDT";
            foreach (string asset in Assets)
            {
                builder.AddInstrument(asset, unit, venue, isPerpetual: false);
                Route route = builder.AddRoute(asset, venue, null, unit);
                builder.Describe(route with { Clip = 10 * FixedPoint.Scale, HedgeNeed = 2 * FixedPoint.Scale });
            }

            builder.Describe(builder.AddInstrument("BTC", unit, venue, isPerpetual: true) with { FundingCapPpm = 7_500 });
            builder.AddUnitReference("USDT", "USD", venue);
            builder.AddUnitReference("USDC", "USD", venue);
            builder.AddPosition("BTC-PERP." + venue, venue);
        }

        builder.AddPosition("ETH-PERP.alpha", "alpha");
        builder.AddInstrument("ETH", "USD", "alpha", isPerpetual: false); // no route settles in it
        builder.AddRoute("BTC", "alpha", "bravo", "USDT");
        return builder.Build();
    }
}

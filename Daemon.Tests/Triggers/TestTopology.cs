using Basisd.Safety;

namespace Basisd.Tests.Triggers;

/// <summary>Two assets on four venues in three units, with references, routes and positions.</summary>
internal static class TestTopology
{
    public static readonly string[] Venues = ["v0", "v1", "v2", "v3"];

    /// <summary>Markets: 0 to 3 BTC/USDT, 4 to 5 BTC/USD, 6 a BTC/USDT perpetual, 7 ETH/USD, 8 ETH/EURX. Units: 0 USDT, 1 USD, 2 EURX.</summary>
    public static Topology Build()
    {
        TopologyBuilder builder = new();
        foreach (string venue in Venues)
        {
            builder.AddVenue(venue);
        }

        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddAsset("ETH", "USD", 50_000);
        builder.AddUnit("EURX");
        foreach (string venue in Venues)
        {
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
            builder.AddRoute("BTC", venue, null, "USDT");
        }

        builder.AddInstrument("BTC", "USD", "v0", isPerpetual: false);
        builder.AddInstrument("BTC", "USD", "v1", isPerpetual: false);
        builder.AddInstrument("BTC", "USDT", "v0", isPerpetual: true);
        builder.AddInstrument("ETH", "USD", "v0", isPerpetual: false);
        builder.AddInstrument("ETH", "EURX", "v1", isPerpetual: false);
        builder.AddUnitReference("USDT", "USD", "a"); // 0
        builder.AddUnitReference("USDT", "USD", "b"); // 1
        builder.AddUnitReference("USDT", "EURX", "c"); // 2
        builder.AddUnitReference("EURX", "USD", "d"); // 3
        builder.AddUnitReference("EURX", "USD", "e"); // 4
        builder.AddUnitReference("EURX", "USDT", "f"); // 5
        builder.AddPosition("BTC-PERP.v0", "v0");
        builder.AddPosition("BTC-PERP.v1", "v1");
        return builder.Build();
    }
}

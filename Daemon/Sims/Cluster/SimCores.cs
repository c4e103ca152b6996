using System.Globalization;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What the real <see cref="NodeCore"/>s behind the slots are configured with: one asset at two venues. The first has a gateway that lists what the
/// exchange has on its books, of the second the engine tells the balances.
/// </summary>
internal sealed class SimCores
{
    /// <summary>The venue with a gateway, and its route.</summary>
    public const int Listed = 0;

    /// <summary>The venue without, and its route.</summary>
    public const int Told = 1;

    /// <summary>What every order is about, 1e-8.</summary>
    public const long Quantity = FixedPoint.Scale / 100;

    /// <summary>At which price, 1e-8.</summary>
    public const long Price = 50_000 * FixedPoint.Scale;

    private static readonly Topology[] Built = [Build(3), Build(5)];

    /// <summary>The configuration of one cluster.</summary>
    /// <param name="nodes">Its nodes.</param>
    /// <param name="escalates">Whether causes that come together lead into DMM: where they do, little else happens after.</param>
    /// <param name="without">Guards of the cores that are missing.</param>
    public SimCores(int nodes, bool escalates, NodeGuards without)
    {
        Topology = Built[nodes == 3 ? 0 : 1];
        TriggerSettings triggers = new();
        Settings = new CoreSettings
        {
            Without = without,
            GatewayVenues = [true, false],
            ProtocolRequired = false,
            StageDwellNs = 400 * FixedPoint.Millisecond,
            PollMaxAgeNs = 6 * FixedPoint.Second,
            Triggers = triggers with
            {
                InputStale = triggers.InputStale with { Policy = Held(triggers.InputStale.Policy) },
                PersistentTriggers = triggers.PersistentTriggers with
                {
                    Policy = triggers.PersistentTriggers.Policy with { Enabled = escalates },
                },
                NodeSilent = triggers.NodeSilent with { Policy = Held(triggers.NodeSilent.Policy), DetectionNs = 900 * FixedPoint.Millisecond },
            },
        };
        LedgerAccounts accounts = new(Topology);
        Cash = accounts.OfCash(Listed, 0);
    }

    /// <summary>Whether a page lets an order through that opens at the first venue.</summary>
    public bool Allows(ulong[] page)
    {
        Route route = Topology.Routes[Listed];
        ulong word = page[Safety.Topology.Platform] & page[Topology.Assets[0].ScopeIndex]
            & page[Topology.Venues[Listed].ScopeIndex] & page[route.ScopeIndex];
        return PermissionWord.Of(word, GateAction.Open) == Permission.Allow;
    }

    /// <summary>The names, the same on every node.</summary>
    public Topology Topology { get; }

    /// <summary>The settings.</summary>
    public CoreSettings Settings { get; }

    /// <summary>Account of the cash at the venue with a gateway.</summary>
    public int Cash { get; }

    // Minutes are longer than a run: what clears must be seen to clear.
    private static TriggerPolicy Held(TriggerPolicy policy) => policy with { HoldNs = FixedPoint.Second };

    private static Topology Build(int nodes)
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        foreach (string venue in new[] { "alpha", "bravo" })
        {
            builder.AddVenue(venue);
            builder.AddRoute("BTC", venue, null, "USDT");
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
        }

        for (int node = 0; node < nodes; node++)
        {
            builder.AddPeer(string.Create(CultureInfo.InvariantCulture, $"n{node}"));
        }

        return builder.Build();
    }
}

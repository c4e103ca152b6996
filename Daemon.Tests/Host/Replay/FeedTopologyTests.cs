using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Engine;
using Basisd.Tests.Market;
using Xunit;

namespace Basisd.Tests.Host.Replay;

/// <summary>
/// History to configuration to daemon to feed: the names of a history, printed as a configuration, loaded by a daemon and asked for over its socket,
/// are the daemon's own indexes again.
/// </summary>
public sealed class FeedTopologyTests : IDisposable
{
    private readonly HistoryFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_observation_reaches_the_index_that_the_daemon_has_for_its_name()
    {
        string scopes = Row("integrity_report,module/rewards,1,2") + Row("integrity_report,platform,1,2");
        _files.Write("all_observations.csv", ObservationFileTests.Good() + scopes);
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest { Paths = [_files.Root] });
        Topology daemon = Configured(plan.Topology);
        Topology fed = FeedTopology.Of(table => NamesOf(daemon, table));
        HistoryPlan again = HistoryPlanTests.Plan(new HistoryRequest
        {
            Paths = [_files.Root],
            Topology = fed,
            ScopeNames = [.. NamesOf(daemon, IndexTable.Scopes)],
        });
        Assert.Empty(again.Notices);
        List<Observation> sent = HistoryPlanTests.Read(again);
        List<Observation> meant = HistoryPlanTests.Read(plan);
        Assert.Equal(ObservationWords.All().Length + 2, sent.Count);
        Assert.Equal(meant.Select(o => NameOf(plan.Topology, o)), sent.Select(o => NameOf(daemon, o)));
    }

    [Fact]
    public void The_built_in_names_form_a_topology()
    {
        Topology daemon = ConfigurationLoader.Parse("built-in", "{}"u8).Configuration!.Topology;
        Topology fed = FeedTopology.Of(table => NamesOf(daemon, table));
        foreach (IndexTable table in Enum.GetValues<IndexTable>().Where(t => t is not IndexTable.None and not IndexTable.Scopes))
        {
            Assert.Equal(NamesOf(daemon, table), NamesOf(fed, table));
        }
    }

    [Fact]
    public void Names_of_another_kind_are_refused()
    {
        Assert.Throws<TopologyException>(() => FeedTopology.Of(table => table == IndexTable.Instruments ? ["BTC"] : []));
        Assert.Throws<TopologyException>(() => FeedTopology.Of(table => table == IndexTable.Routes ? ["BTC"] : []));
    }

    [Fact]
    public void A_feed_sends_every_kind_through_a_socket_and_none_is_refused()
    {
        using EngineHarness daemon = new();
        string[] rows =
        [
            "call_result,kraken,0,5,-1", "price,BTC/USD@kraken,5", "depth,BTC/USDT:perp@binance,1,1,2500", "slippage,BTC@kraken,1,1",
            "cost_alpha,BTC@kraken,1,1",
            "margin_ratio,BTC-PERP@binance,1500000,1", "funding,BTC/USDT:perp@binance,-1,3600000000000", "transfer_status,BTC@kraken,1,1",
            "confirmation,BTC@kraken,1,0,9", "chain_status,BTC,1", "unit_rate,USDT/USD@kraken,1000000", "gold,-,1,1", "balance_pair,BTC@kraken,1,1",
            "order_event,BTC@kraken,1,0,1,1", "fill,BTC@kraken,1,1,1,1", "position,BTC-PERP@binance,1,1", "command_ack,-,1",
            "integrity_report,asset/BTC,1",
            "engine_heartbeat,-,77",
        ];
        Assert.Equal(ObservationWords.All().Select(ObservationWords.Of), rows.Select(r => r.Split(',')[0]));
        _files.Write("a_observations.csv", ObservationFileTests.Header + string.Concat(rows.Select(Row)));
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest
        {
            Paths = [_files.Root],
            Topology = FeedTopology.Of(table => NamesOf(daemon.Topology, table)),
            ScopeNames = [.. NamesOf(daemon.Topology, IndexTable.Scopes)],
        });
        using EngineClient client = daemon.Connect();
        Assert.Null(new HistoryFeed(plan, client, speed: 1_000).Play(CancellationToken.None));
        daemon.Sync(client);
        List<InboxItem> taken = [.. daemon.Of(InboxItemKind.Observation)];
        Assert.Empty(daemon.Of(InboxItemKind.Rejected));

        // Its own heartbeat first; the recorded one and the recorded acknowledgement answer another daemon. Calls are recorded: none is made up.
        ObservationKind[] sent = [.. ObservationWords.All().Where(k => k is not (ObservationKind.CommandAck or ObservationKind.EngineHeartbeat))];
        Assert.Equal([ObservationKind.EngineHeartbeat, .. sent], taken.Select(i => i.Record.Kind));
        Assert.Equal(1, taken[0].Record.V0);
        Assert.Equal(9, taken.First(i => i.Record.Kind == ObservationKind.Confirmation).Record.V2);
        uint scope = taken.First(i => i.Record.Kind == ObservationKind.IntegrityReport).Record.Index;
        Assert.Equal("asset/BTC", daemon.Topology.Scopes[scope].Name);
    }

    private static Topology Configured(Topology topology)
    {
        using MemoryStream json = new();
        HistoryConfiguration.Write(topology, json);
        ConfigurationResult loaded = ConfigurationLoader.Parse("printed", json.ToArray());
        Assert.Empty(loaded.Errors.Select(e => e.ToString()));
        return loaded.Configuration!.Topology;
    }

    private static IReadOnlyList<string> NamesOf(Topology topology, IndexTable table) => table switch
    {
        IndexTable.Assets => Array.ConvertAll(topology.Assets, a => a.Name),
        IndexTable.Venues => Array.ConvertAll(topology.Venues, v => v.Name),
        IndexTable.Instruments => Array.ConvertAll(topology.Instruments, i => i.Name),
        IndexTable.Routes => Array.ConvertAll(topology.Routes, r => r.Name),
        IndexTable.UnitReferences => Array.ConvertAll(topology.UnitReferences, r => r.Name),
        IndexTable.Positions => Array.ConvertAll(topology.Positions, p => p.Name),
        IndexTable.Scopes => Array.ConvertAll(topology.Scopes, s => s.Name),
        _ => ["-"],
    };

    private static (ObservationKind Kind, string Name, long V0, long V4) NameOf(Topology topology, in Observation o) =>
        (o.Kind, NamesOf(topology, ObservationRanges.TableOf(o.Kind))[(int)o.Index], o.V0, o.V4);

    private static string Row(string row) => $"{(HistoryFixture.Start + 100) * 1_000},{row}\n";
}

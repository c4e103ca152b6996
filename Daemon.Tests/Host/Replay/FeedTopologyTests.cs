using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
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
        _files.Write("all_observations.csv", ObservationFileTests.Good() + Row("integrity_report,module/rewards,1,2") + Row("integrity_report,platform,1,2"));
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

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// What the journal and a snapshot rebuild, for random histories with operators' acts in them. Each test prints its seed; <c>BASISD_TEST_SEED</c>
/// plays it again.
/// </summary>
public sealed class DurableLawTests(ITestOutputHelper output)
{
    private const int Rounds = 330;

    private static readonly CoreSettings s_settings = new()
    {
        GatewayVenues = [false, false, true],
        TellsNotices = true,
        Triggers = new TriggerSettings { ExecutionAnomaly = new() { Policy = new(Enabled: true, Shadow: true, HoldNs: 0) } },
    };

    private readonly Topology _topology = RichTopology.Build();

    [Fact]
    public void The_journal_of_any_history_rebuilds_its_state_and_derives_its_entries()
    {
        SortedDictionary<EntryKind, int> kinds = [];
        EachSeed(6, (seed, happenings) =>
        {
            NodeRig rig = HistoryPlay.Started(_topology, s_settings);
            foreach (NodeInputKind ofCluster in new[] { NodeInputKind.Takeover, NodeInputKind.ClusterDmm, NodeInputKind.ClusterResume })
            {
                if (seed % 2 != 0)
                {
                    continue;
                }

                rig.Play(new Happening(NodeRig.Start, ofCluster, Number: 2));
            }

            happenings.ForEach(h => rig.Play(h));
            DurableState copy = new(_topology, 1);
            Apply(copy, rig.Journal, 0);
            Assert.Equal(Convert.ToHexString(rig.Core.State.Hash()), Convert.ToHexString(copy.Hash()));
            foreach ((EntryKind kind, byte[] _) in rig.Journal)
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
        });
        output.WriteLine(string.Join(", ", kinds.Select(k => $"{k.Value} {k.Key}")));
        Assert.Equal(Enum.GetValues<EntryKind>(), kinds.Keys);
    }

    [Fact]
    public void A_snapshot_and_the_entries_behind_it_rebuild_the_same_state()
    {
        EachSeed(6, (seed, happenings) =>
        {
            NodeRig rig = HistoryPlay.Started(_topology, s_settings);
            int at = new Random(seed).Next(happenings.Count);
            CanonicalWriter snapshot = new();
            int entries = 0;
            for (int i = 0; i < happenings.Count; i++)
            {
                rig.Play(happenings[i]);
                if (i == at)
                {
                    rig.Core.WriteSnapshot(snapshot);
                    entries = rig.Journal.Count;
                }
            }

            NodeCore copy = new(_topology, s_settings);
            copy.ReadSnapshot(snapshot.Written);
            Apply(copy.State, rig.Journal, entries);
            Assert.Equal(Convert.ToHexString(rig.Core.State.Hash()), Convert.ToHexString(copy.State.Hash()));
        });
    }

    /// <summary>
    /// A node that starts from a snapshot waits for its inputs, so its recoveries may take longer than those of the one that went on. It
    /// reads the same, and it misses no trip.
    /// </summary>
    [Fact]
    public void A_start_from_a_snapshot_reads_on_and_misses_no_trip()
    {
        int compared = 0;
        int trips = 0;
        EachSeed(8, (seed, happenings) =>
        {
            NodeRig rig = HistoryPlay.Started(_topology, s_settings);
            int ticks = happenings.Count(h => h.Kind == NodeInputKind.Tick);
            int stop = new Random(seed).Next(30, ticks - 30);
            int at = Enumerable.Range(0, happenings.Count).Where(i => happenings[i].Kind == NodeInputKind.Tick).ElementAt(stop) - 1;
            for (int i = 0; i <= at; i++)
            {
                rig.Play(happenings[i]);
            }

            NodeRig again = Restarted(rig);
            int[] read = [rig.Journal.Count, again.Journal.Count];
            for (int i = at + 1; i < happenings.Count; i++)
            {
                rig.Play(happenings[i]);
                again.Play(happenings[i]);
                trips += MissesNone(rig, again, ref read[0]) + MissesNone(again, rig, ref read[1]);
                if (happenings[i].Kind == NodeInputKind.Tick)
                {
                    compared += ReadTheSame(rig, again, happenings[i].At);
                }
            }
        });
        output.WriteLine($"{compared} readings, {trips} trips");
        Assert.True(compared > 10_000 && trips > 50, "too little happened to prove anything");
    }

    // Everything that the journal has from an entry on, as a start applies it.
    private static void Apply(DurableState state, List<(EntryKind Kind, byte[] Payload)> journal, int from)
    {
        Effects derived = new(state.Safety.ScopeCount);
        Queue<(EntryKind Kind, byte[] Payload)> expected = new();
        for (int entry = from; entry < journal.Count; entry++)
        {
            (EntryKind kind, byte[] payload) = journal[entry];
            if (expected.TryDequeue(out (EntryKind Kind, byte[] Payload) wanted))
            {
                Assert.Equal(wanted.Kind, kind);
                Assert.Equal(wanted.Payload, payload);
                continue;
            }

            derived.Clear();
            Assert.True(state.Replay(kind, payload, derived), $"entry {entry}, {kind}, does not follow from the state before it");
            for (int i = 1; i < derived.Entries.Length; i++)
            {
                expected.Enqueue((derived.Entries[i].Kind, derived.PayloadOf(derived.Entries[i]).ToArray()));
            }
        }

        Assert.Empty(expected);
    }

    private NodeRig Restarted(NodeRig rig)
    {
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        NodeRig again = new(s_settings, _topology) { Now = rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        Assert.Empty(again.Core.Triggers.StartedAfresh);
        Assert.Equal(Convert.ToHexString(rig.Core.State.Hash()), Convert.ToHexString(again.Core.State.Hash()));
        again.Step(new NodeInput { Kind = NodeInputKind.Start, Now = again.Now, Text = "v"u8 });
        return again;
    }

    private int ReadTheSame(NodeRig rig, NodeRig again, long at)
    {
        int compared = 0;
        for (TriggerId trigger = TriggerId.VolatilitySpike; trigger <= TriggerId.ExecutionIntegrity; trigger++)
        {
            for (int scope = 0; scope < _topology.Scopes.Length && trigger is not (TriggerId.InputStale or TriggerId.RiskControlTimeout); scope++)
            {
                // What has not spoken since the start has nothing to show yet.
                Reading one = rig.Core.Judge.Readings.Of(trigger, scope);
                Reading other = again.Core.Judge.Readings.Of(trigger, scope);
                if (other.At != at)
                {
                    continue;
                }

                compared++;
                Assert.True(
                    (one.Kind, one.Severity, one.Evidence, one.IsWarming) == (other.Kind, other.Severity, other.Evidence, other.IsWarming),
                    $"{TriggerNames.NameOf(trigger)} on {_topology.Scopes[scope].Name}: {one.Kind} {one.Evidence} went on, "
                    + $"{other.Kind} {other.Evidence} started");
            }
        }

        return compared;
    }

    // What trips in one is latched in the other: by a trip of its own, or still.
    private int MissesNone(NodeRig of, NodeRig other, ref int read)
    {
        int trips = 0;
        for (; read < of.Journal.Count; read++)
        {
            CanonicalReader reader = new(of.Journal[read].Payload);
            SafetyInput input = of.Journal[read].Kind == EntryKind.Safety ? EntryCodec.ReadSafety(ref reader) : default;

            // Inputs are awaited anew after a start, and what follows from trips and commands follows from those of each node.
            bool isOwn = input.Trigger is TriggerId.InputStale or TriggerId.PersistentTriggers or TriggerId.RiskControlTimeout;
            if (input.Kind == SafetyInputKind.Latch && input.Trigger != default && !isOwn)
            {
                trips++;
                int slot = other.Core.State.Safety.Causes.Find(input.Scope, input.Trigger);
                Assert.True(
                    slot >= 0 && other.Core.State.Safety.Causes[slot].Status == CauseStatus.Active,
                    $"{TriggerNames.NameOf(input.Trigger)} on {_topology.Scopes[input.Scope].Name} tripped in one only");
            }
        }

        return trips;
    }

    private void EachSeed(int count, Action<int, List<Happening>> law) =>
        LawSeeds.Each(count, output.WriteLine, seed => law(seed, RandomHistory.Make(seed, _topology, Rounds, acts: true)));
}

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// What holds for every sequence of observations of every kind. Each test prints its seed; <c>BASISD_TEST_SEED</c> plays it again.
/// </summary>
public sealed class ObservationLawTests(ITestOutputHelper output)
{
    private readonly Topology _topology = RichTopology.Build();

    [Fact]
    public void No_observation_lowers_a_mode_leaves_dmm_or_loosens_the_page()
    {
        Dictionary<string, int> seen = [];
        EachSeed(8, seed =>
        {
            Random random = new(seed);
            NodeRig rig = HistoryPlay.Started(_topology);
            rig.AutoCommit = false;
            JournalLaws laws = new(_topology.Scopes.Length);
            ulong[] page = new ulong[_topology.Scopes.Length];
            int read = 0;
            string refused = "";
            foreach (Happening happening in RandomHistory.Make(seed, _topology, 2_600, acts: true))
            {
                rig.Page.CopyTo(page, 0);
                rig.Play(happening);
                if (happening.Kind == NodeInputKind.Resume && rig.Core.State.Safety.ModeOf(0) == Mode.Dmm)
                {
                    refused = rig.Core.OwnCriteria() + ": " + string.Join(", ", Active(rig));
                }

                for (; read < rig.Journal.Count; read++)
                {
                    laws.Take(rig.Journal[read].Kind, rig.Journal[read].Payload, happening.Kind);
                }

                for (int scope = 0; scope < page.Length && !rig.Effects.IsEmpty; scope++)
                {
                    // NodeRig.Tighten throws where a tightening loosens; nothing else has written the page since.
                    Assert.True(PermissionWord.IsWithin(rig.Page[scope], page[scope]), "loosened before a commit");
                    SafetyState safety = rig.Core.State.Safety;
                    Assert.Equal((laws.ModeOf(scope), laws.StageOf(scope)), (safety.ModeOf(scope), safety.StageOf(scope)));
                    Assert.True(PermissionWord.IsWithin(rig.Page[scope], WordOf(rig, scope)), "the page shows more than the mode permits");
                }

                if (random.Next(20) == 0)
                {
                    rig.Commit();
                }
            }

            output.WriteLine($"{seed}: {rig.Journal.Count} entries, platform {rig.ModeOf("platform")}; latest resumption refused for {refused}");
            Assert.Equal(0, rig.Core.Counters.EvaluatorFaults);
            foreach ((string what, int count) in laws.Seen)
            {
                seen[what] = seen.GetValueOrDefault(what) + count;
            }
        });
        output.WriteLine(string.Join(", ", seen.Select(s => $"{s.Value} {s.Key}")));
        string[] all = ["trip", "re-trip", "dmm", "cleared", "resumed", "stage", "normal"];
        Assert.True(all.All(seen.ContainsKey), "the histories do not reach what they should");
    }

    /// <summary>What a stream of its own kinds trips, no stream of other kinds takes away or delays.</summary>
    [Fact]
    public void Another_stream_removes_no_trip()
    {
        int trips = 0;
        EachSeed(12, seed =>
        {
            Random random = new(seed);
            bool[] isBase = new bool[ObservationRanges.KindCount];
            foreach (ObservationKind[] together in InputsOf.Together())
            {
                bool chosen = random.Next(2) == 0;
                Array.ForEach(together, kind => isBase[(int)kind] = chosen);
            }

            List<Happening> all = RandomHistory.Make(seed, _topology, 320);
            NodeRig with = HistoryPlay.Started(_topology);
            NodeRig without = HistoryPlay.Started(_topology);
            all.ForEach(h => with.Play(h));
            all.FindAll(h => h.Kind == NodeInputKind.Tick || isBase[(int)h.Observation.Kind]).ForEach(h => without.Play(h));
            HashSet<(TriggerId, int, long)> tripped = [.. FirstTrips(with)];
            foreach ((TriggerId trigger, int scope, long at) in FirstTrips(without))
            {
                // Nobody sends these two a stream: they judge trips and the node's own commands, of which the other streams make more and earlier.
                // And what the base leaves out is late in it.
                bool isOwn = trigger is TriggerId.PersistentTriggers or TriggerId.RiskControlTimeout || !IsBase(trigger, isBase);
                string what = $"{TriggerNames.NameOf(trigger)} on {_topology.Scopes[scope].Name}";
                Assert.True(isOwn || tripped.Contains((trigger, scope, at)), $"{what} is gone");
                trips += isOwn ? 0 : 1;
            }
        });
        output.WriteLine($"{trips} first trips");
        Assert.True(trips > 50, "too little trips to prove anything");
    }

    [Fact]
    public void A_verdict_depends_on_declared_inputs_alone()
    {
        int[] spoke = new int[TriggerNames.CatalogueCount + 1];
        EachSeed(2, seed =>
        {
            List<Happening> all = RandomHistory.Make(seed, _topology, 320);

            // A halt, so that there is a command to wait for whatever else trips.
            all.Insert(0, new Happening(NodeRig.Start, NodeInputKind.Halt));
            List<Reading[]> full = ReadingsOf(all);
            for (TriggerId trigger = TriggerId.VolatilitySpike; trigger <= TriggerId.ExecutionIntegrity; trigger++)
            {
                ObservationKind[] declared = TriggerInputs.Of(trigger).ToArray();
                List<Reading[]> alone = ReadingsOf(all.FindAll(h => h.Kind != NodeInputKind.Observation || declared.Contains(h.Observation.Kind)));
                for (int tick = 0; tick < full.Count && trigger != TriggerId.PersistentTriggers; tick++)
                {
                    for (int scope = 0; scope < _topology.Scopes.Length; scope++)
                    {
                        int at = (((int)trigger - 1) * _topology.Scopes.Length) + scope;
                        Reading expected = full[tick][at];
                        spoke[(int)trigger] += expected.Kind != default ? 1 : 0;
                        Assert.True(
                            Same(expected, alone[tick][at]), $"{TriggerNames.NameOf(trigger)} on {_topology.Scopes[scope].Name} at second {tick}: "
                            + $"{expected.Kind} {expected.Evidence} among all, "
                            + $"{alone[tick][at].Kind} {alone[tick][at].Evidence} by its inputs alone");
                    }
                }
            }
        });
        IEnumerable<int> triggers = Enumerable.Range(1, TriggerNames.CatalogueCount);
        output.WriteLine(string.Join(", ", triggers.Select(t => $"{TriggerNames.NameOf((TriggerId)t)} {spoke[t]}")));
    }

    /// <summary>
    /// Inputs are different when no evaluator reads both (<see cref="InputsOf.AreSame"/>): an asset's prices are one input, and since every price
    /// is converted by units' rates, so are a rate and any price. What the node itself told the engine to acknowledge depends on everything.
    /// </summary>
    [Fact]
    public void Different_inputs_of_one_time_may_come_in_any_order()
    {
        int swaps = 0;
        EachSeed(12, seed =>
        {
            List<Happening> all = RandomHistory.Make(seed, _topology, 320);
            Happening[] mixed = [.. all];
            Random random = new(seed);
            for (int round = 0; round < 4; round++)
            {
                for (int i = 0; i + 1 < mixed.Length; i++)
                {
                    bool may = mixed[i].At == mixed[i + 1].At && mixed[i].Kind == mixed[i + 1].Kind && random.Next(4) != 0
                        && !InputsOf.AreSame(_topology, mixed[i].Observation, mixed[i + 1].Observation);
                    if (may)
                    {
                        (mixed[i], mixed[i + 1]) = (mixed[i + 1], mixed[i]);
                        swaps++;
                    }
                }
            }

            NodeRig one = HistoryPlay.Started(_topology);
            NodeRig other = HistoryPlay.Started(_topology);
            for (int i = 0; i < mixed.Length; i++)
            {
                one.Play(all[i]);
                other.Play(mixed[i]);
                if (i + 1 == mixed.Length || all[i + 1].At > all[i].At)
                {
                    Assert.Equal(StateOf(one), StateOf(other));
                }
            }
        });
        output.WriteLine($"{swaps} swaps");
    }

    private static bool IsBase(TriggerId trigger, bool[] isBase)
    {
        bool all = true;
        foreach (ObservationKind kind in TriggerInputs.Of(trigger))
        {
            all &= isBase[(int)kind];
        }

        return all;
    }

    private static IEnumerable<(TriggerId Trigger, int Scope, long At)> FirstTrips(NodeRig rig)
    {
        HashSet<(TriggerId, int)> seen = [];
        foreach ((EntryKind kind, byte[] payload) in rig.Journal)
        {
            if (kind == EntryKind.Safety)
            {
                CanonicalReader reader = new(payload);
                SafetyInput input = EntryCodec.ReadSafety(ref reader);
                if (input.Kind == SafetyInputKind.Latch && seen.Add((input.Trigger, input.Scope)))
                {
                    yield return (input.Trigger, input.Scope, input.At);
                }
            }
        }
    }

    private List<Reading[]> ReadingsOf(List<Happening> happenings)
    {
        NodeRig rig = HistoryPlay.Started(_topology);
        List<Reading[]> readings = [];
        foreach (Happening happening in happenings)
        {
            rig.Play(happening);
            if (happening.Kind == NodeInputKind.Tick)
            {
                readings.Add(rig.Readings());
            }
        }

        return readings;
    }

    private static bool Same(in Reading a, in Reading b) =>
        (a.Evidence, a.At, a.Severity, a.Kind, a.IsWarming) == (b.Evidence, b.At, b.Severity, b.Kind, b.IsWarming);

    private static string StateOf(NodeRig rig)
    {
        SafetyState safety = rig.Core.State.Safety;
        IEnumerable<string> scopes = rig.Topology.Scopes.Select(s =>
            $"{s.Name} {safety.ModeOf(s.Index)}/{safety.StageOf(s.Index)} {rig.Page[s.Index]:x} {rig.Core.Gate.TargetOf(s.Index):x}");
        IEnumerable<string> causes = Enumerable.Range(0, safety.Causes.HighWater).Select(slot => safety.Causes[slot])
            .Where(c => c.Status != CauseStatus.Free)
            .Select(c => $"{rig.Topology.Scopes[c.Scope].Name} {TriggerNames.NameOf(c.Trigger)} {c.Status} {c.Severity} {c.Evidence}")
            .Order(StringComparer.Ordinal);
        return string.Join('\n', [.. scopes, .. causes]);
    }

    private static IEnumerable<string> Active(NodeRig rig) => Enumerable.Range(0, rig.Core.State.Safety.Causes.HighWater)
        .Select(slot => rig.Core.State.Safety.Causes[slot]).Where(c => c.Status == CauseStatus.Active && c.Scope != Topology.Platform)
        .Select(c => $"{TriggerNames.NameOf(c.Trigger)} on {rig.Topology.Scopes[c.Scope].Name}");

    private static ulong WordOf(NodeRig rig, int scope) => rig.Settings.Matrix.WordOf(
        scope == Topology.Platform, rig.Core.State.Safety.ModeOf(scope), rig.Core.State.Safety.StageOf(scope), rig.Core.State.Safety.Contained);

    private void EachSeed(int count, Action<int> law) => LawSeeds.Each(count, output.WriteLine, law);
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// SPEC 4 for every kind and every fault, as a transcript that a person reads as a diff: <c>Daemon.Tests/Scenarios/bad-inputs.txt</c>, written anew
/// with <c>BASISD_SCENARIOS=write</c>. The laws that no transcript may break are asserted here.
/// </summary>
public sealed class BadInputTests
{
    private const string Variable = "BASISD_SCENARIOS";
    private const int Seconds = 200;
    private const int SecondsToClear = 400;

    private static readonly string s_path = Repository.File("Daemon.Tests/Scenarios/bad-inputs.txt");

    [Fact]
    public void What_every_fault_of_every_kind_does_is_what_the_transcript_says()
    {
        StringBuilder said = new();
        said.Append(
            "What becomes of bad input: one node in good health, one kind of observation that breaks for 200 s (holds: 5 s).\n"
            + "gateway: records taken and refused in that time, by reason. trips: what latches, with its severity, on which scopes.\n"
            + "journal: refusals that were journaled. clears: whether good values under this fault clear what bad ones had tripped before.\n");
        for (ObservationKind kind = ObservationKind.CallResult; kind <= ObservationKind.EngineHeartbeat; kind++)
        {
            said.Append('\n').Append(kind).Append('\n');
            long others = OthersIn(kind);
            foreach (Fault fault in Enum.GetValues<Fault>())
            {
                said.Append("  ").Append(fault.ToString().PadRight(11)).Append(RowOf(kind, fault, others)).Append('\n');
            }
        }

        if (Environment.GetEnvironmentVariable(Variable) == "write")
        {
            File.WriteAllText(s_path, said.ToString());
            Assert.Skip("bad-inputs.txt was written anew; read its diff");
        }

        Assert.Equal(File.ReadAllText(s_path), said.ToString());
    }

    private static string RowOf(ObservationKind kind, Fault fault, long others)
    {
        BadInput input = new(kind);
        long taken = input.Gate.Taken;
        long refused = input.Gate.Refused.Values.Sum();
        Assert.Equal((0L, Mode.Normal), (refused, input.Rig.ModeOf("platform")));
        input.Suffer(fault, Seconds);
        NodeRig rig = input.Rig;
        Assert.Equal((0L, 0L), (rig.Core.Counters.EvaluatorFaults, rig.Core.Counters.UnknownIndex));
        Assert.Equal(input.Gate.Refused.Count, input.Gate.Journaled.Count);
        IEnumerable<string> reasons = input.Gate.Refused.Keys.Select(r => r.ToString());
        Assert.Equal(reasons.Order(StringComparer.Ordinal), input.Gate.Journaled.Order(StringComparer.Ordinal));

        taken = input.Gate.Taken - taken - others;
        IEnumerable<string> refusals = input.Gate.Refused.Select(r => $"refused {r.Value} {r.Key}");
        string gateway = string.Join(", ", taken > 0 ? refusals.Prepend($"taken {taken}") : refusals);
        string trips = Trips(rig);
        string journal = string.Join(", ", input.Gate.Journaled);
        return $"gateway: {Or(gateway, "nothing comes")} | trips: {Or(trips, "-")} | journal: {Or(journal, "-")} | clears: {ClearsOf(kind, fault)}";
    }

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static long OthersIn(ObservationKind kind)
    {
        BadInput missing = new(kind);
        long before = missing.Gate.Taken;
        missing.Suffer(Fault.Missing, Seconds);
        return missing.Gate.Taken - before;
    }

    private static string ClearsOf(ObservationKind kind, Fault fault)
    {
        (TriggerId trigger, string scope) = BadInput.Watched(kind);
        if (trigger == TriggerId.None)
        {
            return "-";
        }

        BadInput input = new(kind);
        Assert.True(input.Trip(), $"{kind} does not trip {TriggerNames.NameOf(trigger)}");
        input.Suffer(fault, SecondsToClear, () => !input.IsActive(trigger, scope));
        bool clears = !input.IsActive(trigger, scope);

        // What is refused is not there, and what is not there clears nothing (R-4.1). A value that stands still is a value, and a record that came
        // twice is a record.
        bool mayClear = fault is Fault.Frozen or Fault.Duplicated or Fault.OutOfOrder;
        Assert.True(mayClear || !clears, $"{fault} {kind} cleared {TriggerNames.NameOf(trigger)}");
        return $"{TriggerNames.NameOf(trigger)} {(clears ? "yes" : "no")}";
    }

    // By trigger and severity: where it latched, scopes of one kind counted when there are many.
    private static string Trips(NodeRig rig)
    {
        CauseTable causes = rig.Core.State.Safety.Causes;
        IEnumerable<string> trips = Enumerable.Range(0, causes.HighWater).Select(slot => causes[slot]).Where(c => c.Status != CauseStatus.Free)
            .GroupBy(c => (c.Trigger, c.Severity)).OrderBy(g => g.Key)
            .Select(g => $"{TriggerNames.NameOf(g.Key.Trigger)} P{(int)g.Key.Severity} on {Places(rig.Topology, [.. g])}");
        return string.Join("; ", trips);
    }

    private static string Places(Topology topology, Cause[] causes)
    {
        string[] names = [.. causes.Select(c => topology.Scopes[c.Scope].Name).Order(StringComparer.Ordinal)];
        return names.Length <= 3 ? string.Join(", ", names)
            : string.Join(", ", names.GroupBy(n => n.Split('/')[0], StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}s"));
    }
}

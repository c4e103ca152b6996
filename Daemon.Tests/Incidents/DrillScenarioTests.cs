using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>
/// A whole P1 on the virtual clock, from its trigger to NORMAL. It is played once as it is; then once more for each place between two steps, with
/// a node that dies there and starts again from the snapshot before the step and the entries behind it: the state hash after every step is the same.
/// </summary>
public sealed class DrillScenarioTests
{
    private const long Decision = 4711;
    private const int Recovering = 80;
    private const int Stages = 10;

    private static readonly Mode[] s_way = [Mode.Dmm, Mode.Recovery, Mode.Normal];

    private static readonly (string Name, Action<Cast> Play)[] s_steps =
    [
        ("calm", c => c.Node.Live(2)),
        ("records differ", c => c.Pairs(ours: 100, venues: 99)),
        ("a decision differs from its replay", Trip),
        ("halt acknowledged", c => c.Node.Observe(ObservationKind.CommandAck, 0, 1, 0)),
        ("signed too early", c => c.Early = c.Rig.Approve(c.Rig.Alice)),
        ("out of order", c => c.Refused(ProtocolStep.Communication, OperatorRoles.Operations, IncidentRefusal.OutOfOrder)),
        ("wrong role", c => c.Refused(ProtocolStep.Declaration, OperatorRoles.Finance, IncidentRefusal.WrongRole)),
        ("declaration", c => c.Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead)),
        ("root cause, engineering", c => c.Step(ProtocolStep.RootCause, OperatorRoles.Engineering)),
        ("root cause, risk", c => c.Step(ProtocolStep.RootCause, OperatorRoles.Risk)),
        ("records agree", Mend),
        ("figures", c => c.Figures()),
        ("impact, risk", c => c.Step(ProtocolStep.Impact, OperatorRoles.Risk)),
        ("impact, finance", c => c.Step(ProtocolStep.Impact, OperatorRoles.Finance)),
        ("communication", c => c.Step(ProtocolStep.Communication, OperatorRoles.Operations)),
        ("plan, engineering", c => c.Step(ProtocolStep.Plan, OperatorRoles.Engineering)),
        ("plan, risk", c => c.Step(ProtocolStep.Plan, OperatorRoles.Risk)),
        ("transfers confirmed", c => c.Confirm()),
        ("signed", c => (c.Good, c.Other) = (c.Rig.Approve(c.Rig.Alice), c.Rig.Approve(c.Rig.Bob))),
        ("expired", c => c.Refused(ApprovalRefusal.Expired, c.Rig.Approve(c.Rig.Alice, seconds: -1))),
        ("other incident", c => c.Refused(ApprovalRefusal.OtherIncident, c.Rig.Approve(c.Rig.Alice, c.Rig.Facts() with { Incident = 2 }))),
        ("other episode", c => c.Refused(ApprovalRefusal.OtherEpoch, c.Rig.Approve(c.Rig.Alice, c.Rig.Facts() with { DmmEpoch = 2 }))),
        ("other state", c => c.Refused(ApprovalRefusal.OtherState, c.Early!)),
        ("not senior", c => c.Refused(ApprovalRefusal.NotSenior, c.Rig.Approve(c.Rig.Carol))),
        ("same person twice", c => c.Refused(ApprovalRefusal.SignedTwice, c.Rig.Approve(c.Rig.Bob, seconds: 60))),
        ("tampered", c => c.Refused(ApprovalRefusal.BadSignature, Tampered(c.Good!))),
        ("unknown key", c => c.Refused(ApprovalRefusal.BadSignature, c.InAlicesName())),
        ("unknown signer", c => c.Refused(ApprovalRefusal.UnknownSigner, c.Rig.Approve(c.Stranger))),
        ("accepted", c => Assert.Equal(StepResult.Done, c.Rig.Submit(c.Good!, c.Other!).Result)),
        .. Enumerable.Range(1, Stages).Select(second => ($"second {second} of recovery", (Action<Cast>)(c => c.Node.Live(1)))),
        ("reused", c => c.Refused(ApprovalRefusal.AlreadyUsed, c.Good!)),
    ];

    [Fact]
    public void It_goes_its_way_and_ends_in_normal()
    {
        using Cast cast = new();
        List<Mode> way = [];
        foreach ((string name, Action<Cast> play) in s_steps)
        {
            play(cast);
            Mode now = cast.Rig.Platform;
            if (now != (way.Count == 0 ? Mode.Normal : way[^1]))
            {
                way.Add(now);
            }

            Assert.True(name == "calm" || cast.Node.Core.State.Register.Files.Length == 1, $"{name}: one episode is one incident");
        }

        Assert.Equal(s_way, way);
        IncidentFile file = cast.Node.Core.State.Register.Files[0];
        Assert.Equal((Severity.Critical, false), (file.Severity, file.IsOpen));
        Assert.All(Enum.GetValues<ProtocolStep>().Where(s => s != ProtocolStep.None), s => Assert.NotEqual(0, file.StepAt(s)));
        Assert.All(Enum.GetValues<IncidentDeadline>().Where(d => d != default), d => Assert.False(file.IsMissed(d)));
    }

    [Fact]
    public void A_node_that_dies_between_any_two_steps_ends_in_the_same_state()
    {
        List<string> whole = Play(_ => false);
        for (int death = 0; death < s_steps.Length; death++)
        {
            AssertSame(whole, Play(step => step == death), $"dying behind \"{s_steps[death].Name}\"");
        }
    }

    [Fact]
    public void A_node_that_dies_behind_every_step_ends_in_the_same_state() => AssertSame(Play(_ => false), Play(_ => true), "dying everywhere");

    private static void AssertSame(List<string> whole, List<string> broken, string what)
    {
        for (int step = 0; step < whole.Count; step++)
        {
            Assert.True(whole[step] == broken[step], $"{what}: the state after \"{s_steps[step].Name}\" is another one");
        }
    }

    private static List<string> Play(Func<int, bool> dies)
    {
        using Cast cast = new();
        List<string> hashes = [];
        for (int step = 0; step < s_steps.Length; step++)
        {
            CanonicalWriter snapshot = new();
            cast.Node.Core.WriteSnapshot(snapshot);
            int behind = cast.Node.Journal.Count;
            s_steps[step].Play(cast);
            if (dies(step))
            {
                ulong[] before = [.. cast.Node.Page];
                cast.Rig.Restart(snapshot.Written, behind);
                cast.SeePrices();
                Assert.All(Enumerable.Range(0, before.Length), i => Assert.Equal(0UL, cast.Node.Page[i] & ~before[i]));
            }

            hashes.Add(Convert.ToHexString(cast.Node.Core.State.Hash()));
        }

        return hashes;
    }

    private static void Trip(Cast cast)
    {
        Assert.Equal((Mode.Bscb, Mode.Normal), (cast.Node.ModeOf("route/BTC@alpha"), cast.Rig.Platform));
        cast.Node.Observe(ObservationKind.IntegrityReport, 0, IntegrityCode.DecisionDiffers, Decision);
        cast.Node.Tick();
        Assert.Equal(Mode.Dmm, cast.Rig.Platform);
    }

    private static void Mend(Cast cast)
    {
        cast.Pairs(ours: 100, venues: 100);
        cast.Node.Live(Recovering);
        Assert.Equal((Mode.Normal, Mode.Dmm), (cast.Node.ModeOf("route/BTC@alpha"), cast.Rig.Platform));
    }

    private static SubmittedApproval Tampered(SubmittedApproval good)
    {
        string text = Encoding.UTF8.GetString(good.Text.Span).Replace("signer: alice", "signer: bob", StringComparison.Ordinal);
        return new SubmittedApproval(Encoding.UTF8.GetBytes(text), good.Signature);
    }

    private sealed class Cast : IDisposable
    {
        public ResumptionRig Rig { get; } = new(required: 2);

        public Person Stranger { get; } = new("mallory", senior: true);

        public NodeRig Node => Rig.Node;

        public SubmittedApproval? Early { get; set; }

        public SubmittedApproval? Good { get; set; }

        public SubmittedApproval? Other { get; set; }

        // An engine that connects again tells what it sees: after a start every input counts as not yet seen.
        public void SeePrices()
        {
            foreach (Instrument instrument in Node.Topology.Instruments)
            {
                Node.Observe(ObservationKind.Price, instrument.Index, 50_000 * FixedPoint.Scale);
            }
        }

        public void Pairs(long ours, long venues)
        {
            for (int poll = 0; poll < 3; poll++)
            {
                Node.Observe(ObservationKind.BalancePair, 0, ours, venues);
            }
        }

        public void Confirm()
        {
            Node.Live(1);
            foreach (Route route in Node.Topology.Routes)
            {
                Node.Observe(ObservationKind.Confirmation, route.Index, FixedPoint.Second, 0);
            }
        }

        public void Figures() => Assert.Equal(StepResult.Done, Node.Record(new IncidentRecord
        {
            Kind = IncidentRecordKind.Figures,
            Incident = 1,
            Role = OperatorRoles.Risk,
            Author = "carol",
            Users = 1200,
            Loss = 0,
        }));

        public void Step(ProtocolStep step, OperatorRoles role) =>
            Assert.Equal(StepResult.Done, Node.Record(NodeRig.StepOf(Node.Core.State.Register.Open!, step, role, ResumptionRig.Document)));

        public void Refused(ProtocolStep step, OperatorRoles role, IncidentRefusal refusal)
        {
            IncidentRecord record = NodeRig.StepOf(Node.Core.State.Register.Open!, step, role, ResumptionRig.Document);
            byte[] before = Node.Core.State.Hash().ToArray();
            Assert.Equal((StepResult.Refused, refusal), (Node.Record(record), Node.Core.Incidents.Refusal));
            Assert.Equal(before, Node.Core.State.Hash().ToArray());
        }

        public SubmittedApproval InAlicesName() => Stranger.Sign(Rig.Approve(Rig.Alice).Text.ToArray());

        // Beside a good one of the other senior, so that nothing but this one stands between.
        public void Refused(ApprovalRefusal refusal, SubmittedApproval approval)
        {
            byte[] before = Node.Core.State.Hash().ToArray();
            Mode mode = Rig.Platform;
            (StepResult result, ResumptionClaim claim) = Rig.Submit(Other!, approval);
            Assert.Equal((StepResult.Refused, NodeMetrics.SnakeCase(refusal.ToString())), (result, claim.Answers[1].Refusal));
            Assert.Equal((mode, Convert.ToHexString(before)), (Rig.Platform, Convert.ToHexString(Node.Core.State.Hash())));
        }

        public void Dispose()
        {
            Rig.Dispose();
            Stranger.Dispose();
        }
    }
}

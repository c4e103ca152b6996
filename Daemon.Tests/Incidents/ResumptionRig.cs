using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;

namespace Basisd.Tests.Incidents;

/// <summary>A node on a virtual clock with operators, driven as the loop drives it.</summary>
internal sealed class ResumptionRig : IDisposable
{
    public const string Document = "00000000000000000000000000000000000000000000000000000000000000dd";

    public ResumptionRig(int required = 1)
    {
        Configuration = ConfigurationOf(required, string.Empty, Of(Alice), Of(Bob), Of(Carol));
        Node = new NodeRig(CoreSettingsMapping.Of(Configuration), Configuration.Topology);
        Desk = new ResumptionDesk(Node.Core, Configuration, () => Broken);
        Node.Step(new NodeInput { Kind = NodeInputKind.Start, Now = Node.Now, Text = Configuration.Topology.Fingerprint });
        Node.Live(30);
    }

    public NodeConfiguration Configuration { get; }

    public NodeRig Node { get; private set; }

    public ResumptionDesk Desk { get; private set; }

    public List<string> Broken { get; } = [];

    public Person Alice { get; } = new("alice", senior: true);

    public Person Bob { get; } = new("bob", senior: true);

    public Person Carol { get; } = new("carol", senior: false);

    public Mode Platform => Node.ModeOf("platform");

    public static NodeConfiguration ConfigurationOf(int required, string more, params string[] people) =>
        ConfigurationOf(required, more, protocol: true, people);

    public static NodeConfiguration ConfigurationOf(int required, string more, bool protocol, params string[] people)
    {
        string steps = protocol ? "true" : "false";
        string operators = string.Join(",", people);
        string json = $$"""
            {
              "node": {"name": "node-1"{{more}}},
              "recovery": {"stage_dwell": "1s"},
              "http": {"enabled": false},
              "approvals": {"required": {{required}}, "protocol": {{steps}}},
              "operators": [{{operators}}],
              "topology": {
                "units": ["USD", "USDT"], "venues": [{"name": "alpha"}],
                "assets": [
                  {"name": "BTC", "reference_unit": "USDT", "extreme_move_ppm": 50000},
                  {"name": "ETH", "reference_unit": "USDT", "extreme_move_ppm": 50000}
                ],
                "instruments": [{"asset": "BTC", "unit": "USDT", "venue": "alpha"}, {"asset": "ETH", "unit": "USDT", "venue": "alpha"}],
                "routes": [
                  {"asset": "BTC", "venue": "alpha", "settlement_unit": "USDT"}, {"asset": "ETH", "venue": "alpha", "settlement_unit": "USDT"}
                ]
              }
            }
            """;
        ConfigurationResult loaded = ConfigurationLoader.Parse("test.json", Encoding.UTF8.GetBytes(json));
        return loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors));
    }

    /// <summary>The node dies, and another starts from a snapshot and the entries behind it.</summary>
    public void Restart(ReadOnlySpan<byte> snapshot, int behind)
    {
        Node = Node.Restarted(snapshot, behind);
        Desk = new ResumptionDesk(Node.Core, Configuration, () => Broken);
    }

    public ApprovalFacts Facts()
    {
        ResumptionPlan plan = Desk.Plan();
        return new ApprovalFacts(plan.Cluster, plan.Incident, plan.DmmEpoch, plan.StateHash);
    }

    public SubmittedApproval Approve(Person person, ApprovalFacts? facts = null, string? document = Document, long seconds = 3_600) =>
        person.Sign(new ApprovalText(facts ?? Facts(), document, person.Name, (Node.Now / FixedPoint.Second) + seconds).ToBytes());

    /// <summary>Everything but signatures: fresh prices, confirmed transfers, the steps of the protocol.</summary>
    public void Mend()
    {
        Node.Live(1);
        foreach (Route route in Node.Topology.Routes)
        {
            Node.Observe(ObservationKind.Confirmation, route.Index, FixedPoint.Second, 0);
        }

        Node.Protocol(Document);
    }

    /// <summary>As the loop does it: first to the moment, then the check, then the input.</summary>
    public (StepResult Result, ResumptionClaim Claim) Submit(params SubmittedApproval[] approvals)
    {
        Node.Tick();
        ResumptionClaim claim = Desk.Judge(approvals);
        StepResult result = Node.Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = Node.Now,
            Scope = Topology.Platform,
            Number = claim.Signatures,
            Signatures = claim.Signatures,
            DmmEpoch = claim.DmmEpoch,
            Attested = claim.Attested,
            Uid = 1000,
            Text = claim.Record,
        });
        return (result, claim);
    }

    public SubmittedApproval ApproveContainment(Person person, string scope = "platform", ApprovalFacts? facts = null) =>
        Approve(person, (facts ?? Facts()) with { Contain = scope }, document: null);

    /// <summary>The same for a containment.</summary>
    public (StepResult Result, ContainmentClaim Claim) SubmitContainment(params SubmittedApproval[] approvals)
    {
        Node.Tick();
        ContainmentClaim claim = new ContainmentOrders(Node.Core, Configuration, Desk).Judge(approvals);
        StepResult result = Node.Step(new NodeInput
        {
            Kind = NodeInputKind.Contain,
            Now = Node.Now,
            Scope = claim.Scope,
            Number = claim.Signatures,
            Signatures = claim.Signatures,
            DmmEpoch = claim.DmmEpoch,
            Uid = 1000,
            Text = claim.Record,
        });
        return (result, claim);
    }

    private static string Of(Person person) =>
        $$"""{"name":"{{person.Name}}","roles":["risk"],"senior":{{(person.Senior ? "true" : "false")}},"public_key":"{{person.PublicKey}}"}""";

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
        Carol.Dispose();
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Commands;
using Basisd.Tests.Incidents;
using Basisd.Tests.Journal;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>An incident played on a virtual clock by the real core, written as a node writes it: into a real journal, with signed heads.</summary>
internal sealed class IncidentStory : IDisposable
{
    public const string Document = "aa000000000000000000000000000000000000000000000000000000000000dd";

    private readonly JournalDirectory _directory = new();
    private readonly string _files = Directory.CreateTempSubdirectory("basisd-incident-").FullName;
    private readonly NodeConfiguration _configuration;
    private readonly ResumptionDesk _desk;
    private readonly Person _alice = new("alice", senior: true);
    private readonly Person _bob = new("bob", senior: true);
    private readonly Person _carol = new("carol", senior: false);
    private readonly List<int> _heads = [];

    public IncidentStory()
    {
        File.WriteAllText(Config, Json());
        ConfigurationResult loaded = ConfigurationLoader.Load(Config);
        _configuration = loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors));
        Rig = new NodeRig(CoreSettingsMapping.Of(_configuration), _configuration.Topology);
        _desk = new ResumptionDesk(Rig.Core, _configuration, () => []);
        Rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = Rig.Now, Text = "basisd test, configuration 00"u8 });
        Rig.Live(10);
    }

    public NodeRig Rig { get; }

    public string State => _directory.Path;

    public JournalDirectory Journal => _directory;

    public string Config => At("basisd.json");

    public string Key => At("head.pub");

    public string At(string name) => Path.Combine(_files, name);

    /// <summary>A balance that differs: BSCB on one route, measured; both sides agree again, and it recovers.</summary>
    public IncidentStory Bscb(bool ends = true)
    {
        Rig.Observe(ObservationKind.BalancePair, 0, 5 * FixedPoint.Scale, (5 * FixedPoint.Scale) - 3);
        Rig.Live(5);
        StateHead();
        Note(OperatorRoles.Risk, "dave", "looked at the venue's export, waiting for its support");
        if (ends)
        {
            for (int poll = 0; poll < 40; poll++)
            {
                Rig.Observe(ObservationKind.BalancePair, 0, 5 * FixedPoint.Scale, 5 * FixedPoint.Scale);
                Rig.Live(1);
            }
        }

        StateHead();
        return this;
    }

    /// <summary>Halted by a statement; all eight steps; approvals refused and accepted; staged recovery; the reports published.</summary>
    public IncidentStory Dmm(string text = "the custodian of alpha froze withdrawals")
    {
        Rig.Step(new NodeInput
        {
            Kind = NodeInputKind.Statement,
            Now = Rig.Now,
            Number = (long)TriggerId.VenueInsolvency,
            Uid = 1001,
            Text = Encoding.UTF8.GetBytes(text),
        });
        Rig.Live(60);
        StateHead();
        Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead, "alice", "declared");
        Step(ProtocolStep.RootCause, OperatorRoles.Engineering, "bob", text, Document);
        Step(ProtocolStep.RootCause, OperatorRoles.Risk, "dave", "confirmed by the second analysis", Document);
        Rig.Live(30);
        Step(ProtocolStep.Impact, OperatorRoles.Risk, "dave", "withdrawals of BTC at alpha were delayed");
        Step(ProtocolStep.Impact, OperatorRoles.Finance, "erin", "[internal] covered by the reserve account");
        Take(new IncidentRecord
        {
            Kind = IncidentRecordKind.Figures,
            Incident = Open,
            Role = OperatorRoles.Finance,
            Author = "erin",
            Users = 1204,
            Exposure = 1_250_000_50000000,
            Loss = 0,
        });
        Step(ProtocolStep.Communication, OperatorRoles.Operations, "frank", "status update 1 was published");
        Step(ProtocolStep.Plan, OperatorRoles.Engineering, "bob", "move custody away from alpha, then resume in stages");
        Step(ProtocolStep.Plan, OperatorRoles.Risk, "dave", "agreed");
        Mend();
        Submit(_carol.Sign(Text(_carol)));
        Submit(_alice.Sign(Text(_alice, expires: -5)));
        StateHead();
        Submit(_alice.Sign(Text(_alice)));
        Rig.Live(30);
        StateHead();
        Take(new IncidentRecord
        {
            Kind = IncidentRecordKind.Report,
            Incident = 1,
            Role = OperatorRoles.Finance,
            Author = "erin",
            Text = "published",
        });
        Rig.Live(5);
        StateHead();
        return this;
    }

    public void Note(OperatorRoles role, string author, string text) => Take(new IncidentRecord
    {
        Kind = IncidentRecordKind.Note,
        Incident = Rig.Core.State.Incidents.LatestId,
        Role = role,
        Author = author,
        Text = text,
    });

    public void Step(ProtocolStep step, OperatorRoles role, string author, string text, string document = "") => Take(new IncidentRecord
    {
        Kind = IncidentRecordKind.Step,
        Incident = Open,
        Step = step,
        Role = role,
        Author = author,
        Text = text,
        Document = document,
    });

    /// <summary>Here the node states its head.</summary>
    public void StateHead() => _heads.Add(Rig.Journal.Count);

    /// <summary>Writes the journal.</summary>
    public IncidentStory Save()
    {
        Assert.Equal(0, Verb.Run("keygen", "--out", At("head.pem")).Code);
        using HeadKey key = HeadKey.LoadPrivate(At("head.pem"), out string problem)!;
        Assert.Empty(problem);
        using ECDsa both = ECDsa.Create();
        both.ImportFromPem(File.ReadAllText(At("head.pem")));
        File.WriteAllText(Key, both.ExportSubjectPublicKeyInfoPem());
        using NodeJournal journal = _directory.Open();
        ulong last = 0;
        for (int i = 0; i <= Rig.Journal.Count; i++)
        {
            foreach (int _ in _heads.FindAll(h => h == i))
            {
                JournalDirectory.Committed(journal, last);
                HeadStatement statement = new("node-1", journal.Id, journal.Committed, 1_600_000_000_000_000_000L, default);
                Assert.True(journal.TryAppendHead(7, statement.WallNs, new SignedHead(statement, key.Sign(statement.Text())), out last));
            }

            last = i < Rig.Journal.Count ? JournalDirectory.Append(journal, (ushort)Rig.Journal[i].Kind, Rig.Journal[i].Payload) : last;
        }

        JournalDirectory.Committed(journal, last);
        Assert.Null(journal.Close(10_000));
        return this;
    }

    /// <summary>Runs the verb on the saved journal.</summary>
    public (int Code, string Output, string Error) Report(params string[] words) =>
        Verb.Run(["incident", "report", .. words, "--state", State, "--config", Config]);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _carol.Dispose();
        _directory.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    private long Open => Rig.Core.State.Incidents.OpenId;

    private void Take(IncidentRecord record)
    {
        Rig.Live(1);
        Assert.Equal(StepResult.Done, Rig.Step(new NodeInput { Kind = NodeInputKind.IncidentRecord, Now = Rig.Now, Incident = record, Uid = 1001 }));
    }

    private void Mend()
    {
        Rig.Live(1);
        foreach (Route route in Rig.Topology.Routes)
        {
            Rig.Observe(ObservationKind.Confirmation, route.Index, FixedPoint.Second, 0);
        }
    }

    private byte[] Text(Person person, long expires = 3_600)
    {
        ResumptionPlan plan = _desk.Plan();
        ApprovalFacts facts = new(plan.Cluster, plan.Incident, plan.DmmEpoch, plan.StateHash);
        return new ApprovalText(facts, Document, person.Name, (Rig.Now / FixedPoint.Second) + expires).ToBytes();
    }

    private void Submit(SubmittedApproval approval)
    {
        Rig.Tick();
        ResumptionClaim claim = _desk.Judge([approval]);
        Rig.Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = Rig.Now,
            Scope = Topology.Platform,
            Number = claim.Signatures,
            Signatures = claim.Signatures,
            DmmEpoch = claim.DmmEpoch,
            Attested = claim.Attested,
            Uid = 1001,
            Text = claim.Record,
        });
    }

    private string Json()
    {
        string Of(Person person) =>
            $$"""{"name":"{{person.Name}}","roles":["risk"],"senior":{{(person.Senior ? "true" : "false")}},"public_key":"{{person.PublicKey}}"}""";
        return $$"""
            {
              "node": {"name": "node-1"},
              "recovery": {"stage_dwell": "1s"},
              "http": {"enabled": false},
              "approvals": {"required": 1},
              "operators": [{{Of(_alice)}}, {{Of(_bob)}}, {{Of(_carol)}}],
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
    }
}

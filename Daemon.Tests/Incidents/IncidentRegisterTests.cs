using System;
using System.Linq;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>The register of incidents in the whole core: steps in their order, deadlines at their limit, what a restart keeps (SPEC 10).</summary>
public sealed class IncidentRegisterTests
{
    private const long Hour = 60 * FixedPoint.Minute;
    private static readonly string Document = new('d', 64);

    public static TheoryData<Severity, IncidentDeadline, long> Limits => new()
    {
        { Severity.Critical, IncidentDeadline.Review, 15 * FixedPoint.Minute },
        { Severity.Critical, IncidentDeadline.Notification, 15 * FixedPoint.Minute },
        { Severity.Critical, IncidentDeadline.Recovery, 4 * Hour },
        { Severity.Critical, IncidentDeadline.Report, 48 * Hour },
        { Severity.Critical, IncidentDeadline.Disclosure, 72 * Hour },
        { Severity.High, IncidentDeadline.Report, 48 * Hour },
        { Severity.High, IncidentDeadline.Disclosure, 72 * Hour },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_deadline_passes_at_exactly_its_limit_and_once(Severity severity, IncidentDeadline deadline, long limit)
    {
        NodeRig rig = Tripped(severity);
        long opened = rig.Now;
        rig.Tick(limit - 1);
        Assert.Empty(Missed(rig, deadline));
        Assert.False(File(rig).IsMissed(deadline));
        rig.Tick(1);
        IncidentRecord missed = Assert.Single(Missed(rig, deadline));
        Assert.Equal((opened + limit, 1L), (missed.At, missed.Incident));
        Assert.True(File(rig).IsMissed(deadline));
        rig.Tick(100 * Hour);
        Assert.Single(Missed(rig, deadline));
    }

    [Fact]
    public void What_was_done_in_time_is_not_missed_and_what_came_late_stays_missed()
    {
        NodeRig rig = Tripped(Severity.Critical);
        rig.Tick(15 * FixedPoint.Minute - 1);
        Assert.Equal(StepResult.Done, rig.Record(Record(IncidentRecordKind.Notice)));
        rig.Tick(1);
        Assert.Empty(Missed(rig, IncidentDeadline.Notification));
        Assert.Empty(Missed(rig, IncidentDeadline.Review));
        Assert.Equal(rig.Now - 1, File(rig).MetAt(IncidentDeadline.Notification));

        rig.Tick(48 * Hour);
        Assert.Equal(StepResult.Done, rig.Record(Record(IncidentRecordKind.Report)));
        Assert.True(File(rig).IsMissed(IncidentDeadline.Report));
        Assert.Equal(rig.Now, File(rig).MetAt(IncidentDeadline.Report));
        Assert.Equal(StepResult.Done, rig.Record(Record(IncidentRecordKind.Disclosure)));
        rig.Tick(48 * Hour);
        Assert.Empty(Missed(rig, IncidentDeadline.Disclosure));
        Assert.Equal(long.MaxValue, rig.Core.State.Register.NextDue);
    }

    [Fact]
    public void A_severity_that_rises_brings_its_deadlines_from_that_moment_and_leaves_the_others()
    {
        NodeRig rig = Tripped(Severity.High);
        long opened = rig.Now;
        rig.Tick(Hour);
        long raised = rig.Now;
        rig.Act(NodeInputKind.Halt, "platform");
        IncidentFile file = File(rig);
        Assert.Equal(Severity.Critical, file.Severity);
        Assert.Equal(raised + (15 * FixedPoint.Minute), file.DueAt(IncidentDeadline.Notification));
        Assert.Equal(raised + (4 * Hour), file.DueAt(IncidentDeadline.Recovery));
        Assert.Equal(opened + (48 * Hour), file.DueAt(IncidentDeadline.Report));
        Assert.Single(rig.Core.State.Register.Files.ToArray());
    }

    [Fact]
    public void A_deadline_survives_a_restart_from_the_snapshot_and_one_from_the_journal()
    {
        NodeRig rig = Halted();
        rig.Tick(Hour);
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        NodeRig again = new(rig.Settings, rig.Topology) { Now = rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        Assert.Equal(4, File(again).Records.Length);
        again.Tick(3 * Hour);
        Assert.Single(Missed(again, IncidentDeadline.Recovery));
        Assert.Empty(Missed(again, IncidentDeadline.Review));

        DurableState replayed = Replay(rig);
        Assert.Equal(rig.Core.State.Register.NextDue, replayed.Register.NextDue);
        Assert.Equal(Form(rig.Core.State), Form(replayed));
        Assert.Equal(rig.Core.State.Hash().ToArray(), replayed.Hash().ToArray());
    }

    [Fact]
    public void The_node_itself_records_halt_and_freeze_and_people_the_rest_in_order()
    {
        NodeRig rig = Halted();
        IncidentFile file = File(rig);
        Assert.Equal(ProtocolStep.Declaration, file.NextStep);
        Assert.Equal(["FullHalt", "StateFreeze"], Records(rig).Select(r => r.Step.ToString()));
        Assert.Equal(64, Records(rig)[1].Document.Length);

        Refused(IncidentRefusal.OutOfOrder, Step(ProtocolStep.RootCause, OperatorRoles.Risk));
        Refused(IncidentRefusal.WrongRole, Step(ProtocolStep.Declaration, OperatorRoles.Operations));
        Refused(IncidentRefusal.WrongRole, Step(ProtocolStep.Approval, OperatorRoles.OperationsLead));
        Refused(IncidentRefusal.Malformed, Step(ProtocolStep.FullHalt, OperatorRoles.System));
        Refused(IncidentRefusal.Malformed, Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead) with { Author = "" });
        Refused(IncidentRefusal.Malformed, Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead) with { Text = new string('ä', 513) });
        Refused(IncidentRefusal.NoSuchIncident, Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead) with { Incident = 2 });
        Taken(Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead));
        Refused(IncidentRefusal.AlreadyDone, Step(ProtocolStep.Declaration, OperatorRoles.OperationsLead));
        Refused(IncidentRefusal.NoDocument, Step(ProtocolStep.RootCause, OperatorRoles.Risk) with { Document = "" });
        Taken(Step(ProtocolStep.RootCause, OperatorRoles.Risk));
        Assert.Equal(ProtocolStep.RootCause, file.NextStep);
        Taken(Step(ProtocolStep.RootCause, OperatorRoles.Engineering));
        Assert.Equal(ProtocolStep.Impact, file.NextStep);

        // Another document: both must have seen it.
        Taken(Step(ProtocolStep.RootCause, OperatorRoles.Engineering) with { Document = new string('e', 64) });
        Assert.Equal(ProtocolStep.RootCause, file.NextStep);
        Refused(IncidentRefusal.OutOfOrder, Step(ProtocolStep.Impact, OperatorRoles.Finance));
        Taken(Step(ProtocolStep.RootCause, OperatorRoles.Risk) with { Document = new string('e', 64) });
        rig.Protocol(Document);
        Assert.Equal((ProtocolStep.Approval, new string('e', 64)), (file.NextStep, file.RootCause));
        Assert.True(rig.Core.State.Register.AwaitsApproval);
        Assert.NotEqual(0, file.MetAt(IncidentDeadline.Notification));
        return;

        void Taken(IncidentRecord record) =>
            Assert.Equal((StepResult.Done, EntryKind.IncidentRecord), (rig.Record(record), rig.Journal[^1].Kind));
        void Refused(IncidentRefusal why, IncidentRecord record)
        {
            byte[] hash = rig.Core.State.Hash().ToArray();
            int entries = rig.Journal.Count;
            Assert.Equal((StepResult.Refused, why), (rig.Record(record), rig.Core.Incidents.Refusal));
            Assert.Equal(entries, rig.Journal.Count);
            Assert.Equal(hash, rig.Core.State.Hash().ToArray());
        }
    }

    [Fact]
    public void Signatures_do_not_lead_out_of_dmm_before_the_protocol_is_complete_unless_it_is_not_required()
    {
        Assert.Equal(StepResult.Refused, Resume(Mended(Halted())));
        NodeRig complete = Mended(Halted());
        complete.Protocol(Document);
        Assert.Equal(StepResult.Done, Resume(complete));
        Assert.Equal(ProtocolStep.Approval, Records(complete)[^1].Step);
        Assert.Equal(ProtocolStep.None, File(complete).NextStep);
        Assert.Equal(StepResult.Done, Resume(Mended(Halted(new CoreSettings { ProtocolRequired = false }))));
    }

    [Fact]
    public void A_second_episode_of_the_same_incident_goes_through_the_protocol_anew()
    {
        NodeRig rig = Mended(Halted());
        rig.Protocol(Document);
        Assert.Equal(StepResult.Done, Resume(rig));
        rig.Act(NodeInputKind.Halt, "platform");
        rig.Tick();
        Assert.Equal((2L, ProtocolStep.Declaration, ""), (File(rig).Epoch, File(rig).NextStep, File(rig).RootCause));
        Assert.Single(rig.Core.State.Register.Files.ToArray());
        Assert.Equal(StepResult.Refused, Resume(Mended(rig)));
    }

    [Fact]
    public void A_snapshot_of_before_the_register_begins_it_with_the_open_incident()
    {
        NodeRig rig = Halted();
        IncidentRegister adopted = new();
        adopted.Adopt(rig.Core.State.Incidents, 1, inDmm: true);
        Assert.Equal((1L, ProtocolStep.FullHalt), (adopted.Open!.Number, adopted.AwaitedOfSystem));
        Assert.Equal(File(rig).DueAt(IncidentDeadline.Recovery), adopted.Open.DueAt(IncidentDeadline.Recovery));
        IncidentRegister none = new();
        none.Adopt(new IncidentBook(), 0, inDmm: false);
        Assert.Equal(0, none.Files.Length);
    }

    [Fact]
    public void Of_many_incidents_the_latest_are_remembered_and_of_many_records_the_latest()
    {
        IncidentRegister register = new();
        IncidentBook book = new();
        for (int i = 0; i < IncidentRegister.MaxFiles + 3; i++)
        {
            register.Follow(book.Follow(anyProtection: true, Severity.High, i + 1), book, i + 1);
            register.Follow(book.Follow(anyProtection: false, Severity.High, i + 1), book, i + 1);
        }

        Assert.Equal((IncidentRegister.MaxFiles, 4L), (register.Files.Length, register.Files[0].Number));
        for (int i = 0; i < IncidentFile.MaxRecords + 5; i++)
        {
            Assert.True(register.Take(Record(IncidentRecordKind.Note) with { Incident = 35, Text = $"{i}" }));
        }

        IncidentFile file = register.Find(35)!;
        Assert.Equal((IncidentFile.MaxRecords, 5L, "5"), (file.Records.Length, file.Dropped, file.Records[0].Text));
        Assert.False(register.Take(Record(IncidentRecordKind.Note) with { Incident = 1 }));
    }

    private static IncidentRecord Record(IncidentRecordKind kind) => new()
    {
        Kind = kind,
        Incident = 1,
        Role = OperatorRoles.Operations,
        Author = "dora",
        Text = "said",
    };

    private static IncidentRecord Step(ProtocolStep step, OperatorRoles role) => Record(IncidentRecordKind.Step) with
    {
        Step = step,
        Role = role,
        Document = step == ProtocolStep.RootCause ? Document : "",
    };

    private static IncidentFile File(NodeRig rig) => rig.Core.State.Register.Files[^1];

    private static IncidentRecord[] Records(NodeRig rig) =>
        [.. rig.Journal.Where(e => e.Kind == EntryKind.IncidentRecord).Select(e => Read(e.Payload))];

    private static IncidentRecord[] Missed(NodeRig rig, IncidentDeadline deadline) =>
        [.. Records(rig).Where(r => r.Kind == IncidentRecordKind.Missed && r.Deadline == deadline)];

    private static IncidentRecord Read(byte[] payload)
    {
        CanonicalReader reader = new(payload);
        return IncidentCodec.Read(ref reader);
    }

    private static NodeRig Tripped(Severity severity)
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        rig.Tick(FixedPoint.Second);
        rig.Core.Judge.Latch(rig.Scope("asset/BTC"), TriggerId.OperatorPause, severity, default, rig.Now, rig.Effects);
        return rig;
    }

    private static NodeRig Halted(CoreSettings? settings = null)
    {
        NodeRig rig = new(settings, ResumptionRig.ConfigurationOf(1, "").Topology);
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        rig.Live(30);
        rig.Act(NodeInputKind.Halt, "platform");
        rig.Tick();
        return rig;
    }

    private static NodeRig Mended(NodeRig rig)
    {
        rig.Live(1);
        foreach (Route route in rig.Topology.Routes)
        {
            rig.Observe(ObservationKind.Confirmation, route.Index, FixedPoint.Second, 0);
        }

        return rig;
    }

    private static StepResult Resume(NodeRig rig) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Resume,
        Now = rig.Now,
        Signatures = 1,
        DmmEpoch = rig.Core.State.Safety.DmmEpoch,
        Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
        Text = "signed"u8,
    });

    private static DurableState Replay(NodeRig rig)
    {
        DurableState copy = new(rig.Topology, 1);
        Effects derived = new(rig.Topology.Scopes.Length);
        for (int entry = 0; entry < rig.Journal.Count; entry++)
        {
            derived.Clear();
            Assert.True(copy.Replay(rig.Journal[entry].Kind, rig.Journal[entry].Payload, derived));
            entry += Math.Max(0, derived.Entries.Length - 1);
        }

        return copy;
    }

    private static string Form(DurableState state)
    {
        CanonicalWriter form = new();
        state.Write(form);
        return Convert.ToHexString(form.Written);
    }
}

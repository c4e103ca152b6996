using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Tests.Node;

/// <summary>Plays happenings into a node.</summary>
internal static class HistoryPlay
{
    /// <summary>One happening. A resumption is signed and attested by all who must: what is left is what the node itself must establish.</summary>
    public static StepResult Play(this NodeRig rig, Happening happening)
    {
        rig.Now = happening.At;
        if (happening.Kind == NodeInputKind.IncidentRecord)
        {
            return rig.PlayRecord(happening);
        }

        Observation observation = happening.Observation;
        VenueRecord record = happening.Record;
        return rig.Step(new NodeInput
        {
            Kind = happening.Kind,
            Now = happening.At,
            Observation = ref observation,
            Record = ref record,
            Scope = happening.Scope,
            Number = happening.Kind == NodeInputKind.NoticeSettled && rig.Core.State.Notices.Count > 0
                ? rig.Core.State.Notices[0].Id : happening.Number,
            Argument0 = happening.Argument0,
            Argument1 = happening.Argument1,
            Total = happening.Kind == NodeInputKind.EngineCommit ? 3 : 0,
            Text = "abc"u8,
            Uid = 1000,
            Resumption = "abc"u8,
            Signatures = 1,
            DmmEpoch = rig.Core.State.Safety.DmmEpoch,
            Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
        });
    }

    // What somebody records of whatever incident is the latest: mostly what fits, now and then what is refused.
    private static StepResult PlayRecord(this NodeRig rig, Happening happening)
    {
        IncidentFile? file = rig.Core.State.Register.Files is [.., var latest] ? latest : null;
        ProtocolStep step = file?.NextStep ?? ProtocolStep.None;
        bool isStep = happening.Number == 0 && step != ProtocolStep.None;
        int left = file is null || !isStep ? 0 : (int)(DmmProtocol.RolesOf(step) & ~file.RolesOf(step));
        return rig.Record(new IncidentRecord
        {
            Kind = isStep ? IncidentRecordKind.Step : (IncidentRecordKind)(1 + (happening.Number % 8)),
            Incident = file?.Number ?? 1,
            Step = isStep ? step : ProtocolStep.None,
            Role = isStep ? (OperatorRoles)(left & -left) : OperatorRoles.Operations,
            Author = "dora",
            Document = isStep ? new string('d', 64) : "",
            Users = happening.Number,
            Text = "abc",
        });
    }

    /// <summary>The latest reading of every trigger on every scope.</summary>
    public static Reading[] Readings(this NodeRig rig)
    {
        Reading[] readings = new Reading[TriggerNames.CatalogueCount * rig.Topology.Scopes.Length];
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = rig.Core.Judge.Readings.Of((TriggerId)(1 + (i / rig.Topology.Scopes.Length)), i % rig.Topology.Scopes.Length);
        }

        return readings;
    }

    /// <summary>Starts a node as the daemon does.</summary>
    public static NodeRig Started(Topology topology, CoreSettings? settings = null)
    {
        NodeRig rig = new(settings, topology);
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        return rig;
    }
}

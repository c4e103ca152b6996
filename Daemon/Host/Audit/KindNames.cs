using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>Names of what is in the journal, as exports write them. A number that this binary does not know stays a number.</summary>
public static class KindNames
{
    /// <summary>Name of an entry's kind.</summary>
    public static string Of(ushort kind) => kind switch
    {
        (ushort)EntryKind.Started => "started",
        (ushort)EntryKind.Safety => "safety",
        (ushort)EntryKind.Transition => "transition",
        (ushort)EntryKind.OperatorAct => "operator_act",
        (ushort)EntryKind.InputsSeen => "inputs_seen",
        (ushort)EntryKind.EngineCommit => "engine_commit",
        (ushort)EntryKind.Fact => "fact",
        (ushort)EntryKind.CommandIssued => "command_issued",
        (ushort)EntryKind.CommandAcknowledged => "command_acknowledged",
        (ushort)EntryKind.Incident => "incident",
        (ushort)EntryKind.RecordRefused => "record_refused",
        (ushort)EntryKind.Approval => "approval",
        (ushort)EntryKind.ShadowTrip => "shadow_trip",
        (ushort)EntryKind.CommandMissed => "command_missed",
        (ushort)EntryKind.VenueRecord => "venue_record",
        (ushort)EntryKind.Difference => "difference",
        (ushort)EntryKind.CommandOrdered => "command_ordered",
        (ushort)EntryKind.CommandVerified => "command_verified",
        (ushort)EntryKind.Containment => "containment",
        (ushort)EntryKind.IncidentRecord => "incident_record",
        (ushort)EntryKind.NoticeQueued => "notice_queued",
        (ushort)EntryKind.NoticeSettled => "notice_settled",
        (ushort)EntryKind.Takeover => "takeover",
        (ushort)EntryKind.TakeoverReconciled => "takeover_reconciled",
        (ushort)EntryKind.ClusterDmm => "cluster_dmm",
        (ushort)EntryKind.ClusterResumed => "cluster_resumed",
        ReservedKinds.SnapshotBegin => "snapshot_begin",
        ReservedKinds.SnapshotChunk => "snapshot_chunk",
        ReservedKinds.SnapshotEnd => "snapshot_end",
        ReservedKinds.SnapshotStart => "snapshot_start",
        ReservedKinds.SnapshotPiece => "snapshot_piece",
        ReservedKinds.SnapshotSeal => "snapshot_seal",
        ReservedKinds.SignedHead => "signed_head",
        _ => $"kind_{kind}",
    };

    /// <summary>Name of a node input.</summary>
    public static string Of(NodeInputKind kind) => kind switch
    {
        NodeInputKind.Halt => "halt",
        NodeInputKind.Pause => "pause",
        NodeInputKind.Lift => "lift",
        NodeInputKind.IntegrityFault => "integrity_fault",
        NodeInputKind.Resume => "resume",
        NodeInputKind.RecordRefused => "record_refused",
        NodeInputKind.Start => "start",
        NodeInputKind.Statement => "statement",
        NodeInputKind.SignatureRefused => "signature_refused",
        NodeInputKind.Attestation => "attestation",
        NodeInputKind.Explain => "explain",
        NodeInputKind.Command => "command",
        NodeInputKind.IncidentRecord => "incident_record",
        NodeInputKind.Contain => "contain",
        NodeInputKind.NoticeSettled => "notice_settled",
        NodeInputKind.Takeover => "takeover",
        NodeInputKind.Deactivate => "deactivate",
        NodeInputKind.ClusterDmm => "cluster_dmm",
        NodeInputKind.ClusterResume => "cluster_resume",
        _ => $"input_{(int)kind}",
    };

    /// <summary>Name of a safety input.</summary>
    public static string Of(SafetyInputKind kind) => kind switch
    {
        SafetyInputKind.Latch => "latch",
        SafetyInputKind.Worsen => "worsen",
        SafetyInputKind.Clear => "clear",
        SafetyInputKind.StagePassed => "stage_passed",
        SafetyInputKind.Resume => "resume",
        SafetyInputKind.Contain => "contain",
        SafetyInputKind.LatchScoped => "latch_scoped",
        SafetyInputKind.ClusterResume => "cluster_resume",
        _ => $"input_{(int)kind}",
    };
}

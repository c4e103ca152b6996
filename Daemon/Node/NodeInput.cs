using System;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// One input of <see cref="NodeCore.Step"/>, with its core time. Lives on the stack; what must stay is copied into entries.
/// </summary>
public ref struct NodeInput
{
    /// <summary>What it is.</summary>
    public NodeInputKind Kind;

    /// <summary>Core time, Unix nanoseconds; never decreasing from input to input.</summary>
    public long Now;

    /// <summary>The observation, if it is one.</summary>
    public ref readonly Observation Observation;

    /// <summary>The record of a venue's gateway, if it is one.</summary>
    public ref readonly VenueRecord Record;

    /// <summary>The record of an incident, if it is one.</summary>
    public IncidentRecord? Incident;

    /// <summary>Scope of a pause or a lift.</summary>
    public int Scope;

    /// <summary>Commit id, session, or integrity code.</summary>
    public long Number;

    /// <summary>
    /// First argument of an ordered command, see <see cref="NodeInputKind.Command"/>; of a resumption the DMM epoch of the cluster that the
    /// signatures
    /// are bound to, 0 where no cluster is in DMM; of a takeover the slot.
    /// </summary>
    public long Argument0;

    /// <summary>Second argument of an ordered command.</summary>
    public long Argument1;

    /// <summary>First byte of a commit part in the commit.</summary>
    public int Start;

    /// <summary>Length of the whole commit.</summary>
    public int Total;

    /// <summary>Distinct authorized signatures of a resumption.</summary>
    public int Signatures;

    /// <summary>DMM epoch that the signatures are bound to.</summary>
    public long DmmEpoch;

    /// <summary>Criteria established outside the node's own checks (RCA attached, integrity checked).</summary>
    public ResumptionCriteria Attested;

    /// <summary>
    /// The approvals that counted, see <see cref="ClusterResumption"/>: of a resumption in a cluster that is in DMM, and of the cluster's.
    /// </summary>
    public ReadOnlySpan<byte> Resumption;

    /// <summary>Numeric user id of the operator.</summary>
    public uint Uid;

    /// <summary>Reason, bytes or text, see <see cref="NodeInputKind"/>.</summary>
    public ReadOnlySpan<byte> Text;
}

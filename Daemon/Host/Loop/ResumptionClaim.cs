using System.Collections.Generic;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>Submitted approvals after their check, as the core takes them.</summary>
/// <param name="Signatures">Distinct seniors whose signatures count.</param>
/// <param name="DmmEpoch">The episode that the counted ones are bound to.</param>
/// <param name="Attested">Criteria 1 and 2, where they hold.</param>
/// <param name="Missing">What is missing of all six, in sentences; empty when the resumption must be accepted.</param>
/// <param name="Record">What the journal keeps: every text with its signature and verdict.</param>
/// <param name="Answers">One per approval, in order.</param>
public sealed record ResumptionClaim(
    int Signatures, long DmmEpoch, ResumptionCriteria Attested, IReadOnlyList<string> Missing, byte[] Record, IReadOnlyList<ApprovalAnswer> Answers)
{
    /// <summary>The cluster's DMM epoch that the counted ones are bound to, 0 where no cluster is in DMM.</summary>
    public long ClusterDmmEpoch { get; init; }

    /// <summary>The counted ones as the cluster is told, see <see cref="Incidents.ClusterResumption"/>; empty where there is no such epoch.</summary>
    public byte[] Counted { get; init; } = [];
}

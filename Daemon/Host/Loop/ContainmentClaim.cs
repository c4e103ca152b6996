using System.Collections.Generic;
using Basisd.Host.Http;

namespace Basisd.Host.Loop;

/// <summary>Submitted approvals of a containment after their check, as the core takes them.</summary>
/// <param name="Scope">The scope; the platform where the texts name none that exists, and then without signatures.</param>
/// <param name="Signatures">Distinct seniors whose signatures count.</param>
/// <param name="DmmEpoch">The episode that the counted ones are bound to.</param>
/// <param name="Missing">What is missing, in sentences; empty when the order must be taken.</param>
/// <param name="Record">What the journal keeps: every text with its signature and verdict.</param>
/// <param name="Answers">One per approval, in order.</param>
public sealed record ContainmentClaim(
    int Scope, int Signatures, long DmmEpoch, IReadOnlyList<string> Missing, byte[] Record, IReadOnlyList<ApprovalAnswer> Answers);

using System.Collections.Generic;

namespace Basisd.Incidents;

/// <summary>What a set of submitted approvals amounts to.</summary>
/// <param name="Signatures">Distinct senior operators whose signatures count.</param>
/// <param name="RcaHash">The root cause document that all of them name, 64 hex digits; null where they name none.</param>
/// <param name="Verdicts">One per submission, in its order.</param>
public sealed record ApprovalFindings(int Signatures, string? RcaHash, IReadOnlyList<ApprovalVerdict> Verdicts);

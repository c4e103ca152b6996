using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>One of the six resumption criteria (SPEC 7).</summary>
/// <param name="Number">1 to 6.</param>
/// <param name="Name">What it asks for.</param>
/// <param name="Met">Whether it holds now.</param>
/// <param name="ByApproval">Whether the approvals bring it: it is open in every plan.</param>
/// <param name="Missing">What is missing, or how the approval brings it; empty when it holds.</param>
public sealed record CriterionStatus(int Number, string Name, bool Met, bool ByApproval, IReadOnlyList<string> Missing);

using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/resume</c>.</summary>
/// <param name="Approvals">The approvals, all that are needed at once.</param>
public sealed record ResumeRequest(IReadOnlyList<ApprovalPart>? Approvals);

namespace Basisd.Host.Http;

/// <summary>One approval of a <see cref="ResumeRequest"/>.</summary>
/// <param name="Text">The canonical text that was signed, LF included.</param>
/// <param name="Signature">Its signature, DER in base64.</param>
public sealed record ApprovalPart(string? Text, string? Signature);

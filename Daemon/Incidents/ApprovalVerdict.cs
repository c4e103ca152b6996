namespace Basisd.Incidents;

/// <summary>What became of one submitted approval.</summary>
/// <param name="Signer">Whom it names; <c>?</c> where it cannot be read.</param>
/// <param name="Refusal">Why it does not count, or <see cref="ApprovalRefusal.None"/>.</param>
/// <param name="Reason">The same in words, with how to mend it.</param>
public sealed record ApprovalVerdict(string Signer, ApprovalRefusal Refusal, string Reason);

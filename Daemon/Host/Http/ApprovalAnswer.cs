namespace Basisd.Host.Http;

/// <summary>What became of one submitted approval.</summary>
/// <param name="Signer">Whom it names; <c>?</c> where it cannot be read.</param>
/// <param name="Counts">Whether its signature counts.</param>
/// <param name="Refusal"><c>none</c>, or why not in one word, for programs.</param>
/// <param name="Reason">The same in a sentence.</param>
public sealed record ApprovalAnswer(string Signer, bool Counts, string Refusal, string Reason)
{
    /// <summary>Refused because of who signed, not of what was signed: nobody known, nobody senior, or not with their key.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsForeign => Refusal is "unknown_signer" or "not_senior" or "bad_signature";
}

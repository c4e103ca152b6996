namespace Basisd.Host.Webhook;

/// <summary>What became of one attempt.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What happened, in one printable line; empty where it was delivered.</param>
/// <param name="LatencyNs">How long it took, nanoseconds.</param>
public readonly record struct WebhookResult(WebhookOutcome Outcome, string Detail, long LatencyNs)
{
    /// <summary>Whether only a person can mend it, at the receiver or in the configuration.</summary>
    public bool NeedsPerson => Outcome is WebhookOutcome.Refused or WebhookOutcome.Redirect;
}

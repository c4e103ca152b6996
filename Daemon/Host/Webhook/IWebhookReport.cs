namespace Basisd.Host.Webhook;

/// <summary>Hears of every attempt, on the sender's own thread of work.</summary>
internal interface IWebhookReport
{
    /// <summary>An attempt has ended.</summary>
    /// <param name="message">What was sent.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="failures">Failures in a row before it.</param>
    /// <param name="waitNs">Until the next attempt, nanoseconds; 0 where it was delivered.</param>
    void Ended(WebhookMessage message, in WebhookResult result, int failures, long waitNs);
}

namespace Basisd.Host.Webhook;

/// <summary>One notice as it goes out; the same bytes at every attempt, only timestamp and signature are new each time.</summary>
/// <param name="Number">Its number in the outbox; 0 for a test.</param>
/// <param name="Id">What the receiver knows it by, alone of its kind among all nodes and journals.</param>
/// <param name="Body">The JSON.</param>
public sealed record WebhookMessage(long Number, string Id, byte[] Body);

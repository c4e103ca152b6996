namespace Basisd.Host.Webhook;

/// <summary>How the sending stands; immutable, published by the sender, read by everyone.</summary>
/// <param name="Failures">Failed attempts in a row; 0 where the latest one delivered, or none was made.</param>
/// <param name="Problem">What the latest one said; empty where there is none.</param>
/// <param name="RetryAt">When it is tried again, wall clock, Unix nanoseconds; 0 where nothing failed.</param>
public sealed record WebhookState(int Failures, string Problem, long RetryAt);

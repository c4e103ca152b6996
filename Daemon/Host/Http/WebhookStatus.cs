namespace Basisd.Host.Http;

/// <summary>How the webhook stands, as everyone may see it.</summary>
/// <param name="Address">Scheme, host and port of the receiver; empty where none is configured and notices of before are left.</param>
/// <param name="Pending">Notices that it has not taken yet.</param>
/// <param name="OldestAt">When the oldest of them happened, core time, Unix nanoseconds; 0 for none.</param>
/// <param name="Delivered">Notices that it took, since the journal began.</param>
/// <param name="Dropped">Notices that gave way undelivered, since the journal began.</param>
/// <param name="Failures">Failed attempts in a row.</param>
/// <param name="Problem">What the latest one said; empty for none.</param>
/// <param name="RetryAt">When it is tried again, wall clock, Unix nanoseconds; 0 where nothing failed.</param>
public sealed record WebhookStatus(
    string Address, int Pending, long OldestAt, long Delivered, long Dropped, int Failures, string Problem, long RetryAt);

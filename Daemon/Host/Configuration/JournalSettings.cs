namespace Basisd.Host.Configuration;

/// <summary>The journal (SPEC 11).</summary>
/// <param name="CommitDeadlineNs">A commit that takes longer closes the gate and stops the process, ns.</param>
/// <param name="SnapshotEvery">Frames between two snapshots.</param>
/// <param name="FreeSpaceFloorBytes">Free space below which engine commits are refused .</param>
/// <param name="RetentionAgeNs">How long entries stay behind the older of two snapshots, ns.</param>
/// <param name="RetentionBytes">Size of the journal beyond which age keeps nothing.</param>
public sealed record JournalSettings(
    long CommitDeadlineNs, long SnapshotEvery, long FreeSpaceFloorBytes, long RetentionAgeNs, long RetentionBytes)
{
    /// <summary>PEM file of the key that signs statements about the head; null: a systemd credential, or none.</summary>
    public string? HeadKeyPath { get; init; }

    /// <summary>Longest time between two signed statements, ns.</summary>
    public long HeadIntervalNs { get; init; }
}

namespace Basisd.Cluster;

/// <summary>One key as the arbiter holds it.</summary>
/// <param name="Key">The key.</param>
/// <param name="ModRevision">Revision of its latest change.</param>
/// <param name="Value">The record; null when its bytes cannot be read, which is a fault to report and never taken for absence.</param>
public sealed record ArbiterEntry(ArbiterKey Key, long ModRevision, object? Value);

namespace Basisd.Tests.Incidents;

/// <summary>A state of the search over a cluster's DMM: two slots, and what the arbiter has.</summary>
/// <param name="Control">The control slot.</param>
/// <param name="Other">Another slot.</param>
/// <param name="Epoch">The arbiter's DMM epoch.</param>
/// <param name="IsActive">Whether it holds.</param>
/// <param name="IsSigned">Whether what stands beside its end was signed.</param>
/// <param name="Signed">Epochs that operators rightly signed away, a bit each.</param>
/// <param name="Now">Seconds since the beginning.</param>
internal sealed record ClusterDmmState(
    ClusterDmmSlot Control, ClusterDmmSlot Other, long Epoch, bool IsActive, bool IsSigned, ulong Signed, long Now);

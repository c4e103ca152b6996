namespace Basisd.Host.Http;

/// <summary>DMM of the cluster, as the arbiter holds it.</summary>
/// <param name="Epoch">Counts its episodes.</param>
/// <param name="Active">Whether it holds.</param>
/// <param name="Origin">Node that latched it.</param>
public sealed record ClusterDmmStatus(long Epoch, bool Active, string Origin);

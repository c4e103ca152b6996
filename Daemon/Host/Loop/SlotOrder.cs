namespace Basisd.Host.Loop;

/// <summary>
/// What the cluster orders of an acting slot: to enter its DMM, or to leave it by a signed resumption that the loop verifies itself.
/// </summary>
/// <param name="DmmEpoch">The DMM epoch of the cluster.</param>
/// <param name="Origin">Name of the node that latched it.</param>
/// <param name="Resumption">The resumption; null to enter.</param>
public sealed record SlotOrder(long DmmEpoch, string Origin, byte[]? Resumption);

namespace Basisd.Cluster;

/// <summary>One key of a cluster in the arbiter.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Slot">Number of the slot; 0 for the others.</param>
public readonly record struct ArbiterKey(ArbiterKeyKind Kind, int Slot);

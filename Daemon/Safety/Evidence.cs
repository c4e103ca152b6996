namespace Basisd.Safety;

/// <summary>What a trigger measured when it spoke: the value, the limit that it was held against, and the window.</summary>
/// <param name="Measured">Measured value, in the trigger's own unit (ppm for ratios, a count for counts, 1e-8 for amounts).</param>
/// <param name="Threshold">The limit in the same unit.</param>
/// <param name="WindowNs">Length of the window in nanoseconds, 0 for a single observation.</param>
/// <param name="Measure">Which quantity was measured, where the trigger has more than one.</param>
/// <param name="Subject">One more than the index of what the trigger names besides its scope (see the trigger); 0 for nothing.</param>
public readonly record struct Evidence(long Measured, long Threshold, long WindowNs, Measure Measure = Measure.Own, int Subject = 0);

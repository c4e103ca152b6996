namespace Basisd.Market;

/// <summary>The values of an observation that stands for a while.</summary>
/// <param name="V0">First value.</param>
/// <param name="V1">Second value.</param>
/// <param name="V2">Third value.</param>
internal readonly record struct HeldValues(long V0, long V1, long V2);

using Basisd.Node;

namespace Basisd.Market;

/// <summary>A row of an observations file, checked but for whether anybody knows the name.</summary>
/// <param name="Second">Unix second.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Name">Name in the kind's table; the same text is the same object within a file.</param>
/// <param name="V0">First value.</param>
/// <param name="V1">Second value.</param>
/// <param name="V2">Third value.</param>
/// <param name="V3">Fourth value.</param>
/// <param name="V4">Fifth value.</param>
public readonly record struct ObservationRow(long Second, ObservationKind Kind, string Name, long V0, long V1, long V2, long V3, long V4);

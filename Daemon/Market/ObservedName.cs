using Basisd.Node;

namespace Basisd.Market;

/// <summary>What a row of an observations file is about.</summary>
/// <param name="Kind">Kind of the observation.</param>
/// <param name="Name">Name in the kind's table, as the topology has it; <c>-</c> where there is no table.</param>
internal readonly record struct ObservedName(ObservationKind Kind, string Name);

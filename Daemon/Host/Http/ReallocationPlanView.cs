using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>A reallocation as it would be carried out now, or why there is none. Nothing was moved.</summary>
/// <param name="IsPlan">Whether there is a plan.</param>
/// <param name="Constraint">What binds as a whole, or none.</param>
/// <param name="Explanation">The same as a sentence; empty with a plan.</param>
/// <param name="CoreTime">Core time of the facts, Unix ns.</param>
/// <param name="Asset">The asset.</param>
/// <param name="From">The venue that is left.</param>
/// <param name="FromHealthy">Whether that venue is healthy: then nothing asks for the move.</param>
/// <param name="Amount">The amount asked for, 1e-8.</param>
/// <param name="Held">What the venue that is left holds, 1e-8; null where no balance was ever reported.</param>
/// <param name="Capacity">What all other venues together could take, 1e-8.</param>
/// <param name="Venues">The other venues of the asset.</param>
public sealed record ReallocationPlanView(
    bool IsPlan, string Constraint, string Explanation, long CoreTime, string Asset, string From, bool FromHealthy, long Amount, long? Held,
    long Capacity, IReadOnlyList<ReallocationPartView> Venues);

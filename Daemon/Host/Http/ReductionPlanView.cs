using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>A reduction as it would be carried out now, or why there is none. Nothing was sent.</summary>
/// <param name="IsPlan">Whether there is a plan.</param>
/// <param name="Constraint">What binds, or none.</param>
/// <param name="Explanation">The same as a sentence; empty with a plan.</param>
/// <param name="CoreTime">Core time of the facts, Unix ns.</param>
/// <param name="LeftOut">Positions that were left out.</param>
/// <param name="ParticipationPpm">The limit in force, ppm of depth.</param>
/// <param name="MaxSlippagePpm">The limit in force, ppm.</param>
/// <param name="IntervalNs">From slice to slice, ns.</param>
/// <param name="Positions">The positions in the plan's order; without a plan up to the one that binds.</param>
/// <param name="Slices">The slices in order; empty without a plan.</param>
public sealed record ReductionPlanView(
    bool IsPlan, string Constraint, string Explanation, long CoreTime, int LeftOut, long ParticipationPpm, long MaxSlippagePpm, long IntervalNs,
    IReadOnlyList<ReductionPositionView> Positions, IReadOnlyList<ReductionSliceView> Slices);

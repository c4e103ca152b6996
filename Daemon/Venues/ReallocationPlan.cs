using System;

namespace Basisd.Venues;

/// <summary>A plan, or why there is none.</summary>
/// <param name="Constraint">What binds as a whole; <see cref="ReallocationConstraint.None"/> where there is a plan.</param>
/// <param name="Amount">The amount asked for, 1e-8.</param>
/// <param name="Capacity">What all venues together could take, 1e-8; the largest number where it is more.</param>
public readonly record struct ReallocationPlan(ReallocationConstraint Constraint, long Amount, long Capacity)
{
    /// <summary>Whether there is a plan.</summary>
    public bool IsPlan => Constraint == ReallocationConstraint.None;

    internal static long Bounded(Int128 capacity) => capacity > long.MaxValue ? long.MaxValue : (long)capacity;
}

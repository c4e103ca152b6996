namespace Basisd.Controls;

/// <summary>What the planner found of one position, for the person who reads the plan.</summary>
/// <param name="Position">Position key.</param>
/// <param name="Constraint">What binds it; <see cref="ReductionConstraint.None"/> where it is part of the plan or has nothing to do.</param>
/// <param name="Amount">Quantity to reduce, without a sign, 1e-8.</param>
/// <param name="SliceLimit">Largest slice that depth, participation and slippage permit, 1e-8; 0 where it was not worked out.</param>
/// <param name="Slices">Slices that it takes.</param>
public readonly record struct ReductionFinding(int Position, ReductionConstraint Constraint, long Amount, long SliceLimit, long Slices)
{
    /// <summary>The value that the constraint is about: an age in ns, ppm, a quantity in 1e-8, a count.</summary>
    public long Found { get; init; }

    /// <summary>The limit in the same unit.</summary>
    public long Limit { get; init; }
}

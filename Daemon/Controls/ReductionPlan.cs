namespace Basisd.Controls;

/// <summary>A plan, or why there is none.</summary>
/// <param name="Constraint">What binds; <see cref="ReductionConstraint.None"/> where there is a plan.</param>
/// <param name="Position">The first position, in the plan's order, that it binds; -1 where it is not about one.</param>
/// <param name="Slices">Slices written, in order; 0 without a plan.</param>
/// <param name="LeftOut">Positions that were left out (<see cref="ReductionGoal.LeaveOut"/>).</param>
public readonly record struct ReductionPlan(ReductionConstraint Constraint, int Position, int Slices, int LeftOut)
{
    /// <summary>Whether there is a plan.</summary>
    public bool IsPlan => Constraint == ReductionConstraint.None;
}

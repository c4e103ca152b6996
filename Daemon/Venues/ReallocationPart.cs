namespace Basisd.Venues;

/// <summary>What one venue takes, or why it takes nothing.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Route">Index of the route.</param>
/// <param name="Amount">Amount that it takes, 1e-8, 0 or more; 0 everywhere without a plan.</param>
/// <param name="Capacity">Most that it could take within depth, slippage and permission, 1e-8.</param>
/// <param name="Constraint">What keeps it from taking any, or more than <paramref name="Capacity"/>.</param>
public readonly record struct ReallocationPart(int Venue, int Route, long Amount, long Capacity, ReallocationConstraint Constraint)
{
    /// <summary>The value that the constraint is about: an age in ns, ppm, a quantity in 1e-8.</summary>
    public long Found { get; init; }

    /// <summary>The limit in the same unit.</summary>
    public long Limit { get; init; }
}

namespace Basisd.Host.Http;

/// <summary>What one venue takes of a reallocation, or why nothing.</summary>
/// <param name="Venue">Name of the venue.</param>
/// <param name="Amount">Amount that it takes, 1e-8; 0 without a plan.</param>
/// <param name="Capacity">Most that it could take, 1e-8.</param>
/// <param name="Constraint">What keeps it from taking any, or more than its capacity.</param>
/// <param name="Explanation">The same as a sentence.</param>
public sealed record ReallocationPartView(string Venue, long Amount, long Capacity, string Constraint, string Explanation);

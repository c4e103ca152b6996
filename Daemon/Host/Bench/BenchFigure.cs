using System.Collections.Generic;

namespace Basisd.Host.Bench;

/// <summary>One thing that was measured, with its floor of the same run and its budgets.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">Unit of its values: the cost of one, less is better.</param>
/// <param name="Measured">The cost.</param>
/// <param name="Floor">Cost of the floor; no samples where there is none.</param>
/// <param name="FloorName">What the floor is.</param>
/// <param name="Budgets">Budgets of SPEC 15; none where it names none.</param>
public sealed record BenchFigure(
    string Name, string Unit, Quantiles Measured, Quantiles Floor, string FloorName, IReadOnlyList<Budget> Budgets)
{
    /// <summary>Ratio to the floor of each run; one element after one run.</summary>
    public IReadOnlyList<Quantiles> Runs { get; init; } = [Measured.Over(Floor)];

    /// <summary>Cost over the cost of the floor, quantile by quantile.</summary>
    public Quantiles Ratio => Measured.Over(Floor);
}

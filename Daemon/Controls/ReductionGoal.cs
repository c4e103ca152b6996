using System;
using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>How much is to be reduced. Says nothing of how.</summary>
public readonly record struct ReductionGoal
{
    private ReductionGoal(ReductionGoalKind kind, long amount)
    {
        Kind = kind;
        Amount = amount;
    }

    /// <summary>Everything: every position to zero.</summary>
    public static ReductionGoal Close => Share(FixedPoint.Ppm);

    /// <summary>Each position to its <see cref="ReductionPosition.Target"/>.</summary>
    public static ReductionGoal ToTargets => new(ReductionGoalKind.Targets, 0);

    /// <summary>How the amount is meant.</summary>
    public ReductionGoalKind Kind { get; }

    /// <summary>Share in ppm, or total in 1e-8; 0 with targets.</summary>
    public long Amount { get; }

    /// <summary>
    /// Whether positions that cannot be reduced are left out, and told of in <see cref="ReductionPlanner.Findings"/>, instead of there being
    /// no plan: in containment what can be reduced is not to wait for what cannot.
    /// </summary>
    public bool LeaveOut { get; init; }

    /// <summary>The same share of every position, rounded up, never beyond zero.</summary>
    /// <param name="ppm">Share, 0 to 1 000 000 ppm.</param>
    /// <exception cref="ArgumentOutOfRangeException">No share.</exception>
    public static ReductionGoal Share(long ppm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ppm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ppm, FixedPoint.Ppm);
        return new(ReductionGoalKind.Share, ppm);
    }

    /// <summary>One total over all positions, taken from them in order.</summary>
    /// <param name="quantity">Quantity without a sign, 1e-8, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative quantity.</exception>
    public static ReductionGoal Total(long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        return new(ReductionGoalKind.Total, quantity);
    }
}

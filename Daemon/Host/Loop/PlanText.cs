using System.Globalization;
using Basisd.Controls;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>What binds a plan, as a sentence that says how to mend it. Holds no rule of its own.</summary>
internal static class PlanText
{
    /// <summary>What binds a reduction as a whole.</summary>
    public static string Of(ReductionConstraint constraint) => constraint switch
    {
        ReductionConstraint.None => "",
        ReductionConstraint.NothingToReduce => "nothing to reduce: every position is at its target, or there is none in the scope",
        ReductionConstraint.TargetBeyondPosition => "the quantity is more than all positions of the scope together",
        _ => NoNumber(constraint),
    };

    /// <summary>What binds one position of a reduction.</summary>
    public static string Of(in ReductionFinding of) => of.Constraint switch
    {
        ReductionConstraint.None => "",
        ReductionConstraint.TargetBeyondPosition =>
            $"the target {AmountText.Format(of.Found)} is not between zero and the position {AmountText.Format(of.Limit)}",
        ReductionConstraint.DepthStale => $"depth is {Seconds(of.Found)} old, limit {Seconds(of.Limit)} (plan.depth_max_age)",
        ReductionConstraint.SlippageMissing =>
            $"no slippage was predicted, and the band of the depth, {Ppm(of.Found)}, is wider than the limit {Ppm(of.Limit)} "
            + "(reduction.max_slippage_ppm)",
        ReductionConstraint.SlippageStale => $"the predicted slippage is {Seconds(of.Found)} old, limit {Seconds(of.Limit)} (plan.slippage_max_age)",
        ReductionConstraint.SlippageOverLimit =>
            $"predicted slippage {Ppm(of.Found)} is at or over the limit {Ppm(of.Limit)} (reduction.max_slippage_ppm)",
        ReductionConstraint.Participation =>
            $"the permitted share of the depth, {AmountText.Format(of.Found)}, is below the smallest slice {AmountText.Format(of.Limit)} "
            + "(reduction.participation_ppm)",
        ReductionConstraint.SlippageRoom =>
            $"what the slippage limit permits of the depth, {AmountText.Format(of.Found)}, is below the smallest slice "
            + $"{AmountText.Format(of.Limit)} (reduction.max_slippage_ppm)",
        ReductionConstraint.SmallestSlice =>
            $"slices within the limit would be {AmountText.Format(of.Found)}, below the smallest slice {AmountText.Format(of.Limit)}",
        ReductionConstraint.TooManySlices => $"it takes {of.Found} slices, a plan has room for {of.Limit}: reduce a part at a time",
        _ => NoNumber(of.Constraint),
    };

    /// <summary>What binds a reallocation as a whole.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="held">What the venue that is left holds, 1e-8.</param>
    public static string Of(in ReallocationPlan plan, long held) => plan.Constraint switch
    {
        ReallocationConstraint.None => "",
        ReallocationConstraint.NothingToMove => "the venue holds nothing to move",
        ReallocationConstraint.BeyondBalance => $"{AmountText.Format(plan.Amount)} is more than the venue holds, {AmountText.Format(held)}",
        ReallocationConstraint.NoVenue => "no other venue may take any of it",
        _ => $"the other venues together take {AmountText.Format(plan.Capacity)}, {AmountText.Format(plan.Amount - plan.Capacity)} too little",
    };

    /// <summary>What binds one venue of a reallocation.</summary>
    public static string Of(in ReallocationPart of, NodeCore core, PlanDesk desk) => of.Constraint switch
    {
        ReallocationConstraint.Unhealthy =>
            $"not healthy: {core.Health.ConsecutiveFailures(of.Venue)} failures, {core.Health.ConsecutiveSuccesses(of.Venue)} successes in a row",
        ReallocationConstraint.NotPermitted =>
            $"the gate says {desk.PermissionOf(core.Topology.Routes[of.Route], GateAction.Reallocate).ToString().ToUpperInvariant()} to reallocate",
        ReallocationConstraint.MarketMissing => "no market of the asset is configured at the venue",
        ReallocationConstraint.DepthMissing => "no depth was ever reported",
        ReallocationConstraint.DepthStale => $"depth is {Seconds(of.Found)} old, limit {Seconds(of.Limit)} (plan.depth_max_age)",
        ReallocationConstraint.SlippageMissing =>
            $"no slippage was predicted, and the band of the depth, {Ppm(of.Found)}, is wider than the limit {Ppm(of.Limit)}",
        ReallocationConstraint.SlippageStale =>
            $"the predicted slippage is {Seconds(of.Found)} old, limit {Seconds(of.Limit)} (plan.slippage_max_age)",
        ReallocationConstraint.SlippageOverLimit =>
            $"predicted slippage {Ppm(of.Found)} is at or over the limit {Ppm(of.Limit)} (reallocation.max_slippage_ppm)",
        ReallocationConstraint.Depth =>
            $"bounded by depth: {AmountText.Format(of.Limit)} of {AmountText.Format(of.Found)} (reallocation.participation_ppm)",
        ReallocationConstraint.SlippageRoom =>
            $"bounded by slippage: {AmountText.Format(of.Limit)} of {AmountText.Format(of.Found)} (reallocation.max_slippage_ppm)",
        ReallocationConstraint.NoWeight => "its configured share is 0 (topology.routes[].reallocation_share)",
        _ => "",
    };

    private static string NoNumber(ReductionConstraint constraint) => constraint switch
    {
        ReductionConstraint.PositionUnknown => "its quantity was never reported",
        ReductionConstraint.MarketMissing => "no market is known in which it could be reduced: name it in topology.positions[].market",
        ReductionConstraint.DepthMissing => "no depth of its market was ever reported",
        _ => "",
    };

    private static string Ppm(long ppm) => ppm.ToString(CultureInfo.InvariantCulture) + " ppm";

    // Ages are not whole; a tenth of a second says enough.
    private static string Seconds(long ns) => Durations.Format(ns / (100 * FixedPoint.Millisecond) * 100 * FixedPoint.Millisecond);
}

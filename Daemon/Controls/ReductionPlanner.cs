using System;
using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>
/// Cuts a reduction into slices (SPEC 8): gradual, deterministic, integer. Positions in the order of margin ratio ascending, notional
/// descending, position key; each slice at most a share of the depth on the side that it executes against, and at most what the slippage limit
/// permits; one slice per interval over the whole plan. The slices of a position sum exactly to its amount and never cross zero.
/// Slippage is worked out by <see cref="SlippageBound"/>; without a fresh prediction the band alone bounds it, because the depth is what executes
/// within the band. It plans and sends nothing, and it never guesses a missing fact.
/// </summary>
public sealed class ReductionPlanner
{
    /// <summary>Most slices of a plan: at the default interval more than five hours.</summary>
    public const int MaxSlices = 4_096;

    private readonly Rank[] _ranks;
    private readonly bool[] _taken;
    private readonly ReductionFinding[] _findings;
    private int _count;

    /// <summary>Fixes all memory.</summary>
    /// <param name="positions">Positions of the topology; keys are below it.</param>
    public ReductionPlanner(int positions)
    {
        _ranks = new Rank[positions];
        _taken = new bool[positions];
        _findings = new ReductionFinding[positions];
    }

    /// <summary>What was found of each position in the latest call, in the plan's order; after the one that binds none is there.</summary>
    public ReadOnlySpan<ReductionFinding> Findings => _findings.AsSpan(0, _count);

    /// <summary>Plans one reduction.</summary>
    /// <param name="positions">The positions, in any order, each key once.</param>
    /// <param name="goal">How much.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="into">Where the slices go; <see cref="MaxSlices"/> is enough for every plan, a shorter one is a smaller bound.</param>
    /// <exception cref="ArgumentException">A key twice, or outside the topology: a bug of the caller.</exception>
    public ReductionPlan Plan(ReadOnlySpan<ReductionPosition> positions, ReductionGoal goal, ReductionSettings settings, Span<ReductionSlice> into)
    {
        _count = 0;
        if (goal.Kind == ReductionGoalKind.Total && !IsWithin(positions, goal.Amount))
        {
            return new ReductionPlan(ReductionConstraint.TargetBeyondPosition, -1, 0, 0);
        }

        Order(positions);
        int bound = Math.Min(into.Length, MaxSlices);
        int slices = 0;
        int leftOut = 0;
        long left = goal.Amount;
        ReductionFinding first = default;
        for (int i = 0; i < positions.Length; i++)
        {
            ref readonly ReductionPosition position = ref positions[_ranks[i].At];
            ReductionFinding finding = Judge(position, goal, left, settings, bound - slices);
            _findings[_count++] = finding;
            if (finding.Constraint == ReductionConstraint.None)
            {
                Cut(position, finding, settings.IntervalNs, slices, into);
                slices += (int)finding.Slices;
                left -= goal.Kind == ReductionGoalKind.Total ? finding.Amount : 0;
                continue;
            }

            if (!goal.LeaveOut)
            {
                return new ReductionPlan(finding.Constraint, finding.Position, 0, 0);
            }

            first = leftOut++ == 0 ? finding : first;
        }

        if (slices > 0)
        {
            return new ReductionPlan(ReductionConstraint.None, -1, slices, leftOut);
        }

        return leftOut > 0
            ? new ReductionPlan(first.Constraint, first.Position, 0, leftOut)
            : new ReductionPlan(ReductionConstraint.NothingToReduce, -1, 0, 0);
    }

    private static bool IsWithin(ReadOnlySpan<ReductionPosition> positions, long total)
    {
        Int128 held = 0;
        foreach (ref readonly ReductionPosition position in positions)
        {
            held += position.IsKnown ? Int128.Abs(position.Quantity) : 0;
        }

        return total <= held;
    }

    private static ReductionFinding Judge(
        in ReductionPosition position, ReductionGoal goal, long left, ReductionSettings settings, int roomForSlices)
    {
        ReductionFinding finding = new(position.Position, ReductionConstraint.None, 0, 0, 0);
        if (!position.IsKnown)
        {
            return finding with { Constraint = ReductionConstraint.PositionUnknown };
        }

        long held = Math.Abs(position.Quantity);
        if (goal.Kind == ReductionGoalKind.Targets && !IsBetweenZeroAnd(position.Target, position.Quantity))
        {
            return finding with { Constraint = ReductionConstraint.TargetBeyondPosition, Found = position.Target, Limit = position.Quantity };
        }

        long amount = goal.Kind switch
        {
            ReductionGoalKind.Targets => held - Math.Abs(position.Target),
            ReductionGoalKind.Share => ShareOf(held, goal.Amount),
            _ => Math.Min(held, left),
        };
        finding = finding with { Amount = amount };
        if (amount == 0)
        {
            return finding;
        }

        finding = LimitOf(position, settings, finding);
        return finding.Constraint == ReductionConstraint.None ? Count(finding, SmallestOf(position), roomForSlices) : finding;
    }

    private static bool IsBetweenZeroAnd(long target, long quantity) =>
        quantity >= 0 ? target >= 0 && target <= quantity : target <= 0 && target >= quantity;

    private static long SmallestOf(in ReductionPosition position) => Math.Max(position.SmallestSlice, 1);

    // Rounded up: a reduction by a share reduces at least so much. The share is at most the whole, so it never goes beyond zero.
    private static long ShareOf(long held, long ppm)
    {
        long down = FixedPoint.MulDiv(held, ppm, FixedPoint.Ppm);
        return (Int128)down * FixedPoint.Ppm < (Int128)held * ppm ? down + 1 : down;
    }

    private static ReductionFinding LimitOf(in ReductionPosition position, ReductionSettings settings, ReductionFinding finding)
    {
        if (!position.HasMarket)
        {
            return finding with { Constraint = ReductionConstraint.MarketMissing };
        }

        if (position.DepthAgeNs < 0)
        {
            return finding with { Constraint = ReductionConstraint.DepthMissing };
        }

        if (position.DepthAgeNs > settings.DepthMaxAgeNs)
        {
            return finding with { Constraint = ReductionConstraint.DepthStale, Found = position.DepthAgeNs, Limit = settings.DepthMaxAgeNs };
        }

        bool predicted = position.SlippageAgeNs >= 0 && position.SlippageAgeNs <= settings.SlippageMaxAgeNs;
        if (!predicted && position.BandPpm > settings.MaxSlippagePpm)
        {
            return position.SlippageAgeNs < 0
                ? finding with { Constraint = ReductionConstraint.SlippageMissing, Found = position.BandPpm, Limit = settings.MaxSlippagePpm }
                : finding with { Constraint = ReductionConstraint.SlippageStale, Found = position.SlippageAgeNs, Limit = settings.SlippageMaxAgeNs };
        }

        long slippage = predicted ? Math.Max(position.SlippagePpm, 0) : 0;
        if (slippage >= settings.MaxSlippagePpm)
        {
            return finding with { Constraint = ReductionConstraint.SlippageOverLimit, Found = slippage, Limit = settings.MaxSlippagePpm };
        }

        long depth = position.Quantity > 0 ? position.BidDepth : position.AskDepth;
        long share = FixedPoint.MulDiv(depth, settings.ParticipationPpm, FixedPoint.Ppm);
        long permitted = SlippageBound.Of(depth, position.BandPpm, slippage, settings.MaxSlippagePpm);
        long smallest = SmallestOf(position);
        finding = finding with { SliceLimit = Math.Min(share, permitted) };
        if (share < smallest)
        {
            return finding with { Constraint = ReductionConstraint.Participation, Found = share, Limit = smallest };
        }

        return permitted < smallest
            ? finding with { Constraint = ReductionConstraint.SlippageRoom, Found = permitted, Limit = smallest } : finding;
    }

    // As few slices as the limit permits, all of one size up to the last integer: if those are too small, no other cut is possible.
    private static ReductionFinding Count(ReductionFinding finding, long smallest, int room)
    {
        long slices = ((finding.Amount - 1) / finding.SliceLimit) + 1;
        if (finding.Amount / slices < smallest)
        {
            return finding with { Constraint = ReductionConstraint.SmallestSlice, Found = finding.Amount / slices, Limit = smallest };
        }

        return slices > room
            ? finding with { Constraint = ReductionConstraint.TooManySlices, Found = slices, Limit = room } : finding with { Slices = slices };
    }

    private static void Cut(in ReductionPosition position, in ReductionFinding finding, long intervalNs, int before, Span<ReductionSlice> into)
    {
        if (finding.Slices == 0)
        {
            return;
        }

        long size = finding.Amount / finding.Slices;
        long larger = finding.Amount % finding.Slices;
        for (int k = 0; k < (int)finding.Slices; k++)
        {
            long quantity = size + (k < larger ? 1 : 0);
            into[before + k] = new ReductionSlice(position.Position, position.Quantity > 0 ? -quantity : quantity, (before + k) * intervalNs);
        }
    }

    private void Order(ReadOnlySpan<ReductionPosition> positions)
    {
        Array.Clear(_taken);
        for (int i = 0; i < positions.Length; i++)
        {
            ref readonly ReductionPosition position = ref positions[i];
            if (position.Position < 0 || position.Position >= _taken.Length || _taken[position.Position])
            {
                throw new ArgumentException($"position {position.Position} stands twice or is not of this topology", nameof(positions));
            }

            _taken[position.Position] = true;
            _ranks[i] = new Rank(position.MarginRatioPpm, position.Notional, position.Position, i);
        }

        _ranks.AsSpan(0, positions.Length).Sort();
    }

    private readonly record struct Rank(long MarginRatioPpm, long Notional, int Position, int At) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int margin = MarginRatioPpm.CompareTo(other.MarginRatioPpm);
            int notional = margin != 0 ? margin : other.Notional.CompareTo(Notional);
            return notional != 0 ? notional : Position.CompareTo(other.Position);
        }
    }
}

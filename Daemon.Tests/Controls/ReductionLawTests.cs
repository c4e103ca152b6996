using System;
using System.Linq;
using Basisd.Controls;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Controls;

/// <summary>SPEC 8 as laws over any positions, any goal and any limits, up to the wire's largest numbers.</summary>
public sealed class ReductionLawTests
{
    private const int MostPositions = 6;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(4_000);

    private readonly ReductionPlanner _planner = new(MostPositions);
    private readonly ReductionSlice[] _slices = new ReductionSlice[ReductionPlanner.MaxSlices];
    private int _plans;

    [Fact]
    public void Sums_exactly_never_crosses_zero_and_keeps_every_limit()
    {
        Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, Holds));

        // A generator that finds no plan proves nothing.
        Assert.InRange(_plans, 500, 4_000);
    }

    [Fact]
    public void The_order_of_the_input_changes_nothing_and_neither_does_a_second_run() => Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, seed =>
    {
        AnyNumbers any = new(seed);
        (ReductionPosition[] positions, ReductionGoal goal, ReductionSettings limits) = Case(any);
        ReductionPlan plan = _planner.Plan(positions, goal, limits, _slices);
        ReductionSlice[] slices = _slices[..plan.Slices];
        ReductionFinding[] findings = _planner.Findings.ToArray();
        ReductionSlice[] others = new ReductionSlice[ReductionPlanner.MaxSlices];
        ReductionPlanner other = new(MostPositions);
        ReductionPlan again = other.Plan(any.Shuffled(positions), goal, limits, others);
        return plan == again && slices.AsSpan().SequenceEqual(others.AsSpan(0, again.Slices)) && findings.SequenceEqual(other.Findings.ToArray());
    }));

    [Fact]
    public void What_is_left_out_does_not_change_the_rest() => Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, seed =>
    {
        AnyNumbers any = new(seed);
        (ReductionPosition[] positions, _, ReductionSettings limits) = Case(any);
        ReductionGoal goal = ReductionGoal.Close with { LeaveOut = true };
        ReductionPlan plan = _planner.Plan(positions, goal, limits, _slices);
        int[] bound = [.. _planner.Findings.ToArray().Where(f => f.Constraint != ReductionConstraint.None).Select(f => f.Position)];
        ReductionSlice[] slices = _slices[..plan.Slices];
        ReductionPosition[] rest = [.. positions.Where(p => !bound.Contains(p.Position))];
        ReductionPlan strict = _planner.Plan(rest, ReductionGoal.Close, limits, _slices);
        return bound.Length == plan.LeftOut && strict.Slices == plan.Slices && slices.AsSpan().SequenceEqual(_slices.AsSpan(0, strict.Slices));
    }));

    private bool Holds(int seed)
    {
        AnyNumbers any = new(seed);
        (ReductionPosition[] positions, ReductionGoal goal, ReductionSettings limits) = Case(any);
        ReductionPlan plan = _planner.Plan(positions, goal, limits, _slices);
        if (!plan.IsPlan)
        {
            return plan.Slices == 0;
        }

        _plans++;
        ReductionSlice[] slices = _slices[..plan.Slices];
        Int128 total = 0;
        int run = 0;
        int last = -1;
        for (int k = 0; k < slices.Length; k++)
        {
            run += slices[k].Position != last ? 1 : 0;
            last = slices[k].Position;
            Assert.Equal(k * limits.IntervalNs, slices[k].NotBeforeNs);
            KeepsLimits(Array.Find(positions, p => p.Position == slices[k].Position), slices[k].Quantity, limits);
        }

        // All slices of a position stand together.
        Assert.Equal(slices.Select(s => s.Position).Distinct().Count(), run);
        foreach (ReductionPosition position in positions)
        {
            Int128 change = slices.Where(s => s.Position == position.Position).Aggregate(Int128.Zero, (sum, s) => sum + s.Quantity);
            Int128 after = position.Quantity + change;
            Assert.True(after == 0 || Int128.Sign(after) == Math.Sign(position.Quantity), $"seed {seed}: crosses zero");
            Assert.True(Int128.Abs(after) <= Math.Abs(position.Quantity), $"seed {seed}: grows");
            total += Int128.Abs(change);
            Assert.True(goal.Kind != ReductionGoalKind.Targets || after == position.Target, $"seed {seed}: misses its target");
            Assert.True(goal.Kind != ReductionGoalKind.Share || Int128.Abs(change) == ShareOf(position.Quantity, goal.Amount), $"seed {seed}: share");
        }

        Assert.True(goal.Kind != ReductionGoalKind.Total || total == goal.Amount, $"seed {seed}: sums to {total} of {goal.Amount}");
        return true;
    }

    private static void KeepsLimits(in ReductionPosition position, long quantity, ReductionSettings limits)
    {
        Assert.True(position.IsKnown && position.HasMarket);
        Assert.True(quantity != 0 && Math.Sign(quantity) == -Math.Sign(position.Quantity));
        Int128 size = Int128.Abs(quantity);
        Assert.True(size >= position.SmallestSlice);
        DepthLaw law = new(limits.ParticipationPpm, limits.MaxSlippagePpm, limits.DepthMaxAgeNs, limits.SlippageMaxAgeNs);
        long depth = quantity < 0 ? position.BidDepth : position.AskDepth;
        Assert.Null(law.Broken(
            size, new(depth, position.BandPpm, position.DepthAgeNs, position.SlippagePpm, position.SlippageAgeNs)));
    }

    private static Int128 ShareOf(long quantity, long ppm) => ((Int128.Abs(quantity) * ppm) + FixedPoint.Ppm - 1) / FixedPoint.Ppm;

    private static (ReductionPosition[] Positions, ReductionGoal Goal, ReductionSettings Limits) Case(AnyNumbers any)
    {
        ReductionSettings limits = new()
        {
            ParticipationPpm = any.ParticipationPpm(),
            MaxSlippagePpm = any.MaxSlippagePpm(),
            IntervalNs = Math.Max(1, any.UpTo(3_600 * FixedPoint.Second)),
        };
        ReductionPosition[] positions = new ReductionPosition[any.Below(MostPositions + 1)];
        int[] keys = any.Shuffled([0, 1, 2, 3, 4, 5]);
        bool exact = any.Often();
        for (int i = 0; i < positions.Length; i++)
        {
            long quantity = any.Quantity();
            positions[i] = new ReductionPosition(keys[i], 0, quantity)
            {
                IsKnown = !any.Seldom(),
                HasMarket = !any.Seldom(),
                Target = exact ? Math.Sign(quantity) * any.UpTo(Math.Abs(quantity)) : any.Quantity(),
                MarginRatioPpm = any.Below(4) == 0 ? ReductionPosition.UnknownRatio : any.Below(3),
                Notional = any.Below(4) == 0 ? ReductionPosition.UnknownNotional : any.Below(3),
                BidDepth = Depth(any, quantity),
                AskDepth = Depth(any, quantity),
                BandPpm = any.BandPpm(),
                DepthAgeNs = any.DepthAgeNs(limits.DepthMaxAgeNs),
                SlippagePpm = any.SlippagePpm(),
                SlippageAgeNs = any.SlippageAgeNs(limits.SlippageMaxAgeNs),
                SmallestSlice = any.Often() ? 1 : Math.Max(1, any.UpTo(FixedPoint.Scale)),
            };
        }

        Int128 held = positions.Aggregate(Int128.Zero, (sum, p) => sum + (p.IsKnown ? Int128.Abs(p.Quantity) : 0));
        ReductionGoal goal = any.Below(3) switch
        {
            0 => ReductionGoal.ToTargets,
            1 => ReductionGoal.Share(any.UpTo(FixedPoint.Ppm)),
            _ => ReductionGoal.Total(any.UpTo((long)held + (any.Seldom() ? 1 : 0))),
        };
        return (positions, goal, limits);
    }

    // Mostly deep enough that a plan has room for its slices.
    private static long Depth(AnyNumbers any, long quantity) =>
        any.Often() ? Math.Clamp(Math.Abs(quantity) + any.UpTo(FixedPoint.MaxPrice), 0, FixedPoint.MaxPrice) : any.UpTo(FixedPoint.MaxPrice);
}

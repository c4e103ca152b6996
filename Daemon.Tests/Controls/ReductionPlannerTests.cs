using System;
using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Controls;

public sealed class ReductionPlannerTests
{
    private const long One = FixedPoint.Scale;
    private const long Second = FixedPoint.Second;

    private static readonly ReductionSettings Limits = new();

    /// <summary>A long position of 10 whose market bears slices of 1: depth 10, a tenth of it per slice.</summary>
    private static readonly ReductionPosition Fine = new(0, 0, 10 * One)
    {
        MarginRatioPpm = 1_400_000,
        Notional = 100 * One,
        BidDepth = 10 * One,
        AskDepth = 20 * One,
        BandPpm = 2_500,
        DepthAgeNs = Second,
        SlippagePpm = 400,
        SlippageAgeNs = Second,
    };

    private readonly ReductionPlanner _planner = new(8);
    private readonly ReductionSlice[] _slices = new ReductionSlice[ReductionPlanner.MaxSlices];

    [Fact]
    public void A_long_position_is_sold_in_slices_of_a_tenth_of_the_bids_one_per_interval()
    {
        ReductionPlan plan = Plan(ReductionGoal.Close, Fine);
        Assert.Equal(new ReductionPlan(ReductionConstraint.None, -1, 10, 0), plan);
        for (int i = 0; i < plan.Slices; i++)
        {
            Assert.Equal(new ReductionSlice(0, -One, i * 5 * Second), _slices[i]);
        }
    }

    [Fact]
    public void A_short_position_is_bought_back_from_the_asks()
    {
        ReductionPlan plan = Plan(ReductionGoal.Close, Fine with { Quantity = -10 * One });
        Assert.Equal(5, plan.Slices);
        Assert.All(_slices[..5], slice => Assert.Equal(2 * One, slice.Quantity));
    }

    [Fact]
    public void What_does_not_divide_goes_to_the_first_slices_integer_by_integer()
    {
        ReductionPlan plan = Plan(ReductionGoal.Total(10), Fine with { BidDepth = 40 });
        Assert.Equal(3, plan.Slices);
        Assert.Equal([-4, -3, -3], Quantities(plan));
    }

    [Fact]
    public void The_worst_margin_comes_first_then_the_largest_notional_then_the_key()
    {
        ReductionPosition[] positions =
        [
            Fine with { Position = 5, MarginRatioPpm = 1_300_000, Notional = 7 },
            Fine with { Position = 4, MarginRatioPpm = 1_300_000, Notional = 7 },
            Fine with { Position = 3, MarginRatioPpm = 1_300_000, Notional = 9 },
            Fine with { Position = 2, MarginRatioPpm = 1_100_000, Notional = 1 },
            Fine with { Position = 1, MarginRatioPpm = ReductionPosition.UnknownRatio },
            Fine with { Position = 0, MarginRatioPpm = 1_300_000, Notional = ReductionPosition.UnknownNotional },
        ];
        ReductionPlan plan = Plan(ReductionGoal.Close, positions);
        Assert.True(plan.IsPlan);
        List<int> order = [];
        foreach (ReductionFinding finding in _planner.Findings)
        {
            order.Add(finding.Position);
        }

        Assert.Equal([1, 2, 3, 4, 5, 0], order);
        Assert.Equal((plan.Slices - 1) * 5 * Second, _slices[plan.Slices - 1].NotBeforeNs);
    }

    [Fact]
    public void A_total_is_taken_from_the_positions_in_order()
    {
        ReductionPlan plan = Plan(
            ReductionGoal.Total(12 * One), Fine with { Position = 1, MarginRatioPpm = 2_000_000 }, Fine with { Position = 2, Quantity = -10 * One });
        Assert.True(plan.IsPlan);
        Assert.Equal([(2, 10 * One), (1, -2 * One)], Sums(plan));
    }

    [Theory]
    [InlineData(10, 1, 1)]
    [InlineData(10, 1_000_000, 10)]
    [InlineData(10, 100_000, 1)]
    [InlineData(10, 100_001, 2)]
    [InlineData(3, 333_333, 1)]
    public void A_share_is_rounded_up_and_never_beyond_the_position(long held, long ppm, long reduced)
    {
        ReductionPlan plan = Plan(ReductionGoal.Share(ppm), Fine with { Quantity = held });
        Assert.Equal([(0, -reduced)], Sums(plan));
    }

    [Theory]
    [InlineData(10, 4, -6)]
    [InlineData(10, 0, -10)]
    [InlineData(-10, -3, 7)]
    public void A_position_goes_to_its_target(long held, long target, long change)
    {
        Assert.Equal([(0, change)], Sums(Plan(ReductionGoal.ToTargets, Fine with { Quantity = held, Target = target })));
    }

    [Theory]
    [InlineData(10, -1)]
    [InlineData(10, 11)]
    [InlineData(-10, 1)]
    [InlineData(-10, -11)]
    [InlineData(0, 1)]
    public void A_target_beyond_the_position_is_no_plan(long held, long target)
    {
        Binds(ReductionConstraint.TargetBeyondPosition, ReductionGoal.ToTargets, Fine with { Quantity = held, Target = target });
    }

    [Fact]
    public void A_total_beyond_all_positions_is_no_plan()
    {
        ReductionPosition[] two = [Fine with { Quantity = 3 }, Fine with { Position = 1, Quantity = -4 }];
        Assert.True(Plan(ReductionGoal.Total(7), two).IsPlan);
        Assert.Equal(ReductionConstraint.TargetBeyondPosition, Plan(ReductionGoal.Total(8), two).Constraint);
        Assert.Equal(ReductionConstraint.TargetBeyondPosition, Plan(ReductionGoal.Total(4), two[0], two[1] with { IsKnown = false }).Constraint);
    }

    [Fact]
    public void Nothing_to_reduce_is_no_plan_and_says_so()
    {
        Assert.Equal(ReductionConstraint.NothingToReduce, Plan(ReductionGoal.Close).Constraint);
        Assert.Equal(ReductionConstraint.NothingToReduce, Plan(ReductionGoal.Close, Fine with { Quantity = 0, DepthAgeNs = -1 }).Constraint);
        Assert.Equal(ReductionConstraint.NothingToReduce, Plan(ReductionGoal.ToTargets, Fine with { Target = Fine.Quantity }).Constraint);
    }

    [Fact]
    public void What_is_not_known_is_never_guessed()
    {
        Binds(ReductionConstraint.PositionUnknown, ReductionGoal.Close, Fine with { IsKnown = false, Quantity = 0 });
        Binds(ReductionConstraint.MarketMissing, ReductionGoal.Close, Fine with { HasMarket = false });
        Binds(ReductionConstraint.DepthMissing, ReductionGoal.Close, Fine with { DepthAgeNs = ReductionPosition.Never });
        Binds(ReductionConstraint.SlippageMissing, ReductionGoal.Close, Fine with { SlippageAgeNs = ReductionPosition.Never, BandPpm = 3_001 });
    }

    [Theory]
    [InlineData(-1, ReductionConstraint.None)]
    [InlineData(0, ReductionConstraint.None)]
    [InlineData(1, ReductionConstraint.DepthStale)]
    public void Depth_at_its_age_is_fresh_and_one_nanosecond_later_stale(long beyond, ReductionConstraint expected)
    {
        Assert.Equal(expected, Plan(ReductionGoal.Close, Fine with { DepthAgeNs = Limits.DepthMaxAgeNs + beyond }).Constraint);
    }

    [Theory]
    [InlineData(0, 3_001, ReductionConstraint.None)]
    [InlineData(1, 3_001, ReductionConstraint.SlippageStale)]
    [InlineData(1, 3_000, ReductionConstraint.None)]
    public void A_stale_prediction_binds_unless_the_band_alone_is_within_the_limit(long beyond, long band, ReductionConstraint expected)
    {
        ReductionPosition position = Fine with { SlippageAgeNs = Limits.SlippageMaxAgeNs + beyond, BandPpm = band };
        Assert.Equal(expected, Plan(ReductionGoal.Close, position).Constraint);
    }

    [Theory]
    [InlineData(2_999, ReductionConstraint.None)]
    [InlineData(3_000, ReductionConstraint.SlippageOverLimit)]
    [InlineData(3_001, ReductionConstraint.SlippageOverLimit)]
    [InlineData(-3_001, ReductionConstraint.None)]
    public void Predicted_slippage_at_the_limit_leaves_no_room(long predicted, ReductionConstraint expected)
    {
        Assert.Equal(expected, Plan(ReductionGoal.Total(One), Fine with { SlippagePpm = predicted }).Constraint);
    }

    [Fact]
    public void The_closer_the_prediction_is_to_the_limit_the_smaller_the_slices()
    {
        // Room of 100 ppm in a band of 2500 ppm: a twenty-fifth of the depth, less than a tenth.
        Plan(ReductionGoal.Close, Fine with { SlippagePpm = 2_900 });
        Assert.Equal(10 * One / 25, _planner.Findings[0].SliceLimit);
    }

    [Theory]
    [InlineData(10, ReductionConstraint.None)]
    [InlineData(9, ReductionConstraint.Participation)]
    [InlineData(0, ReductionConstraint.Participation)]
    public void A_share_of_the_depth_below_one_integer_is_no_plan(long depth, ReductionConstraint expected)
    {
        Assert.Equal(expected, Plan(ReductionGoal.Total(5), Fine with { BidDepth = depth }).Constraint);
    }

    [Fact]
    public void Room_below_the_smallest_slice_is_no_plan()
    {
        Binds(ReductionConstraint.Participation, ReductionGoal.Close, Fine with { SmallestSlice = One + 1 });
        Binds(ReductionConstraint.SlippageRoom, ReductionGoal.Close, Fine with { SlippagePpm = 2_900, SmallestSlice = (One * 4 / 10) + 1 });
    }

    [Fact]
    public void An_amount_that_cannot_be_cut_is_no_plan()
    {
        Binds(ReductionConstraint.SmallestSlice, ReductionGoal.Total(One / 2), Fine with { SmallestSlice = One });
        Binds(ReductionConstraint.SmallestSlice, ReductionGoal.Total(One + 1), Fine with { SmallestSlice = One });
        Assert.True(Plan(ReductionGoal.Total(2 * One), Fine with { SmallestSlice = One }).IsPlan);
    }

    [Fact]
    public void A_plan_holds_so_many_slices_and_not_one_more()
    {
        ReductionPosition thin = Fine with { BidDepth = 10, Quantity = ReductionPlanner.MaxSlices };
        Assert.Equal(ReductionPlanner.MaxSlices, Plan(ReductionGoal.Close, thin).Slices);
        Binds(ReductionConstraint.TooManySlices, ReductionGoal.Close, thin with { Quantity = ReductionPlanner.MaxSlices + 1 });
        ReductionPlan small = _planner.Plan([Fine], ReductionGoal.Close, Limits, _slices.AsSpan(0, 9));
        Assert.Equal(ReductionConstraint.TooManySlices, small.Constraint);
    }

    [Fact]
    public void What_cannot_be_reduced_is_left_out_only_where_that_is_asked_for()
    {
        ReductionPosition[] two = [Fine with { DepthAgeNs = -1, MarginRatioPpm = 1 }, Fine with { Position = 1 }];
        ReductionPlan strict = Plan(ReductionGoal.Close, two);
        Assert.Equal(new ReductionPlan(ReductionConstraint.DepthMissing, 0, 0, 0), strict);
        ReductionPlan partial = Plan(ReductionGoal.Close with { LeaveOut = true }, two);
        Assert.Equal(new ReductionPlan(ReductionConstraint.None, -1, 10, 1), partial);
        Assert.Equal([(1, -10 * One)], Sums(partial));
        Assert.Equal(ReductionConstraint.DepthMissing, _planner.Findings[0].Constraint);
        Assert.Equal(
            new ReductionPlan(ReductionConstraint.DepthMissing, 0, 0, 1), Plan(ReductionGoal.Close with { LeaveOut = true }, two[0]));
    }

    [Fact]
    public void A_key_twice_is_a_bug_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => Plan(ReductionGoal.Close, Fine, Fine));
        Assert.Throws<ArgumentException>(() => Plan(ReductionGoal.Close, Fine with { Position = 8 }));
        Assert.Throws<ArgumentException>(() => Plan(ReductionGoal.Close, Fine with { Position = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReductionGoal.Total(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReductionGoal.Share(1_000_001));
    }

    [Fact]
    public void The_wires_largest_numbers_fit()
    {
        ReductionPosition vast = Fine with
        {
            Quantity = -FixedPoint.MaxPrice,
            AskDepth = FixedPoint.MaxPrice,
            BandPpm = FixedPoint.MaxRatio,
            SlippagePpm = -FixedPoint.MaxRatio,
        };
        ReductionSettings loose = new() { ParticipationPpm = 1_000_000, MaxSlippagePpm = FixedPoint.MaxRatio };
        Assert.Equal(1, _planner.Plan([vast], ReductionGoal.Close, loose, _slices).Slices);
        Assert.Equal(FixedPoint.MaxPrice, _slices[0].Quantity);
        Assert.Equal(ReductionConstraint.SlippageOverLimit, Plan(ReductionGoal.Close, vast with { SlippagePpm = FixedPoint.MaxRatio }).Constraint);
    }

    [Fact]
    public void Planning_allocates_nothing()
    {
        ReductionPosition[] positions = new ReductionPosition[8];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = Fine with { Position = 7 - i, MarginRatioPpm = 1_000_000 + (i * 37 % 5) };
        }

        int slices = 0;
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                slices += _planner.Plan(positions, ReductionGoal.Close, Limits, _slices).Slices;
            }
        }));
        Assert.NotEqual(0, slices);
    }

    private void Binds(ReductionConstraint expected, ReductionGoal goal, in ReductionPosition position)
    {
        ReductionPlan plan = Plan(goal, position);
        Assert.Equal(new ReductionPlan(expected, position.Position, 0, 0), plan);
        Assert.Equal(expected, _planner.Findings[0].Constraint);
    }

    private ReductionPlan Plan(ReductionGoal goal, params ReadOnlySpan<ReductionPosition> positions) =>
        _planner.Plan(positions, goal, Limits, _slices);

    private long[] Quantities(ReductionPlan plan) => Array.ConvertAll(_slices[..plan.Slices], s => s.Quantity);

    private List<(int Position, long Quantity)> Sums(ReductionPlan plan)
    {
        List<(int Position, long Quantity)> sums = [];
        foreach (ReductionSlice slice in _slices[..plan.Slices])
        {
            if (sums.Count > 0 && sums[^1].Position == slice.Position)
            {
                sums[^1] = (slice.Position, sums[^1].Quantity + slice.Quantity);
            }
            else
            {
                sums.Add((slice.Position, slice.Quantity));
            }
        }

        return sums;
    }
}

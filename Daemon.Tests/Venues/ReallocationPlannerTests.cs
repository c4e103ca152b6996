using System;
using Basisd.Safety;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Venues;

public sealed class ReallocationPlannerTests
{
    private const long One = FixedPoint.Scale;

    private static readonly ReallocationSettings Limits = new();

    private static readonly ReallocationSettings ByShare = new() { Weights = ReallocationWeights.Share };

    /// <summary>A venue that may take 5: half of its depth.</summary>
    private static readonly ReallocationVenue Fine = new(1, 1)
    {
        IsHealthy = true,
        IsPermitted = true,
        Depth = 10 * One,
        BandPpm = 2_500,
        DepthAgeNs = FixedPoint.Second,
        SlippagePpm = 400,
        SlippageAgeNs = FixedPoint.Second,
    };

    private readonly ReallocationPlanner _planner = new(8);

    [Fact]
    public void Twice_the_depth_takes_twice_as_much()
    {
        ReallocationPlan plan = _planner.Plan(9 * One, -1, [Fine, Fine with { Venue = 2, Depth = 20 * One }], Limits);
        Assert.Equal(new ReallocationPlan(ReallocationConstraint.None, 9 * One, 15 * One), plan);
        Assert.Equal([3 * One, 6 * One], Amounts());
    }

    [Fact]
    public void What_is_left_over_goes_to_the_largest_remainders_and_to_the_lower_index_where_they_are_equal()
    {
        ReallocationVenue[] three =
            [Fine with { Venue = 3, Share = 1 }, Fine with { Venue = 1, Share = 1 }, Fine with { Venue = 2, Share = 1 }];
        Assert.True(_planner.Plan(11, -1, three, ByShare).IsPlan);
        Assert.Equal([4, 4, 3], Amounts());
        ReallocationVenue[] uneven = [Fine with { Venue = 1, Share = 3 }, Fine with { Venue = 2, Share = 5 }];

        // 1.125 and 1.875: the second has the larger remainder.
        Assert.True(_planner.Plan(3, -1, uneven, ByShare).IsPlan);
        Assert.Equal([1, 2], Amounts());
    }

    [Fact]
    public void What_one_venue_cannot_take_is_split_over_the_others()
    {
        ReallocationVenue[] three =
        [
            Fine with { Venue = 1, Share = 8, Depth = 4 },
            Fine with { Venue = 2, Share = 1, Depth = 100 },
            Fine with { Venue = 3, Share = 1, Depth = 20 },
        ];
        Assert.True(_planner.Plan(40, -1, three, ByShare).IsPlan);

        // 32, 4, 4 → 2 and 38 left: 19, 19 → the third takes 10, the second the rest.
        Assert.Equal([2, 28, 10], Amounts());
    }

    [Fact]
    public void All_of_the_room_is_a_plan_and_one_integer_more_is_none()
    {
        ReallocationVenue[] two = [Fine, Fine with { Venue = 2, Depth = 7 }];
        Assert.True(_planner.Plan((5 * One) + 3, -1, two, Limits).IsPlan);
        Assert.Equal([5 * One, 3], Amounts());
        ReallocationPlan none = _planner.Plan((5 * One) + 4, -1, two, Limits);
        Assert.Equal(new ReallocationPlan(ReallocationConstraint.Capacity, (5 * One) + 4, (5 * One) + 3), none);
        Assert.Equal([0, 0], Amounts());
        Assert.Equal(ReallocationConstraint.Depth, _planner.Parts[0].Constraint);
    }

    [Fact]
    public void More_than_the_venue_holds_is_no_plan()
    {
        Assert.True(_planner.Plan(5, 5, [Fine], Limits).IsPlan);
        Assert.Equal(ReallocationConstraint.BeyondBalance, _planner.Plan(6, 5, [Fine], Limits).Constraint);
        Assert.Equal(ReallocationConstraint.NothingToMove, _planner.Plan(0, 0, [Fine], Limits).Constraint);
        Assert.Equal(ReallocationConstraint.NoVenue, _planner.Plan(5, 5, [], Limits).Constraint);
    }

    [Fact]
    public void Every_venue_that_takes_nothing_says_why()
    {
        Binds(ReallocationConstraint.Unhealthy, Fine with { IsHealthy = false });
        Binds(ReallocationConstraint.NotPermitted, Fine with { IsPermitted = false });
        Binds(ReallocationConstraint.MarketMissing, Fine with { HasMarket = false });
        Binds(ReallocationConstraint.DepthMissing, Fine with { DepthAgeNs = ReallocationVenue.Never });
        Binds(ReallocationConstraint.DepthStale, Fine with { DepthAgeNs = Limits.DepthMaxAgeNs + 1 });
        Binds(ReallocationConstraint.SlippageMissing, Fine with { SlippageAgeNs = ReallocationVenue.Never, BandPpm = 3_001 });
        Binds(ReallocationConstraint.SlippageStale, Fine with { SlippageAgeNs = Limits.SlippageMaxAgeNs + 1, BandPpm = 3_001 });
        Binds(ReallocationConstraint.SlippageOverLimit, Fine with { SlippagePpm = 3_000 });
        Binds(ReallocationConstraint.Depth, Fine with { Depth = 1 });
        Binds(ReallocationConstraint.SlippageRoom, Fine with { Depth = 24, SlippagePpm = 2_900 });
    }

    [Fact]
    public void At_its_limit_everything_is_still_allowed()
    {
        Takes(Fine with { DepthAgeNs = Limits.DepthMaxAgeNs }, 5 * One);
        Takes(Fine with { SlippageAgeNs = Limits.SlippageMaxAgeNs, BandPpm = 3_001 }, 5 * One);
        Takes(Fine with { SlippageAgeNs = ReallocationVenue.Never, BandPpm = 3_000 }, 5 * One);
        Takes(Fine with { SlippagePpm = 2_999 }, 10 * One / 2_500);
        Takes(Fine with { Depth = 2 }, 1);
    }

    [Fact]
    public void A_venue_without_a_share_takes_nothing()
    {
        Assert.True(_planner.Plan(3, -1, [Fine with { Share = 0 }, Fine with { Venue = 2 }], ByShare).IsPlan);
        Assert.Equal([0, 3], Amounts());
        Assert.Equal(ReallocationConstraint.NoWeight, _planner.Parts[0].Constraint);
        Assert.Equal(ReallocationConstraint.NoVenue, _planner.Plan(3, -1, [Fine with { Share = 0 }], ByShare).Constraint);
    }

    [Fact]
    public void A_venue_twice_is_a_bug_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => _planner.Plan(1, -1, [Fine, Fine], Limits));
        Assert.Throws<ArgumentException>(() => _planner.Plan(1, -1, [Fine with { Venue = 8 }], Limits));
        Assert.Throws<ArgumentOutOfRangeException>(() => _planner.Plan(-1, -1, [Fine], Limits));
    }

    [Fact]
    public void Planning_allocates_nothing()
    {
        ReallocationVenue[] venues = [Fine, Fine with { Venue = 2, Depth = 9 }, Fine with { Venue = 0, Depth = 5 * One, Share = 9 }];
        long plans = 0;
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                plans += _planner.Plan(7 * One, -1, venues, ByShare).IsPlan ? 1 : 0;
            }
        }));
        Assert.NotEqual(0, plans);
    }

    private void Binds(ReallocationConstraint expected, in ReallocationVenue venue)
    {
        ReallocationPlan plan = _planner.Plan(1, -1, [venue], Limits);
        Assert.Equal(new ReallocationPlan(ReallocationConstraint.NoVenue, 1, 0), plan);
        Assert.Equal(expected, _planner.Parts[0].Constraint);
    }

    private void Takes(in ReallocationVenue venue, long capacity)
    {
        Assert.True(_planner.Plan(capacity, -1, [venue], Limits).IsPlan);
        Assert.Equal(capacity, _planner.Parts[0].Amount);
        Assert.Equal(ReallocationConstraint.Capacity, _planner.Plan(capacity + 1, -1, [venue], Limits).Constraint);
    }

    private long[] Amounts() => Array.ConvertAll(_planner.Parts.ToArray(), p => p.Amount);
}

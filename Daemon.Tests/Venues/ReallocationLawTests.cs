using System;
using System.Linq;
using Basisd.Safety;
using Basisd.Tests.Controls;
using Basisd.Venues;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Venues;

/// <summary>SPEC 8 as laws over any venues, any amount and any limits, up to the wire's largest numbers.</summary>
public sealed class ReallocationLawTests
{
    private const int MostVenues = 6;

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(6_000);

    private readonly ReallocationPlanner _planner = new(MostVenues);
    private int _plans;

    [Fact]
    public void Sums_exactly_and_no_venue_takes_more_than_it_may()
    {
        Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, Holds));

        // A generator that finds no plan proves nothing.
        Assert.InRange(_plans, 1_000, 6_000);
    }

    [Fact]
    public void The_order_of_the_input_changes_nothing_and_neither_does_a_second_run() => Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, seed =>
    {
        AnyNumbers any = new(seed);
        (ReallocationVenue[] venues, long amount, ReallocationSettings limits) = Case(any);
        ReallocationPlan plan = _planner.Plan(amount, -1, venues, limits);
        ReallocationPart[] parts = _planner.Parts.ToArray();
        ReallocationPlanner other = new(MostVenues);
        return plan == other.Plan(amount, -1, any.Shuffled(venues), limits) && parts.SequenceEqual(other.Parts.ToArray());
    }));

    /// <summary>Nobody gets a whole integer less than its proportion while another one, not at its limit, gets more than its own.</summary>
    [Fact]
    public void Where_no_limit_binds_every_part_is_its_exact_proportion_up_to_one_integer() => Check.One(Many, Prop.ForAll(AnyNumbers.Seeds, seed =>
    {
        AnyNumbers any = new(seed);
        (ReallocationVenue[] venues, long amount, ReallocationSettings limits) = Case(any);
        ReallocationPlan plan = _planner.Plan(amount, -1, venues, limits);
        ReallocationPart[] parts = _planner.Parts.ToArray();
        if (!plan.IsPlan || parts.Any(p => p.Capacity > 0 && p.Amount == p.Capacity))
        {
            return true;
        }

        Int128 all = parts.Where(p => p.Capacity > 0).Aggregate(Int128.Zero, (sum, p) => sum + WeightOf(p));
        return parts.Where(p => p.Capacity > 0).All(p => Int128.Abs(((Int128)p.Amount * all) - ((Int128)amount * WeightOf(p))) < all);

        Int128 WeightOf(ReallocationPart part)
        {
            ReallocationVenue venue = Array.Find(venues, v => v.Venue == part.Venue);
            return limits.Weights == ReallocationWeights.Depth ? venue.Depth : venue.Share;
        }
    }));

    private bool Holds(int seed)
    {
        AnyNumbers any = new(seed);
        (ReallocationVenue[] venues, long amount, ReallocationSettings limits) = Case(any);
        ReallocationPlan plan = _planner.Plan(amount, -1, venues, limits);
        DepthLaw law = new(limits.ParticipationPpm, limits.MaxSlippagePpm, limits.DepthMaxAgeNs, limits.SlippageMaxAgeNs);
        Int128 capacity = 0;
        Int128 taken = 0;
        Assert.Equal(venues.Length, _planner.Parts.Length);
        foreach (ReallocationPart part in _planner.Parts)
        {
            ReallocationVenue venue = Array.Find(venues, v => v.Venue == part.Venue);
            capacity += part.Capacity;
            taken += part.Amount;
            Assert.InRange(part.Amount, 0, part.Capacity);
            Assert.True(part.Amount == 0 || (venue.IsHealthy && venue.IsPermitted && venue.HasMarket), $"seed {seed}");
            string? broken = law.Broken(part.Amount, new(venue.Depth, venue.BandPpm, venue.DepthAgeNs, venue.SlippagePpm, venue.SlippageAgeNs));
            Assert.True(part.Amount == 0 || broken is null, $"seed {seed}: {broken}");

            // Whoever takes nothing at all says why.
            Assert.True(part.Capacity > 0 || part.Constraint != ReallocationConstraint.None, $"seed {seed}");
        }

        _plans += plan.IsPlan ? 1 : 0;
        Assert.Equal(plan.IsPlan, amount > 0 && capacity >= amount);
        return taken == (plan.IsPlan ? amount : 0);
    }

    private static (ReallocationVenue[] Venues, long Amount, ReallocationSettings Limits) Case(AnyNumbers any)
    {
        ReallocationSettings limits = new()
        {
            Weights = (ReallocationWeights)any.Below(2),
            ParticipationPpm = any.ParticipationPpm(),
            MaxSlippagePpm = any.MaxSlippagePpm(),
        };
        ReallocationVenue[] venues = new ReallocationVenue[any.Below(MostVenues + 1)];
        int[] keys = any.Shuffled([0, 1, 2, 3, 4, 5]);
        Int128 room = 0;
        for (int i = 0; i < venues.Length; i++)
        {
            venues[i] = new ReallocationVenue(keys[i], keys[i])
            {
                IsHealthy = !any.Seldom(),
                IsPermitted = !any.Seldom(),
                HasMarket = !any.Seldom(),
                Depth = any.UpTo(FixedPoint.MaxPrice),
                BandPpm = any.BandPpm(),
                DepthAgeNs = any.DepthAgeNs(limits.DepthMaxAgeNs),
                SlippagePpm = any.SlippagePpm(),
                SlippageAgeNs = any.SlippageAgeNs(limits.SlippageMaxAgeNs),
                Share = any.UpTo(any.Often() ? 100 : 1_000_000),
            };
            room += FixedPoint.MulDiv(venues[i].Depth, limits.ParticipationPpm, FixedPoint.Ppm);
        }

        return (venues, any.Often() ? any.UpTo((long)room) : any.UpTo(FixedPoint.MaxPrice), limits);
    }
}

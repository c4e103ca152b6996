using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class AllocationTests
{
    [Fact]
    public void No_observation_allocates()
    {
        TriggerCatalogue all = new(TestTopology.Build(), new());
        for (int input = 0; input < all.Inputs.Count; input++)
        {
            all.InputStale.Define(input, FixedPoint.Second);
        }

        TripLog trips = new();
        CauseTable causes = new(64);
        bool[] neverGone = new bool[CauseTable.Capacity];
        long sum = 0;
        Action<Verdict> take = v => sum += (long)v.Kind;
        int i = 0;
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int end = i + 1_000; i < end; i++)
            {
                Once();
            }
        }));
        Assert.NotEqual(0, sum);

        void Once()
        {
            long now = (1_700_000_000L + i + (i % 400 == 0 ? 7 : 0)) * FixedPoint.Second;
            if (i % 400 is 0 or > 7)
            {
                TriggerCatalogueTests.Drive(all, i, now, take);
            }

            Trip trip = new(now, i % 40, TriggerId.ApiFailure, i % 40);
            trips.Add(trip);
            take(all.PersistentTriggers.OnTrip(trips, trip));
            take(all.PersistentTriggers.OnCauses(causes, neverGone, now));
            take(all.PersistentTriggers.OnWorse(new Evidence(1, 1, 1), new Evidence(i, 1, 1)));
            take(all.MarginBufferBreach.Judge(i % 4, now));
            sum += all.ApiFailure.TrippedWithin(now, FixedPoint.Minute) + all.Rates.Median(0, now)
                + (all.MarginBufferBreach.ContainmentWanted(0) ? 1 : 0) + (all.VolatilitySpike.IsWarming(0) ? 1 : 0);
        }
    }
}

using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class MarketAllocationTests
{
    private const long Step = 97 * FixedPoint.Second;

    [Fact]
    public void No_market_observation_allocates()
    {
        ExecutionPrecisionInversion inversion = new(2, new());
        FundingDislocation funding = new(2, [0, 0], new());
        CrossVenueBasisShock shock = new(2, new());
        AbnormalPricing pricing = new(2, new());
        PaxgDislocation paxg = new(2, new());
        LiquidityCompression liquidity = new(2, [10, 10], [5, 5], new());
        long sum = 0;
        int i = 1;
        for (; i < 4_000; i++)
        {
            Once();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (; i < 8_000; i++)
        {
            Once();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);

        // Ninety-seven seconds a step: every window moves on many times.
        void Once()
        {
            long now = (1_700_000_000 * FixedPoint.Second) + (i * Step);
            ReadOnlySpan<long> others = [1_000_000, 1_000_100 + (i % 7), 999_000];
            long own = 1_000_000 + (i % 100 * 300);
            sum += (long)inversion.OnCost(1, i % 3, 1, now).Kind + (long)inversion.Judge(1, now + 1).Kind
                + (long)funding.OnFunding(1, i % 50, 8 * 60 * FixedPoint.Minute, now).Kind
                + (long)shock.OnPrices(1, own, others, now).Kind + (long)pricing.OnPrice(1, own, others, now).Kind
                + (long)pricing.OnSecond(1, own, now, others, now + 1).Kind + (long)liquidity.OnDepth(1, i % 30, 40, 2_500, now).Kind
                + (long)liquidity.Judge(1, now + 1).Kind;
            paxg.OnGold(1_000_000, i % 100 > 10, now);
            sum += (long)paxg.OnPrice(1, own, now).Kind + (long)paxg.Judge(1, now + 1).Kind;
        }
    }
}

using System;
using Xunit;

namespace Basisd.Tests;

/// <summary>The measurement that all tests of allocation share can fail, and fails for the right reason alone.</summary>
public sealed class SteadyAllocationTests
{
    private static object? s_kept;

    [Fact]
    public void A_round_that_allocates_is_seen()
    {
        int rounds = 0;
        long least = SteadyAllocation.Least(() =>
        {
            rounds++;
            s_kept = new object();
        });
        Assert.NotNull(s_kept);
        Assert.Equal(SteadyAllocation.MostRounds, rounds);
        Assert.InRange(least, 1, 10_000);
    }

    [Fact]
    public void A_round_that_was_disturbed_is_run_again()
    {
        int rounds = 0;
        Assert.Equal(0, SteadyAllocation.LeastOf(() => ++rounds < 3 ? 7_520 : 0));
        Assert.Equal(3, rounds);
    }

    [Fact]
    public void A_quiet_round_is_quiet()
    {
        long sum = 0;
        Assert.Equal(0, SteadyAllocation.Least(() => sum += Environment.ProcessId));
        Assert.NotEqual(0, sum);
    }
}

using System.Collections.Generic;
using Basisd.Host.Bench;
using Xunit;

namespace Basisd.Tests.Host.Bench;

public sealed class SamplesTests
{
    [Fact]
    public void Quantiles_are_samples_by_nearest_rank()
    {
        Samples samples = new();
        for (int i = 1000; i >= 1; i--)
        {
            samples.Add(i);
        }

        Assert.Equal(new Quantiles(500, 990, 999, 1000), samples.Quantiles());
        samples.Add(5000);
        Assert.Equal(5000, samples.Quantile(1));
    }

    [Fact]
    public void Few_samples_have_their_maximum_as_tail_and_none_have_zero()
    {
        Samples samples = new();
        Assert.Equal(default, samples.Quantiles());
        samples.Add(3);
        samples.Add(7);
        Assert.Equal(new Quantiles(3, 7, 7, 2), samples.Quantiles());
    }

    [Fact]
    public void A_ratio_is_quantile_by_quantile_and_zero_without_a_floor()
    {
        Quantiles measured = new(10, 20, 40, 5);
        Assert.Equal(new Quantiles(2, 2, 1, 5), measured.Over(new Quantiles(5, 10, 40, 9)));
        Assert.Equal(new Quantiles(0, 0, 0, 5), measured.Over(default));
    }

    [Fact]
    public void A_stall_counts_for_every_sample_that_it_kept_from_being_taken()
    {
        Samples samples = new();
        samples.AddAtPace(95, 100);
        samples.AddAtPace(450, 100);
        Assert.Equal(5, samples.Count);
        Assert.Equal(250, samples.Quantile(0.5 + 0.1));
        Assert.Equal(450, samples.Quantile(1));
    }

    [Fact]
    public void A_pool_of_runs_has_the_quantiles_of_all_their_samples_to_half_a_class()
    {
        Samples all = new();
        List<Histogram> runs = [];
        for (int run = 0; run < 5; run++)
        {
            Samples one = new();
            for (int i = 1; i <= 400; i++)
            {
                double value = (run * 1_000) + (i * 2.5);
                one.Add(value);
                all.Add(value);
            }

            runs.Add(one.Quantiles().Histogram!);
        }

        Quantiles pooled = Histogram.Pool(runs).Quantiles();
        Quantiles exact = all.Quantiles();
        Assert.Equal(exact.Count, pooled.Count);
        Assert.InRange(pooled.P50 / exact.P50, 0.994, 1.006);
        Assert.InRange(pooled.P99 / exact.P99, 0.994, 1.006);
        Assert.InRange(pooled.P999 / exact.P999, 0.994, 1.006);
    }
}

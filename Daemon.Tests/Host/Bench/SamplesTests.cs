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
}

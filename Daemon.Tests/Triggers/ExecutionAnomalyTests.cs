using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ExecutionAnomalyTests
{
    [Theory]
    [InlineData(500, 1_499, VerdictKind.Between)]
    [InlineData(500, 1_500, VerdictKind.Between)]
    [InlineData(500, 1_501, VerdictKind.Trip)]
    [InlineData(500, 1_001, VerdictKind.Between)]
    [InlineData(50, 299, VerdictKind.Between)]
    [InlineData(50, 300, VerdictKind.Between)]
    [InlineData(50, 301, VerdictKind.Trip)]
    [InlineData(0, 301, VerdictKind.Trip)]
    [InlineData(-400, 300, VerdictKind.Between)]
    [InlineData(-400, 301, VerdictKind.Trip)]
    [InlineData(101, 303, VerdictKind.Between)]
    [InlineData(101, 304, VerdictKind.Trip)]
    public void The_multiple_of_the_prediction_judges(long predicted, long realized, VerdictKind expected)
    {
        foreach (bool shadow in new[] { false, true })
        {
            Verdict verdict = new ExecutionAnomaly(2, new()).OnSlippage(1, predicted, realized, shadow, 7);
            Assert.Equal(expected, verdict.Kind);
            Assert.Equal(realized, verdict.Evidence.Measured);
            Assert.Equal(3 * System.Math.Max(predicted, 100), verdict.Evidence.Threshold);
            Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Three_good_samples_of_one_kind_clear_and_a_bad_one_starts_over(bool shadow)
    {
        ExecutionAnomaly anomaly = new(2, new());
        Assert.Equal(VerdictKind.Trip, Sample(anomaly, 1_000, shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 200, shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 200, shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 200, !shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 201, shadow)); // just above twice: the run is broken
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 199, shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, -900, shadow));
        Assert.Equal(VerdictKind.Clear, Sample(anomaly, 200, shadow));
        Assert.Equal(VerdictKind.Clear, Sample(anomaly, 200, shadow));
        Assert.Equal(VerdictKind.Trip, Sample(anomaly, 301, shadow));
        Assert.Equal(VerdictKind.Between, Sample(anomaly, 200, shadow));
    }

    [Fact]
    public void Memory_keeps_the_run()
    {
        ExecutionAnomaly first = new(2, new());
        Sample(first, 1_000, shadow: false);
        Sample(first, 1, shadow: false);
        Sample(first, 1, shadow: false);
        ExecutionAnomaly copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Clear, Sample(copy, 1, shadow: false));
        TestMemory.RefusesEveryTruncation(first, () => new ExecutionAnomaly(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ExecutionAnomaly(1, new())));
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        ExecutionAnomaly anomaly = new(1, new() { TripMultiplePpm = 1_000 * FixedPoint.Ppm, ClearMultiplePpm = 999 * FixedPoint.Ppm });
        foreach (long predicted in new[] { -FixedPoint.MaxRatio, 0, FixedPoint.MaxRatio })
        {
            foreach (long realized in new[] { -FixedPoint.MaxRatio, 0, FixedPoint.MaxRatio })
            {
                VerdictKind kind = anomaly.OnSlippage(0, predicted, realized, shadowQuote: false, 0).Kind;
                Assert.Equal(realized == FixedPoint.MaxRatio && predicted <= 0, kind == VerdictKind.Trip);
            }
        }
    }

    private static VerdictKind Sample(ExecutionAnomaly anomaly, long realized, bool shadow) => anomaly.OnSlippage(1, 100, realized, shadow, 0).Kind;
}

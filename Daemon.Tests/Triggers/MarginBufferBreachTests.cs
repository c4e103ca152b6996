using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class MarginBufferBreachTests
{
    private const long Age = 30 * FixedPoint.Second;

    [Theory]
    [InlineData(1_500_001, VerdictKind.Between, 0, false)]
    [InlineData(1_500_000, VerdictKind.Between, 0, false)]
    [InlineData(1_499_999, VerdictKind.Trip, 2, false)]
    [InlineData(1_200_001, VerdictKind.Trip, 2, false)]
    [InlineData(1_200_000, VerdictKind.Trip, 1, false)]
    [InlineData(1_199_999, VerdictKind.Trip, 1, false)]
    [InlineData(1_050_001, VerdictKind.Trip, 1, false)]
    [InlineData(1_050_000, VerdictKind.Trip, 1, true)]
    [InlineData(1_049_999, VerdictKind.Trip, 1, true)]
    [InlineData(1_649_999, VerdictKind.Between, 0, false)]
    [InlineData(1_650_000, VerdictKind.Clear, 0, false)]
    [InlineData(1_650_001, VerdictKind.Clear, 0, false)]
    [InlineData(0, VerdictKind.Trip, 1, true)]
    [InlineData(-5, VerdictKind.Trip, 1, true)]
    [InlineData(long.MinValue, VerdictKind.Trip, 1, true)]
    [InlineData(long.MaxValue, VerdictKind.Clear, 0, false)]
    public void The_ratio_judges(long ratio, VerdictKind expected, int severity, bool contain)
    {
        MarginBufferBreach margin = new(2, [1], new());
        Verdict verdict = margin.OnRatio(0, ratio, open: true, 100);
        Assert.Equal((expected, (Severity)severity), (verdict.Kind, verdict.Severity));
        Assert.Equal(ratio, verdict.Evidence.Measured);
        Assert.Equal(severity == 1 ? 1_200_000 : 1_500_000, verdict.Evidence.Threshold);
        Assert.Equal(contain, margin.ContainmentWanted(1));
        Assert.False(margin.ContainmentWanted(0));
    }

    [Fact]
    public void The_worst_open_position_speaks_for_its_venue()
    {
        MarginBufferBreach margin = new(2, [0, 1, 0], new());
        Assert.Equal(VerdictKind.Trip, margin.OnRatio(0, 1_300_000, open: true, 1).Kind);
        Verdict verdict = margin.OnRatio(2, 9_000_000, open: true, 2);
        Assert.Equal((VerdictKind.Trip, 1_300_000), (verdict.Kind, verdict.Evidence.Measured));
        Assert.Equal(VerdictKind.Clear, margin.OnRatio(1, 9_000_000, open: true, 3).Kind);
        Assert.Equal(VerdictKind.Between, margin.OnRatio(0, 1_600_000, open: true, 4).Kind);
        Assert.Equal(VerdictKind.Clear, margin.OnRatio(0, 1_650_000, open: true, 5).Kind);
        Assert.Equal(VerdictKind.Trip, margin.OnRatio(0, 1_499_999, open: true, 6).Kind);
        Assert.Equal(VerdictKind.Clear, margin.OnRatio(0, 1_000_000, open: false, 7).Kind);
        Assert.False(margin.ContainmentWanted(0));
    }

    [Fact]
    public void What_is_old_or_unknown_may_trip_but_never_clears()
    {
        MarginBufferBreach margin = new(1, [0, 0], new());
        Assert.Equal(VerdictKind.NoData, margin.Judge(0, 1).Kind);
        Assert.Equal(VerdictKind.NoData, margin.OnRatio(0, 2_000_000, open: true, 1).Kind);
        Assert.Equal(VerdictKind.Clear, margin.OnRatio(1, 2_000_000, open: true, 1).Kind);
        Assert.Equal(VerdictKind.Clear, margin.Judge(0, 1 + Age).Kind);
        Assert.Equal(VerdictKind.NoData, margin.Judge(0, 2 + Age).Kind);
        Assert.Equal(VerdictKind.NoData, margin.OnRatio(0, 2_000_000, open: true, 2 + Age).Kind);
        Assert.Equal(VerdictKind.Trip, margin.OnRatio(1, 1_400_000, open: true, 2 + Age).Kind);
        Assert.Equal(VerdictKind.Trip, margin.Judge(0, 100 * Age).Kind);
        Assert.Equal(VerdictKind.NoData, margin.OnRatio(1, 0, open: false, 100 * Age).Kind);
        Assert.Equal(VerdictKind.Clear, margin.OnRatio(0, 0, open: false, 100 * Age).Kind);
        Assert.Equal(VerdictKind.Clear, margin.Judge(0, 200 * Age).Kind); // closed positions do not age
    }

    [Fact]
    public void Memory_keeps_the_ratios()
    {
        MarginBufferBreach first = new(2, [0, 0], new());
        first.OnRatio(0, 1_100_000, open: true, 100);
        MarginBufferBreach copy = new(2, [0, 0], new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.OnRatio(1, 2_000_000, open: true, 200), copy.OnRatio(1, 2_000_000, open: true, 200));
        Assert.Equal(VerdictKind.Trip, copy.Judge(0, 200).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new MarginBufferBreach(2, [0, 0], new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new MarginBufferBreach(2, [0], new())));
    }
}

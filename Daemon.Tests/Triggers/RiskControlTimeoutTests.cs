using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class RiskControlTimeoutTests
{
    [Theory]
    [InlineData(1, true, Severity.High, Measure.Effect)]
    [InlineData(1, false, Severity.High, Measure.Acknowledgement)]
    [InlineData(2, true, Severity.Critical, Measure.Effect)]
    [InlineData(2, false, Severity.Critical, Measure.Acknowledgement)]
    [InlineData(3, false, Severity.Critical, Measure.Acknowledgement)]
    public void The_first_miss_is_high_and_the_next_critical(int attempt, bool effect, Severity severity, Measure measure)
    {
        Verdict verdict = new RiskControlTimeout(new()).OnMissed(attempt, 2_500_000_000, 2_000_000_000, effect);
        Assert.Equal((VerdictKind.Trip, severity), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(2_500_000_000, 2_000_000_000, 2_000_000_000, measure), verdict.Evidence);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_no_attempt_before_the_first(int attempt) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RiskControlTimeout(new()).OnMissed(attempt, 1, 1, effect: true));

    [Fact]
    public void The_windows_are_the_specified_ones()
    {
        RiskControlTimeoutSettings s = new RiskControlTimeout(new()).Settings;
        Assert.Equal((100L, 2_000L, 10_000L), (Ms(s.GatePublishNs), Ms(s.CancelAckNs), Ms(s.ZeroOrdersNs)));
        Assert.Equal((2_000L, 30_000L, 2_000L), (Ms(s.LimitAckNs), Ms(s.ReductionSliceNs), Ms(s.HaltAckNs)));
    }

    private static long Ms(long ns) => ns / FixedPoint.Millisecond;
}

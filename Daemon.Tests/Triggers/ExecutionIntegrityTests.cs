using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ExecutionIntegrityTests
{
    [Fact]
    public void A_foreign_order_and_a_foreign_decision_trip_at_once()
    {
        ExecutionIntegrity integrity = new(1, new());
        Verdict order = integrity.OnUnknownOrder(77);
        Assert.Equal((VerdictKind.Trip, Severity.Critical), (order.Kind, order.Severity));
        Assert.Equal(new Evidence(77, 0, 0, Measure.UnknownOrder), order.Evidence);
        Verdict decision = integrity.OnDecision(78);
        Assert.Equal((VerdictKind.Trip, Severity.Critical), (decision.Kind, decision.Severity));
        Assert.Equal(new Evidence(78, 0, 0, Measure.Decision), decision.Evidence);
    }

    [Theory]
    [InlineData(49, VerdictKind.NoData)]
    [InlineData(50, VerdictKind.Trip)]
    [InlineData(51, VerdictKind.Trip)]
    public void Fewer_than_fifty_fills_are_no_data(int fills, VerdictKind expected)
    {
        ExecutionIntegrity integrity = new(2, new());
        Verdict verdict = Feed(integrity, Enumerable.Repeat(5_000L, fills));
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.Critical : default, verdict.Severity);
    }

    [Theory]
    [InlineData(999, VerdictKind.Between)]
    [InlineData(1_000, VerdictKind.Between)]
    [InlineData(1_001, VerdictKind.Trip)]
    [InlineData(-1_000, VerdictKind.Between)]
    [InlineData(-1_001, VerdictKind.Trip)]
    [InlineData(699, VerdictKind.Clear)]
    [InlineData(700, VerdictKind.Between)]
    [InlineData(701, VerdictKind.Between)]
    [InlineData(0, VerdictKind.Clear)]
    public void Errors_that_are_all_alike_meet_the_floor(long error, VerdictKind expected)
    {
        Verdict verdict = Feed(new ExecutionIntegrity(2, new()), Enumerable.Repeat(error, 50));
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(new Evidence(Math.Abs(error), 1_000, 0, Measure.Precision), verdict.Evidence);
    }

    // Half of the fills err by mean + d, half by mean - d: the standard error is d ÷ √50, five of them are d ÷ √2. With d = 14,142,136 that is
    // just above 10,000,000, and with 14,142,135 just below.
    [Theory]
    [InlineData(10_000_000, 14_142_135, VerdictKind.Trip)]
    [InlineData(10_000_000, 14_142_136, VerdictKind.Between)]
    [InlineData(10_000_000, 14_142_137, VerdictKind.Between)]
    [InlineData(-10_000_000, 14_142_135, VerdictKind.Trip)]
    [InlineData(-10_000_000, 14_142_136, VerdictKind.Between)]
    [InlineData(7_000_000, 14_142_135, VerdictKind.Between)]
    [InlineData(7_000_000, 14_142_136, VerdictKind.Clear)]
    [InlineData(0, 14_142_136, VerdictKind.Clear)]
    public void The_mean_meets_five_standard_errors(long mean, long deviation, VerdictKind expected)
    {
        IEnumerable<long> errors = Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? mean + deviation : mean - deviation);
        Verdict verdict = Feed(new ExecutionIntegrity(2, new()), errors);
        Assert.Equal(expected, verdict.Kind);
        Assert.InRange(verdict.Evidence.Threshold, 9_999_999, 10_000_001);
        Assert.Equal(Math.Abs(mean), verdict.Evidence.Measured);
    }

    // With a hundred fills the standard error is a tenth of the deviation: here five of them are exactly 1,000,000.
    [Theory]
    [InlineData(999_999, VerdictKind.Between)]
    [InlineData(1_000_000, VerdictKind.Between)]
    [InlineData(1_000_001, VerdictKind.Trip)]
    [InlineData(699_999, VerdictKind.Clear)]
    [InlineData(700_000, VerdictKind.Between)]
    [InlineData(700_001, VerdictKind.Between)]
    public void The_limits_are_exact(long mean, VerdictKind expected)
    {
        IEnumerable<long> errors = Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? mean + 2_000_000 : mean - 2_000_000);
        Verdict verdict = Feed(new ExecutionIntegrity(2, new() { Fills = 100 }), errors);
        Assert.Equal((expected, 1_000_000), (verdict.Kind, verdict.Evidence.Threshold));
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        ExecutionIntegrity integrity = new(2, new());
        Assert.Equal(VerdictKind.Trip, Feed(integrity, Enumerable.Repeat(2_000L, 50)).Kind);
        Assert.Equal(VerdictKind.Between, Feed(integrity, Enumerable.Repeat(800L, 50)).Kind);
        Assert.Equal(VerdictKind.Clear, Feed(integrity, Enumerable.Repeat(10L, 50)).Kind);
        Assert.Equal(VerdictKind.Trip, Feed(integrity, Enumerable.Repeat(2_000L, 50)).Kind);
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        ExecutionIntegrity integrity = new(1, new() { Fills = 1_000, StandardErrors = 100 });
        Verdict verdict = default;
        for (int i = 0; i < 2_000; i++)
        {
            long sign = i % 2 == 0 ? 1 : -1;
            verdict = integrity.OnPrediction(0, -sign * FixedPoint.MaxRatio, sign * FixedPoint.MaxRatio);
        }

        Assert.Equal(VerdictKind.Clear, verdict.Kind);
        for (int i = 0; i < 1_000; i++)
        {
            verdict = integrity.OnPrediction(0, -FixedPoint.MaxRatio, FixedPoint.MaxRatio);
        }

        Assert.Equal(VerdictKind.Trip, verdict.Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => integrity.OnPrediction(0, 0, (2 * FixedPoint.MaxRatio) + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => integrity.OnPrediction(0, (2 * FixedPoint.MaxRatio) + 1, 0));
    }

    [Fact]
    public void Memory_keeps_the_errors()
    {
        ExecutionIntegrity first = new(2, new());
        Feed(first, Enumerable.Repeat(2_000L, 49));
        ExecutionIntegrity copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.OnPrediction(1, 0, 2_000).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new ExecutionIntegrity(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ExecutionIntegrity(1, new())));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ExecutionIntegrity(2, new() { Fills = 51 })));
        TestMemory.SurvivesForeignBytes(first, () => new ExecutionIntegrity(2, new()), m => m.OnPrediction(1, 0, 2_000));
    }

    [Fact]
    public void Equals_the_plain_implementation()
    {
        ulong seed = SafetyFixture.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(unchecked((int)seed));
        HashSet<VerdictKind> seen = [];
        for (int run = 0; run < 60; run++)
        {
            ExecutionIntegritySettings settings = new()
            {
                Fills = random.Next(2, 60),
                StandardErrors = random.Next(1, 6),
                FloorPpm = random.Next(0, 2_000),
            };
            ExecutionIntegrity integrity = new(1, settings);
            List<BigInteger> errors = [];
            int scale = random.Next(1, 4_000);
            for (int step = 0; step < 150; step++)
            {
                long predicted = random.Next(-scale, scale + 1);
                long realized = predicted + random.Next(-scale, scale + 1) + random.Next(0, 1 + (step * scale / 200));
                Verdict got = integrity.OnPrediction(0, predicted, realized);
                errors.Add(realized - predicted);
                VerdictKind expected = Plain(errors, settings);
                seen.Add(expected);
                Assert.True(expected == got.Kind, $"seed {seed}, run {run}, step {step}: {expected}, got {got}");
            }
        }

        Assert.Equal(4, seen.Count);
    }

    // |mean| against k·σ/√n and the floor, each squared and multiplied out from the definition of the variance.
    private static VerdictKind Plain(List<BigInteger> all, ExecutionIntegritySettings s)
    {
        int n = s.Fills;
        if (all.Count < n)
        {
            return VerdictKind.NoData;
        }

        BigInteger[] last = all.TakeLast(n).ToArray();
        BigInteger sum = last.Aggregate(BigInteger.Zero, (a, b) => a + b);
        BigInteger squaredDeviations = last.Aggregate(BigInteger.Zero, (a, e) => a + (((n * e) - sum) * ((n * e) - sum))); // × n²

        // mean² = sum²/n², (kσ/√n)² = k²·(squaredDeviations/n²/n)/n: both × n⁴.
        BigInteger mean = sum * sum * n * n;
        BigInteger errors = squaredDeviations * s.StandardErrors * s.StandardErrors;
        BigInteger floor = (BigInteger)s.FloorPpm * s.FloorPpm * n * n * n * n;
        BigInteger level = BigInteger.Max(errors, floor);
        return mean > level ? VerdictKind.Trip
            : sum == 0 || mean * 1_000_000 * 1_000_000 < level * s.ClearPpm * s.ClearPpm ? VerdictKind.Clear : VerdictKind.Between;
    }

    private static Verdict Feed(ExecutionIntegrity integrity, IEnumerable<long> errors)
    {
        Verdict verdict = default;
        foreach (long error in errors)
        {
            verdict = integrity.OnPrediction(1, 100, 100 + error);
        }

        return verdict;
    }
}

using System;
using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ExecutionPrecisionInversionTests(ITestOutputHelper output)
{
    private const long Start = 1_000_000 * FixedPoint.Minute;
    private const long Window = 300 * FixedPoint.Second;
    private const long Bucket = 5 * FixedPoint.Second;

    [Theory]
    [InlineData(29, 29, VerdictKind.NoData)]
    [InlineData(30, 30, VerdictKind.Trip)]
    [InlineData(31, 31, VerdictKind.Trip)]
    [InlineData(30, 23, VerdictKind.Between)]
    [InlineData(30, 24, VerdictKind.Trip)]
    [InlineData(30, 25, VerdictKind.Trip)]
    [InlineData(1000, 799, VerdictKind.Between)]
    [InlineData(1000, 800, VerdictKind.Trip)]
    [InlineData(1000, 801, VerdictKind.Trip)]
    [InlineData(1000, 401, VerdictKind.Between)]
    [InlineData(1000, 400, VerdictKind.Between)]
    [InlineData(1000, 399, VerdictKind.Clear)]
    [InlineData(29, 0, VerdictKind.NoData)]
    [InlineData(30, 0, VerdictKind.Clear)]
    public void The_share_of_enough_samples_judges(int samples, int inverted, VerdictKind expected)
    {
        ExecutionPrecisionInversion inversion = new(3, new());
        Verdict verdict = Feed(inversion, 1, samples, inverted, Start);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.Medium : default, verdict.Severity);
        Assert.Equal(new Evidence(inverted * 1_000_000L / samples, 800_000, Window), verdict.Evidence);
        Assert.Equal(verdict, inversion.Judge(1, Start));
        Assert.Equal(VerdictKind.None, inversion.Judge(0, Start).Kind);
        Assert.Equal(VerdictKind.None, inversion.Judge(2, Start).Kind);
    }

    [Theory]
    [InlineData(5, 4, 1_000_000)]
    [InlineData(5, 5, 0)]
    [InlineData(5, 6, 0)]
    [InlineData(-7, -8, 1_000_000)]
    [InlineData(long.MaxValue, long.MinValue, 1_000_000)]
    [InlineData(long.MinValue, long.MaxValue, 0)]
    public void Only_a_cost_above_alpha_is_inverted(long cost, long alpha, long share) =>
        Assert.Equal(share, new ExecutionPrecisionInversion(1, new()).OnCost(0, cost, alpha, Start).Evidence.Measured);

    [Fact]
    public void Samples_leave_the_window_by_parts()
    {
        ExecutionPrecisionInversion inversion = new(1, new() { Policy = new(Enabled: true, Shadow: false, 0, 10 * Window) });
        Feed(inversion, 0, 30, 30, Start);
        Assert.Equal(VerdictKind.Trip, inversion.Judge(0, Start + Window - 1).Kind);
        Assert.Equal(VerdictKind.NoData, inversion.Judge(0, Start + Window).Kind);
        Assert.Equal(0, inversion.Judge(0, Start + (20 * Window)).Evidence.Measured);
    }

    [Fact]
    public void Old_samples_are_no_data()
    {
        ExecutionPrecisionInversion inversion = new(1, new());
        Feed(inversion, 0, 30, 30, Start);
        Assert.Equal(VerdictKind.Trip, inversion.Judge(0, Start + (2 * FixedPoint.Minute)).Kind);
        Assert.Equal(VerdictKind.NoData, inversion.Judge(0, Start + (2 * FixedPoint.Minute) + 1).Kind);
        inversion.OnCost(0, 0, 1, Start + (2 * FixedPoint.Minute) + 1);
        Assert.Equal(VerdictKind.Trip, inversion.Judge(0, Start + (2 * FixedPoint.Minute) + 2).Kind);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        ExecutionPrecisionInversion inversion = new(1, new());
        Assert.Equal(VerdictKind.Trip, Feed(inversion, 0, 100, 100, Start).Kind);
        Assert.Equal(VerdictKind.Between, Feed(inversion, 0, 100, 0, Start + 1).Kind);
        Assert.Equal(VerdictKind.Clear, Feed(inversion, 0, 51, 0, Start + Bucket).Kind);
        Assert.Equal(VerdictKind.Between, Feed(inversion, 0, 200, 200, Start + (2 * Bucket)).Kind);
        Assert.Equal(VerdictKind.Trip, Feed(inversion, 0, 304, 304, Start + (3 * Bucket)).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_list_of_all_samples(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        ExecutionPrecisionInversionSettings settings = new() { WindowSeconds = 120, FewestSamples = 20 };
        ExecutionPrecisionInversion inversion = new(1, settings);
        List<(long At, bool Inverted)> all = [];
        long now = Start + random.Next();
        HashSet<VerdictKind> seen = [];
        int mood = 0;
        for (int step = 0; step < 20_000; step++)
        {
            mood = random.Next(400) == 0 ? random.Next(11) : mood;
            now += random.Next(2_000) == 0 ? random.Next(300) * FixedPoint.Second : random.NextInt64(2 * FixedPoint.Second);
            Verdict got;
            if (random.Next(4) == 0 && all.Count > 0)
            {
                got = inversion.Judge(0, now);
            }
            else
            {
                bool inverted = random.Next(10) < mood;
                all.Add((now, inverted));
                got = inversion.OnCost(0, inverted ? 1 : 0, 0, now);
            }

            long part = 2 * FixedPoint.Second;
            List<(long At, bool Inverted)> inside = all.FindAll(s => (s.At / part) > (now / part) - 60);
            int bad = inside.FindAll(s => s.Inverted).Count;
            VerdictKind expected = inside.Count < 20 || now - all[^1].At > 2 * FixedPoint.Minute ? VerdictKind.NoData
                : bad * 10 >= inside.Count * 8 ? VerdictKind.Trip : bad * 10 < inside.Count * 4 ? VerdictKind.Clear : VerdictKind.Between;
            Assert.Equal((step, expected), (step, got.Kind));
            Assert.Equal(inside.Count == 0 ? 0 : bad * 1_000_000L / inside.Count, got.Evidence.Measured);
            seen.Add(expected);
            all.RemoveAll(s => now - s.At > 200 * FixedPoint.Second && all[^1].At != s.At);
        }

        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Memory_keeps_the_window()
    {
        ExecutionPrecisionInversion first = new(2, new());
        Feed(first, 1, 40, 20, Start);
        Feed(first, 1, 40, 40, Start + Window - 1);
        ExecutionPrecisionInversion copy = new(2, new());
        copy.OnCost(0, 1, 0, Start);
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.None, copy.Judge(0, Start + Window).Kind);
        Assert.Equal(first.Judge(1, Start + Window), copy.Judge(1, Start + Window));
        Assert.Equal(1_000_000, copy.Judge(1, Start + Window).Evidence.Measured);
        TestMemory.RefusesEveryTruncation(first, () => new ExecutionPrecisionInversion(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ExecutionPrecisionInversion(1, new())));
        Assert.Throws<CanonicalFormatException>(
            () => TestMemory.Copy(first, new ExecutionPrecisionInversion(2, new() { WindowSeconds = 301 })));
    }

    [Theory]
    [InlineData(-2, 0, 0, 0)]
    [InlineData(0, -2, 0, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 1, 2)]
    [InlineData(0, 0, 1, -1)]
    public void Foreign_bytes_are_refused(long bucket, long at, int samples, int inverted)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I32(300);
        writer.I64(bucket);
        writer.I64(at);
        for (int i = 0; i < 60; i++)
        {
            writer.I32(samples);
            writer.I32(inverted);
        }

        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new ExecutionPrecisionInversion(1, new()).Read(ref reader);
        });
    }

    private static Verdict Feed(ExecutionPrecisionInversion inversion, int route, int samples, int inverted, long now)
    {
        Verdict verdict = Verdict.None;
        for (int i = 0; i < samples; i++)
        {
            verdict = inversion.OnCost(route, i < inverted ? 11 : 10, 10, now);
        }

        return verdict;
    }
}

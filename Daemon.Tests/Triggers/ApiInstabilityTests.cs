using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ApiInstabilityTests
{
    private const long Second = FixedPoint.Second;
    private const long Hour = 60 * FixedPoint.Minute;
    private const long Start = 1_000_000 * Second;
    private const long Window = 30 * Second;
    private const long Fast = 50 * FixedPoint.Millisecond;

    [Theory]
    [InlineData(19, VerdictKind.NoData, 19, 20)]
    [InlineData(20, VerdictKind.Trip, 1_000_000, 100_000)]
    [InlineData(21, VerdictKind.Trip, 1_000_000, 100_000)]
    public void Fewer_than_twenty_calls_are_no_data(int calls, VerdictKind expected, long measured, long threshold)
    {
        ApiInstability api = new(2, new());
        Verdict verdict = Calls(api, calls, calls, 0, 0, Start);
        Assert.Equal((expected, measured, threshold), (verdict.Kind, verdict.Evidence.Measured, verdict.Evidence.Threshold));
        Assert.Equal(Verdict.None, api.Judge(0, Start));
        Assert.True(verdict.IsWarming);
    }

    [Theory]
    [InlineData(9, VerdictKind.Between)]
    [InlineData(10, VerdictKind.Between)]
    [InlineData(11, VerdictKind.Trip)]
    [InlineData(6, VerdictKind.Clear)]
    [InlineData(7, VerdictKind.Between)]
    [InlineData(8, VerdictKind.Between)]
    public void The_share_of_errors_judges(int errors, VerdictKind expected)
    {
        Verdict verdict = Calls(new ApiInstability(2, new()), 100, errors, 0, 0, Start);
        Assert.Equal((expected, expected == VerdictKind.Trip ? Severity.Medium : default), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(errors * 10_000, 100_000, Window, Measure.ErrorShare), verdict.Evidence);
    }

    // By nearest rank p99 of 99 calls is the slowest, of 100 to 199 the second slowest, of 200 the third.
    [Theory]
    [InlineData(99, 1, Second - 1, VerdictKind.Between)]
    [InlineData(99, 1, Second, VerdictKind.Between)]
    [InlineData(99, 1, Second + 1, VerdictKind.Trip)]
    [InlineData(100, 1, 9 * Second, VerdictKind.Clear)]
    [InlineData(100, 2, Second, VerdictKind.Between)]
    [InlineData(100, 2, Second + 1, VerdictKind.Trip)]
    [InlineData(199, 2, Second + 1, VerdictKind.Trip)]
    [InlineData(200, 2, Second + 1, VerdictKind.Clear)]
    [InlineData(200, 3, Second + 1, VerdictKind.Trip)]
    [InlineData(20, 1, 700_000_000 - 1, VerdictKind.Clear)]
    [InlineData(20, 1, 700_000_000, VerdictKind.Between)]
    [InlineData(20, 1, 700_000_001, VerdictKind.Between)]
    public void The_percentile_judges_by_the_floor_while_warming(int calls, int slow, long latency, VerdictKind expected)
    {
        Verdict verdict = Calls(new ApiInstability(2, new()), calls, 0, slow, latency, Start);
        Assert.Equal(expected, verdict.Kind);
        if (expected != VerdictKind.Clear)
        {
            Assert.Equal((Measure.Latency, Second), (verdict.Evidence.Measure, verdict.Evidence.Threshold));
            Assert.InRange(verdict.Evidence.Measured, latency, latency + (latency / 8));
        }
    }

    [Theory]
    [InlineData(7, Second)]
    [InlineData(8, 4 * 402_653_183L)]
    public void With_a_third_of_the_hours_the_median_sets_the_limit(int hours, long limit)
    {
        // A median of 400 ms lies in the bucket up to 2^28 × 12 ÷ 8 - 1 ns: eight buckets to a doubling.
        ApiInstability api = new(2, new());
        long now = 1_000 * Hour;
        for (int hour = 0; hour < hours; hour++, now += Hour)
        {
            for (int call = 0; call < 5; call++)
            {
                api.OnCall(1, succeeded: true, call < 2 ? Second : 400 * FixedPoint.Millisecond, -1, now + call);
            }

            Assert.Equal(Second, api.LatencyLimit(1));
        }

        api.Judge(1, now - 1);
        Assert.Equal(Second, api.LatencyLimit(1));
        api.Judge(1, now);
        Assert.Equal(limit, api.LatencyLimit(1));
        Assert.Equal(hours < 8, api.Judge(1, now).IsWarming);
        Assert.Equal(VerdictKind.Between, Calls(api, 20, 0, 1, limit, now).Kind);
        Assert.Equal(VerdictKind.Trip, Calls(api, 20, 0, 2, limit + 1, now).Kind);
        api.Judge(1, now + (24 * Hour));
        Assert.Equal(Second, api.LatencyLimit(1));
    }

    [Theory]
    [InlineData(2 * Second, 2, VerdictKind.Clear)]
    [InlineData((2 * Second) + 1, 1, VerdictKind.Clear)]
    [InlineData((2 * Second) + 1, 2, VerdictKind.Trip)]
    [InlineData((2 * Second) - 1, 9, VerdictKind.Clear)]
    [InlineData(-1, 9, VerdictKind.Clear)]
    [InlineData(9 * Second, 3, VerdictKind.Trip)]
    public void Slow_acknowledgements_are_counted(long acknowledgement, int count, VerdictKind expected)
    {
        ApiInstability api = new(1, new());
        Verdict verdict = default;
        for (int i = 0; i < 40; i++)
        {
            verdict = api.OnCall(0, succeeded: true, Fast, i < count ? acknowledgement : Fast, Start);
        }

        Assert.Equal(expected, verdict.Kind);
        if (expected == VerdictKind.Trip)
        {
            Assert.Equal(new Evidence(count, 2, Window, Measure.SlowAcknowledgements), verdict.Evidence);
        }
    }

    [Fact]
    public void Trips_falls_between_clears_empties_and_trips_again()
    {
        ApiInstability api = new(2, new());
        Assert.Equal(VerdictKind.Trip, Calls(api, 20, 3, 0, 0, Start).Kind);
        Assert.Equal(VerdictKind.Between, Calls(api, 20, 0, 0, 0, Start + (5 * Second)).Kind);
        Assert.Equal(VerdictKind.Between, api.Judge(1, Start + (29 * Second)).Kind);
        Assert.Equal(VerdictKind.Clear, api.Judge(1, Start + (30 * Second)).Kind);
        Assert.Equal(VerdictKind.Clear, api.Judge(1, Start + (35 * Second) - 1).Kind);
        Assert.Equal(VerdictKind.NoData, api.Judge(1, Start + (35 * Second)).Kind);
        Assert.Equal(VerdictKind.NoData, api.Judge(1, Start + (100 * Hour)).Kind);
        Assert.Equal(VerdictKind.Trip, Calls(api, 20, 3, 0, 0, Start + (100 * Hour)).Kind);
    }

    [Fact]
    public void Calls_older_than_the_maximum_age_are_no_data()
    {
        ApiInstability api = new(2, new() { Policy = new(Enabled: true, Shadow: false, 0, 10 * Second) });
        Calls(api, 30, 0, 0, 0, Start);
        Assert.Equal(VerdictKind.Clear, api.Judge(1, Start + (10 * Second)).Kind);
        Assert.Equal(VerdictKind.NoData, api.Judge(1, Start + (10 * Second) + 1).Kind);
    }

    [Fact]
    public void Memory_keeps_window_and_baseline()
    {
        ApiInstabilitySettings settings = new() { BaselineHours = 3, WindowSeconds = 5 };
        ApiInstability first = new(2, settings);
        Calls(first, 10, 0, 10, 800 * FixedPoint.Millisecond, Start);
        Calls(first, 19, 19, 0, 0, Start + Hour);
        ApiInstability copy = new(2, settings);
        TestMemory.Copy(first, copy);
        Assert.Equal(first.LatencyLimit(1), copy.LatencyLimit(1));
        Assert.InRange(copy.LatencyLimit(1), (3 * Second) + 1, 4 * Second);
        Assert.Equal(VerdictKind.Trip, copy.OnCall(1, succeeded: true, 0, -1, Start + Hour).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new ApiInstability(2, settings), 3);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ApiInstability(1, settings)));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ApiInstability(2, settings with { WindowSeconds = 6 })));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ApiInstability(2, settings with { BaselineHours = 4 })));
        TestMemory.SurvivesForeignBytes(first, () => new ApiInstability(2, settings), m =>
        {
            m.OnCall(1, succeeded: true, 5, -1, Start + Hour);
            m.Judge(0, Start + Hour);
            m.Judge(1, Start + (2 * Hour));
        }, 2);
    }

    /// <summary>Filled buckets are counted along with the calls: one that was not counted would be missing in the snapshot.</summary>
    [Fact]
    public void Memory_has_every_call_of_the_window()
    {
        ulong seed = SafetyFixture.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(unchecked((int)seed));
        ApiInstabilitySettings settings = new() { BaselineHours = 3, WindowSeconds = 5 };
        ApiInstability api = new(2, settings);
        long now = Start;
        for (int step = 0; step < 2_000; step++)
        {
            now += random.Next(100) == 0 ? random.Next(1, 5 * 3_600) * Second : random.Next(0, 900) * FixedPoint.Millisecond;
            api.OnCall(random.Next(2), random.Next(5) != 0, random.NextInt64(1L << random.Next(1, 40)), -1, now);
            if (step % 50 == 0)
            {
                ApiInstability copy = new(2, settings);
                TestMemory.Copy(api, copy);
                api = copy;
            }

            CanonicalWriter writer = new();
            api.Write(writer);
            Assert.Equal(0, Missing(writer.Written.ToArray(), settings));
        }
    }

    [Fact]
    public void No_latency_leaves_the_scale()
    {
        ApiInstability api = new(1, new() { FewestCalls = 1 });
        Assert.Equal(VerdictKind.Clear, api.OnCall(0, succeeded: true, 0, 0, 0).Kind);
        Verdict verdict = api.OnCall(0, succeeded: true, long.MaxValue, long.MaxValue, 0);
        Assert.Equal((VerdictKind.Trip, (1L << 37) - 1), (verdict.Kind, verdict.Evidence.Measured));
        api.Judge(0, long.MaxValue);
    }

    [Fact]
    public void Equals_the_plain_implementation()
    {
        ulong seed = SafetyFixture.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(unchecked((int)seed));
        HashSet<(VerdictKind, Measure)> seen = [];
        for (int run = 0; run < 10; run++)
        {
            ApiInstabilitySettings settings = new()
            {
                WindowSeconds = random.Next(5, 20),
                FewestCalls = random.Next(1, 30),
                BaselineHours = random.Next(3, 7),
                PercentilePpm = random.Next(900_000, 999_000),
                LatencyFloorNs = random.Next(1, 400) * FixedPoint.Millisecond,
            };
            ApiInstability api = new(1, settings);
            Plain plain = new(settings);
            long now = Start;
            for (int step = 0; step < 1_500; step++)
            {
                now += random.Next(200) == 0 ? random.Next(1, 3 * 3_600) * Second : random.Next(0, 300) * FixedPoint.Millisecond;
                bool bad = step / 300 % 3 == 1;
                bool judgeOnly = random.Next(5) == 0;
                bool ok = random.Next(bad ? 8 : 60) != 0;
                long latency = random.Next(1, random.Next(bad ? 20 : 120) == 0 ? 2_000 : 150) * FixedPoint.Millisecond;
                long ack = random.Next(3) == 0 ? random.Next(0, random.Next(20) == 0 ? 4_000 : 1_500) * FixedPoint.Millisecond : -1;
                Verdict got = judgeOnly ? api.Judge(0, now) : api.OnCall(0, ok, latency, ack, now);
                VerdictKind expected = plain.Step(judgeOnly ? null : new Call(ok, latency, ack, now), now);
                seen.Add((got.Kind, got.Evidence.Measure));
                Assert.True(expected == got.Kind && plain.Limit == api.LatencyLimit(0),
                    $"seed {seed}, run {run}, step {step}: {expected} {plain.Limit}, got {got} {api.LatencyLimit(0)}");
            }
        }

        Assert.Contains((VerdictKind.Trip, Measure.ErrorShare), seen);
        Assert.Contains((VerdictKind.Trip, Measure.Latency), seen);
        Assert.Contains((VerdictKind.Clear, Measure.ErrorShare), seen);
        Assert.True(seen.Count >= 6, string.Join(' ', seen));
    }

    /// <summary>Calls of the window's seconds that their histograms do not have.</summary>
    private static long Missing(byte[] memory, ApiInstabilitySettings settings)
    {
        CanonicalReader reader = new(memory);
        int venues = reader.I32();
        reader.I64();
        long missing = 0;
        for (int venue = 0; venue < venues; venue++)
        {
            reader.Raw(2 * sizeof(long));
            for (int second = 0; second < settings.WindowSeconds; second++)
            {
                missing += reader.I64();
                reader.Raw(4 * sizeof(long));
                missing -= Histogram(ref reader);
            }

            reader.I64();
            for (int hour = 0; hour <= settings.BaselineHours; hour++)
            {
                Histogram(ref reader);
            }
        }

        reader.End();
        return missing;
    }

    private static long Histogram(ref CanonicalReader reader)
    {
        long calls = 0;
        for (int filled = reader.I32(); filled > 0; filled--)
        {
            reader.I32();
            calls += reader.I32();
        }

        return calls;
    }

    private static Verdict Calls(ApiInstability api, int calls, int errors, int slow, long latency, long now)
    {
        Verdict verdict = default;
        for (int i = 0; i < calls; i++)
        {
            verdict = api.OnCall(1, i >= errors, i < slow ? latency : Fast, -1, now);
        }

        return verdict;
    }

    private sealed record Call(bool Ok, long Latency, long Ack, long At)
    {
        public long Limit { get; set; }
    }

    /// <summary>Keeps every call and counts it all again each time.</summary>
    private sealed class Plain(ApiInstabilitySettings s)
    {
        private readonly List<Call> _calls = [];

        public long Limit { get; private set; } = s.LatencyFloorNs;

        public VerdictKind Step(Call? call, long now)
        {
            if (_calls.Count == 0 && call is null)
            {
                return VerdictKind.None;
            }

            SetLimit(now);
            if (call is not null)
            {
                call.Limit = Limit;
                _calls.Add(call);
            }

            Call[] all = _calls.Where(c => c.At / Second > (now / Second) - s.WindowSeconds).ToArray();
            if (all.Length < s.FewestCalls)
            {
                return VerdictKind.NoData;
            }

            int rank = (int)Math.Ceiling(all.Length * (decimal)s.PercentilePpm / 1_000_000m);
            decimal errors = all.Count(c => !c.Ok) / (decimal)all.Length;
            int late = all.Count(c => c.Ack > s.SlowAcknowledgementNs);
            decimal worst = all.Select(c => c.Latency / (decimal)c.Limit).Order().ElementAt(rank - 1); // in units of the limit in force then
            return errors > 0.1m || worst > 1 || late >= 2 ? VerdictKind.Trip
                : errors < 0.07m && worst < 0.7m && late < 1.4m ? VerdictKind.Clear : VerdictKind.Between;
        }

        private void SetLimit(long now)
        {
            long hour = now / Hour;
            Call[] before = _calls.Where(c => c.At / Hour < hour && c.At / Hour >= hour - s.BaselineHours).ToArray();
            int filled = before.Select(c => c.At / Hour).Distinct().Count();
            Limit = s.LatencyFloorNs;
            if (filled * 3 >= s.BaselineHours)
            {
                long median = before.Select(c => c.Latency).Order().ElementAt((before.Length - 1) / 2);
                long step = 1L << 7;
                while (median >= 16 * step)
                {
                    step *= 2;
                }

                long edge = (((median / step) + 1) * step) - 1;
                Limit = Math.Max(Limit, 4 * edge);
            }
        }
    }
}

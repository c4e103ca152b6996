using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class LiquidityCompressionTests(ITestOutputHelper output)
{
    private const long Second = FixedPoint.Second;
    private const long Hour = 60 * FixedPoint.Minute;
    private const long Start = 480_000 * Hour;
    private const long Sustain = 5 * Second;
    private const long Band = 2_500;

    // A week at 1 000: 30 % of it is 300, half of it 500.
    [Theory]
    [InlineData(0, 0, 301, VerdictKind.Between, 0, 300)]
    [InlineData(0, 0, 300, VerdictKind.Between, 0, 300)]
    [InlineData(0, 0, 299, VerdictKind.Trip, 3, 300)]
    [InlineData(0, 0, 0, VerdictKind.Trip, 3, 300)]
    [InlineData(0, 0, 500, VerdictKind.Between, 0, 300)]
    [InlineData(0, 0, 501, VerdictKind.Clear, 0, 300)]
    [InlineData(200, 0, 399, VerdictKind.Trip, 3, 400)]
    [InlineData(200, 0, 400, VerdictKind.Between, 0, 400)]
    [InlineData(200, 0, 501, VerdictKind.Clear, 0, 400)]
    [InlineData(400, 0, 799, VerdictKind.Trip, 3, 800)]
    [InlineData(400, 0, 800, VerdictKind.Between, 0, 800)]
    [InlineData(400, 0, 801, VerdictKind.Clear, 0, 800)]
    [InlineData(0, 250, 249, VerdictKind.Trip, 2, 250)]
    [InlineData(0, 250, 250, VerdictKind.Trip, 3, 300)]
    [InlineData(0, 600, 599, VerdictKind.Trip, 2, 600)]
    [InlineData(0, 600, 600, VerdictKind.Between, 0, 600)]
    [InlineData(0, 600, 601, VerdictKind.Clear, 0, 600)]
    public void The_thinner_side_judges_once_it_lasted(long clip, long hedge, long depth, VerdictKind expected, int severity, long threshold)
    {
        LiquidityCompression liquidity = new(2, [0, clip], [0, hedge], new());
        long now = Week(liquidity, 1, 7, 1_000);
        VerdictKind first = expected == VerdictKind.Trip ? VerdictKind.Between : expected;
        Assert.Equal(first, liquidity.OnDepth(1, depth, 9_999, Band, now).Kind);
        Assert.Equal(first, liquidity.OnDepth(1, 9_999, depth, Band, now + Sustain - 1).Kind);
        Verdict verdict = liquidity.Judge(1, now + Sustain);
        Assert.Equal((expected, (Severity)severity, false), (verdict.Kind, verdict.Severity, verdict.IsWarming));
        Assert.Equal(new Evidence(depth, threshold, Sustain, Measure.Depth), verdict.Evidence);
    }

    [Fact]
    public void The_hedge_need_has_its_own_five_seconds()
    {
        LiquidityCompression liquidity = new(1, [100], [50], new());
        liquidity.OnDepth(0, 199, 199, Band, Start);
        liquidity.OnDepth(0, 49, 49, Band, Start + 1);
        Verdict thin = liquidity.Judge(0, Start + Sustain);
        Assert.Equal((VerdictKind.Trip, Severity.Medium, 200), (thin.Kind, thin.Severity, thin.Evidence.Threshold));
        Verdict bare = liquidity.Judge(0, Start + Sustain + 1);
        Assert.Equal((VerdictKind.Trip, Severity.High, 50), (bare.Kind, bare.Severity, bare.Evidence.Threshold));
    }

    [Theory]
    [InlineData(2, 0, 0, 0, VerdictKind.NoData, true)]
    [InlineData(3, 0, 0, 0, VerdictKind.Trip, false)]
    [InlineData(2, 100, 0, 199, VerdictKind.Trip, true)]
    [InlineData(2, 100, 0, 200, VerdictKind.Between, true)]
    [InlineData(2, 100, 0, 201, VerdictKind.Clear, true)]
    [InlineData(0, 0, 100, 99, VerdictKind.Trip, true)]
    [InlineData(0, 0, 100, 101, VerdictKind.Clear, true)]
    public void With_too_few_days_clip_and_hedge_judge_alone(int days, long clip, long hedge, long depth, VerdictKind expected, bool isWarming)
    {
        LiquidityCompression liquidity = new(1, [clip], [hedge], new());
        long now = Week(liquidity, 0, days, 1_000);
        liquidity.OnDepth(0, depth, depth, Band, now);
        Verdict verdict = liquidity.Judge(0, now + Sustain);
        Assert.Equal((expected, isWarming), (verdict.Kind, verdict.IsWarming));
    }

    [Theory]
    [InlineData(11, true)]
    [InlineData(12, false)]
    [InlineData(13, false)]
    public void An_hour_with_too_few_reports_is_not_known(int reports, bool isWarming)
    {
        LiquidityCompression liquidity = new(1, [1], [0], new());
        for (int day = 0; day < 3; day++)
        {
            for (int i = 0; i < reports; i++)
            {
                liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (day * 24 * Hour) + i);
            }
        }

        Assert.Equal(isWarming, liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (72 * Hour)).IsWarming);
        Assert.True(liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (73 * Hour)).IsWarming); // another hour of the day
    }

    [Fact]
    public void Another_band_is_another_quantity()
    {
        LiquidityCompression liquidity = new(1, [100], [0], new());
        Assert.Equal(Verdict.None, liquidity.OnDepth(0, 1, 1, Band - 1, Start));
        Assert.Equal(Verdict.None, liquidity.OnDepth(0, 1, 1, Band + 1, Start));
        Assert.Equal(Verdict.None, liquidity.Judge(0, Start));
        Assert.Equal(VerdictKind.Clear, liquidity.OnDepth(0, 500, 500, Band, Start).Kind);
        Assert.Equal(Verdict.None, liquidity.OnDepth(0, 1, 1, 5_000, Start + 1));
        Assert.Equal((VerdictKind.Clear, 500), (liquidity.Judge(0, Start + 1).Kind, liquidity.Judge(0, Start + 1).Evidence.Measured));
    }

    [Fact]
    public void Old_depth_is_no_data_and_starts_over()
    {
        LiquidityCompression liquidity = new(1, [100], [0], new());
        liquidity.OnDepth(0, 1, 1, Band, Start);
        Assert.Equal(VerdictKind.Trip, liquidity.Judge(0, Start + (30 * Second)).Kind);
        Assert.Equal(VerdictKind.NoData, liquidity.Judge(0, Start + (30 * Second) + 1).Kind);
        Assert.Equal(VerdictKind.Between, liquidity.OnDepth(0, 1, 1, Band, Start + (31 * Second)).Kind);
        Assert.Equal(VerdictKind.Trip, liquidity.OnDepth(0, 1, 1, Band, Start + (36 * Second)).Kind);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        LiquidityCompression liquidity = new(1, [0], [0], new());
        long now = Week(liquidity, 0, 7, 1_000);
        liquidity.OnDepth(0, 200, 200, Band, now);
        Assert.Equal(VerdictKind.Trip, liquidity.OnDepth(0, 200, 200, Band, now += Sustain).Kind);
        Assert.Equal(VerdictKind.Between, liquidity.OnDepth(0, 400, 400, Band, ++now).Kind);
        Assert.Equal(VerdictKind.Clear, liquidity.OnDepth(0, 900, 900, Band, ++now).Kind);
        Assert.Equal(VerdictKind.Between, liquidity.OnDepth(0, 200, 200, Band, ++now).Kind);
        Assert.Equal(VerdictKind.Trip, liquidity.Judge(0, now + Sustain).Kind);
    }

    [Fact]
    public void The_usual_depth_is_that_of_this_hour_of_the_day()
    {
        LiquidityCompression liquidity = new(1, [0], [0], new());
        for (int hour = 0; hour < 168; hour++)
        {
            Fill(liquidity, 0, Start + (hour * Hour), hour % 24 == 3 ? 10_000 : 1_000);
        }

        Assert.Equal(300, liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (170 * Hour)).Evidence.Threshold);
        Assert.Equal(3_000, liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (171 * Hour)).Evidence.Threshold);
        Assert.Equal(300, liquidity.OnDepth(0, 1_000, 1_000, Band, Start + (172 * Hour)).Evidence.Threshold);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_list_of_all_depths(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        long clip = seed % 2 == 0 ? 40 : 0;
        long hedge = seed > 2 ? 45 : 0;
        LiquidityCompression liquidity = new(1, [clip], [hedge], new() { FewestReports = 3, SustainNs = 10 * FixedPoint.Minute, Policy = Policy() });
        Dictionary<long, List<long>> hours = [];
        (long now, long depth, long at, long thin, long bare, long last, long level) = (Start, 0, -1, -1, -1, -1, 500);
        HashSet<(VerdictKind, Severity, bool)> seen = [];
        for (int step = 0; step < 12_000; step++)
        {
            now += random.Next(3_000) == 0 ? random.NextInt64(60 * Hour) : random.NextInt64(10 * FixedPoint.Minute);
            level = random.Next(50) == 0 ? random.Next(20, 1_000) : level;
            Verdict got;
            if (at >= 0 && random.Next(4) == 0)
            {
                got = liquidity.Judge(0, now);
            }
            else
            {
                (long bid, long ask) = (level + random.Next(30), level + random.Next(30));
                (depth, at) = (Math.Min(bid, ask), now);
                List<long> list = hours.TryGetValue(now / Hour, out List<long>? known) ? known : hours[now / Hour] = [];
                list.Add(depth);
                got = liquidity.OnDepth(0, bid, ask, Band, now);
            }

            decimal[] days = Enumerable.Range(1, 7).Select(d => (now / Hour) - (24 * d)).Where(h => hours.ContainsKey(h) && hours[h].Count >= 3)
                .Select(h => decimal.Floor((decimal)hours[h].Sum() / hours[h].Count)).Order().ToArray();
            bool warming = days.Length < 3;
            decimal usual = warming ? 0 : (days[(days.Length - 1) / 2] + days[days.Length / 2]) / 2;
            VerdictKind kind = VerdictKind.NoData;
            Severity severity = default;
            if (now - at > 20 * FixedPoint.Minute || (warming && clip == 0 && hedge == 0))
            {
                thin = bare = -1;
            }
            else
            {
                bool paused = now - last > 20 * FixedPoint.Minute;
                thin = depth >= 2 * clip && depth >= 0.3m * usual && depth >= hedge ? -1 : thin < 0 || paused ? now : thin;
                bare = depth >= hedge ? -1 : bare < 0 || paused ? now : bare;
                last = now;
                bool trips = thin >= 0 && now - thin >= 10 * FixedPoint.Minute;
                severity = !trips ? default : bare >= 0 && now - bare >= 10 * FixedPoint.Minute ? Severity.High : Severity.Medium;
                kind = trips ? VerdictKind.Trip
                    : (warming || depth > usual / 2) && depth > 2 * clip && depth > hedge ? VerdictKind.Clear : VerdictKind.Between;
            }

            Assert.Equal((step, kind, severity, warming), (step, got.Kind, got.Severity, got.IsWarming));
            seen.Add((kind, severity, warming));
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.True(seen.Count >= 5);
    }

    [Fact]
    public void Memory_keeps_the_week_and_the_hour_under_way()
    {
        LiquidityCompression first = new(2, [0, 0], [0, 0], new());
        long now = Week(first, 1, 6, 1_000);
        Fill(first, 1, now, 100);
        LiquidityCompression copy = new(2, [0, 0], [0, 0], new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.Judge(1, now + Sustain), copy.Judge(1, now + Sustain));
        Assert.Equal(VerdictKind.Trip, copy.Judge(1, now + 11 + Sustain).Kind);
        Assert.Equal(first.OnDepth(1, 5, 5, Band, now + (24 * Hour)), copy.OnDepth(1, 5, 5, Band, now + (24 * Hour)));
        TestMemory.RefusesEveryTruncation(first, () => new LiquidityCompression(2, [0, 0], [0, 0], new()), 7);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new LiquidityCompression(1, [0], [0], new())));
    }

    [Theory]
    [InlineData(-1, 0, 0, 0UL, 0UL, 0, 0)]
    [InlineData(FixedPoint.MaxPrice + 1, 0, 0, 0UL, 0UL, 0, 0)]
    [InlineData(0, -2, 0, 0UL, 0UL, 0, 0)]
    [InlineData(0, 0, -2, 0UL, 0UL, 0, 0)]
    [InlineData(0, 0, long.MaxValue, 0UL, 0UL, 0, 0)]
    [InlineData(0, 0, 0, 0UL, 1UL, 0, 0)]
    [InlineData(0, 0, 0, 1UL, 0UL, 1, 0)]
    [InlineData(0, 0, 0, 0UL, 0UL, -1, 0)]
    [InlineData(0, 0, 0, 0UL, 0UL, 0, -2)]
    [InlineData(0, 0, 0, 0UL, 0UL, 0, FixedPoint.MaxPrice + 1)]
    public void Foreign_bytes_are_refused(long depth, long at, long hour, ulong high, ulong low, int reports, long mean)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I64(depth);
        writer.I64(at);
        writer.I64(hour);
        writer.U64(high);
        writer.U64(low);
        writer.I32(reports);
        for (int i = 0; i < 4; i++)
        {
            writer.I64(-1);
        }

        for (int i = 0; i < 168; i++)
        {
            writer.I64(mean);
        }

        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new LiquidityCompression(1, [0], [0], new()).Read(ref reader);
        });
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        LiquidityCompression liquidity = new(1, [FixedPoint.MaxPrice], [FixedPoint.MaxPrice], new() { ClipMultiplePpm = 1_000_000_000 });
        long now = Week(liquidity, 0, 7, FixedPoint.MaxPrice);
        Assert.Equal(1_000 * FixedPoint.MaxPrice, liquidity.OnDepth(0, FixedPoint.MaxPrice, FixedPoint.MaxPrice, Band, now).Evidence.Threshold);
        Assert.Throws<ArgumentOutOfRangeException>(() => liquidity.OnDepth(0, -1, 1, Band, now));
        Assert.Throws<ArgumentOutOfRangeException>(() => liquidity.OnDepth(0, 1, -1, Band, now));
        Assert.Throws<ArgumentOutOfRangeException>(() => liquidity.OnDepth(0, 1, FixedPoint.MaxPrice + 1, Band, now));
        Assert.Throws<ArgumentOutOfRangeException>(() => liquidity.OnDepth(0, FixedPoint.MaxPrice + 1, 1, Band, now));
        Assert.Throws<ArgumentException>(() => new LiquidityCompression(2, [0], [0, 0], new()));
        Assert.Throws<ArgumentException>(() => new LiquidityCompression(1, [0], [-1], new()));
        Assert.Throws<ArgumentException>(() => new LiquidityCompression(1, [FixedPoint.MaxPrice + 1], [0], new()));
    }

    private static TriggerPolicy Policy() => new(Enabled: true, Shadow: false, 0, 20 * FixedPoint.Minute);

    // The same hour of some days at one depth; ends at that hour of the next day.
    private static long Week(LiquidityCompression liquidity, int instrument, int days, long depth)
    {
        for (int day = 0; day < days; day++)
        {
            Fill(liquidity, instrument, Start + (day * 24 * Hour), depth);
        }

        return Start + (days * 24 * Hour);
    }

    private static void Fill(LiquidityCompression liquidity, int instrument, long hour, long depth)
    {
        for (int i = 0; i < 12; i++)
        {
            liquidity.OnDepth(instrument, depth, Math.Min(depth + i, FixedPoint.MaxPrice), Band, hour + i);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class PaxgDislocationTests(ITestOutputHelper output)
{
    private const long Minute = FixedPoint.Minute;
    private const long Slot = 600 * FixedPoint.Second;
    private const long Start = 3_000_000 * Slot;
    private const long Gold = 1_000_000;

    // A week at a basis of 0.1 %: the median.
    [Theory]
    [InlineData(15_999, VerdictKind.Between, VerdictKind.Between, Measure.FromOwnMedian)]
    [InlineData(16_000, VerdictKind.Between, VerdictKind.Between, Measure.FromOwnMedian)]
    [InlineData(16_001, VerdictKind.Between, VerdictKind.Trip, Measure.FromOwnMedian)]
    [InlineData(-14_000, VerdictKind.Between, VerdictKind.Between, Measure.FromOwnMedian)]
    [InlineData(-14_001, VerdictKind.Between, VerdictKind.Trip, Measure.FromOwnMedian)]
    [InlineData(49_999, VerdictKind.Between, VerdictKind.Trip, Measure.FromOwnMedian)]
    [InlineData(50_000, VerdictKind.Between, VerdictKind.Trip, Measure.FromOwnMedian)]
    [InlineData(50_001, VerdictKind.Trip, VerdictKind.Trip, Measure.FromPar)]
    [InlineData(-50_001, VerdictKind.Trip, VerdictKind.Trip, Measure.FromPar)]
    [InlineData(8_501, VerdictKind.Between, VerdictKind.Between, Measure.FromOwnMedian)]
    [InlineData(8_500, VerdictKind.Between, VerdictKind.Between, Measure.FromOwnMedian)]
    [InlineData(8_499, VerdictKind.Clear, VerdictKind.Clear, Measure.FromOwnMedian)]
    [InlineData(-6_499, VerdictKind.Clear, VerdictKind.Clear, Measure.FromOwnMedian)]
    public void The_basis_is_held_against_its_own_week(long basis, VerdictKind first, VerdictKind later, Measure measure)
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, 1_008, 1_000);
        paxg.OnGold(Gold, isOpen: true, now);
        Assert.Equal(first, paxg.OnPrice(1, Gold + basis, now).Kind);
        Assert.Equal(first, paxg.Judge(1, now + Minute - 1).Kind);
        Verdict verdict = paxg.Judge(1, now + Minute);
        Assert.Equal((later, measure, false), (verdict.Kind, verdict.Evidence.Measure, verdict.IsWarming));
        Assert.Equal(later == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
        Assert.Equal(
            measure == Measure.FromPar ? new Evidence(Math.Abs(basis), 50_000, 0, measure)
                : new Evidence(Math.Abs(basis - 1_000), 15_000, Minute, measure),
            verdict.Evidence);
    }

    [Theory]
    [InlineData(39_999, VerdictKind.Between)]
    [InlineData(40_000, VerdictKind.Between)]
    [InlineData(40_001, VerdictKind.Trip)]
    [InlineData(-40_001, VerdictKind.Trip)]
    public void While_the_market_is_closed_the_last_close_judges(long distance, VerdictKind expected)
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, 1_008, 1_000);
        paxg.OnGold(Gold, isOpen: true, now);
        paxg.OnGold(2 * Gold, isOpen: false, now); // not the close: the last open price is
        now += 40 * 60 * Minute;
        Verdict verdict = paxg.OnPrice(1, Gold + distance, now);
        Assert.Equal((expected, new Evidence(Math.Abs(distance), 40_000, 0, Measure.FromPar)), (verdict.Kind, verdict.Evidence));
        if (expected == VerdictKind.Trip)
        {
            Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 20_000, now).Kind);
            Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 19_999, now).Kind);
            Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold - 19_999, now).Kind);
        }
    }

    [Fact]
    public void At_a_start_on_a_weekend_the_price_of_the_closed_market_is_the_close()
    {
        PaxgDislocation paxg = new(1, new());
        paxg.OnGold(Gold, isOpen: false, Start);
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(0, Gold, Start).Kind);
        paxg.OnGold(2 * Gold, isOpen: false, Start + 1);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(0, Gold + 40_001, Start + 2).Kind);
    }

    [Theory]
    [InlineData(335, true)]
    [InlineData(336, false)]
    [InlineData(337, false)]
    public void While_warming_only_the_absolute_limit_judges(int samples, bool isWarming)
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, samples, 1_000);
        paxg.OnGold(Gold, isOpen: true, now);
        paxg.OnPrice(1, Gold + 30_000, now);
        Verdict verdict = paxg.Judge(1, now + Minute);
        Assert.Equal((isWarming, isWarming ? VerdictKind.Between : VerdictKind.Trip), (verdict.IsWarming, verdict.Kind));
        PaxgDislocation cold = new(1, new());
        cold.OnGold(Gold, isOpen: true, now);
        Assert.Equal(VerdictKind.Trip, cold.OnPrice(0, Gold + 50_001, now).Kind);
        Assert.Equal(VerdictKind.Between, cold.OnPrice(0, Gold + 50_000, now).Kind);
        Assert.Equal(VerdictKind.Between, cold.OnPrice(0, Gold + 25_000, now).Kind);
        Verdict clear = cold.OnPrice(0, Gold + 24_999, now);
        Assert.Equal((VerdictKind.Clear, new Evidence(24_999, 50_000, 0, Measure.FromPar)), (clear.Kind, clear.Evidence));
    }

    [Fact]
    public void Clear_is_half_of_each_limit_that_tripped()
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, 1_008, 20_000);
        paxg.OnGold(Gold, isOpen: true, now);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(1, Gold + 50_001, now).Kind); // outright
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 25_000, now).Kind);
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 24_999, now).Kind);
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 4_000, now).Kind); // no clear, no trip: 1.6 % off for a moment
        Assert.Equal(VerdictKind.Trip, paxg.Judge(1, now += Minute).Kind); // from the median
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 12_500, now).Kind);
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 27_499, now).Kind); // the outright trip is settled, half of it no longer counts
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 27_500, now).Kind);
        paxg.OnPrice(1, Gold + 40_000, now);
        paxg.OnGold(Gold, isOpen: true, now += Minute);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(1, Gold + 40_000, now).Kind); // from the median, then outright: both
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(1, Gold + 50_001, now).Kind);
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 26_000, now).Kind);
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 12_000, now).Kind);
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 20_000, now).Kind);
    }

    [Fact]
    public void A_trip_outlives_the_opening_and_the_closing()
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, 1_008, 10_000);
        paxg.OnGold(Gold, isOpen: true, now);
        paxg.OnPrice(1, Gold + 40_000, now);
        Assert.Equal(VerdictKind.Trip, paxg.Judge(1, now += Minute).Kind);
        paxg.OnGold(Gold, isOpen: false, now);
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 18_000, now).Kind); // the close stands in for gold: 0.8 % off
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 17_000, now).Kind);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(1, Gold + 40_001, now).Kind); // against the close
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 19_999, now).Kind);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(1, Gold + 40_001, now).Kind);
        paxg.OnGold(Gold, isOpen: true, now);
        Assert.Equal(VerdictKind.Between, paxg.OnPrice(1, Gold + 18_000, now).Kind); // open again: the basis judges
        Assert.Equal(VerdictKind.Clear, paxg.OnPrice(1, Gold + 17_000, now).Kind);
    }

    [Fact]
    public void Stale_and_missing_inputs_are_no_data()
    {
        PaxgDislocation paxg = new(2, new());
        Assert.Equal(VerdictKind.None, paxg.Judge(0, Start).Kind);
        Assert.Equal(VerdictKind.None, paxg.OnPrice(0, 3 * Gold, Start).Kind);
        paxg.OnGold(Gold, isOpen: true, Start);
        Assert.Equal(VerdictKind.None, paxg.Judge(1, Start).Kind);
        Assert.Equal(VerdictKind.NoData, paxg.OnPrice(0, 0, Start).Kind);
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(0, 3 * Gold, Start + 1).Kind);
        Assert.Equal(VerdictKind.Trip, paxg.Judge(0, Start + (2 * Minute)).Kind);
        Assert.Equal(VerdictKind.NoData, paxg.Judge(0, Start + (2 * Minute) + 1).Kind); // gold is old
        paxg.OnGold(Gold, isOpen: true, Start + (2 * Minute) + 1);
        Assert.Equal(VerdictKind.Trip, paxg.Judge(0, Start + (2 * Minute) + 1).Kind);
        Assert.Equal(VerdictKind.NoData, paxg.Judge(0, Start + (2 * Minute) + 2).Kind); // the price is old
        paxg.OnPrice(0, 3 * Gold, Start + (5 * Minute));
        Assert.Equal(VerdictKind.NoData, paxg.Judge(0, Start + (5 * Minute)).Kind);
        paxg.OnGold(Gold, isOpen: false, Start + (5 * Minute));
        paxg.OnPrice(0, 3 * Gold, Start + (900 * Minute));
        Assert.Equal(VerdictKind.Trip, paxg.Judge(0, Start + (900 * Minute)).Kind); // a close does not age
    }

    [Fact]
    public void Time_without_data_counts_toward_no_trip()
    {
        PaxgDislocation paxg = new(2, new());
        long now = Week(paxg, 1_008, 0);
        paxg.OnGold(Gold, isOpen: true, now);
        paxg.OnPrice(1, Gold + 20_000, now);
        paxg.OnPrice(1, 0, now + (Minute / 2));
        paxg.OnPrice(1, Gold + 20_000, now + (Minute / 2) + 1);
        Assert.Equal(VerdictKind.Between, paxg.Judge(1, now + Minute).Kind);
        Assert.Equal(VerdictKind.Trip, paxg.Judge(1, now + (Minute * 3 / 2) + 1).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_list_of_all_bases(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        PaxgDislocation paxg = new(1, new() { BaselineSamples = 24, SampleSeconds = 60 });
        SortedDictionary<long, long> bases = [];
        long now = Start + random.Next();
        (long price, long priceAt, long gold, long goldAt, bool isOpen, long since, long last, bool settled) = (0, -1, 0, -1, true, -1, -1, false);
        HashSet<int> limits = [];
        HashSet<(VerdictKind, Measure, bool)> seen = [];
        bool knownOpen = false;
        long drift = 0;
        for (int step = 0; step < 30_000; step++)
        {
            now += random.Next(2_000) == 0 ? random.NextInt64(30 * Minute) : random.NextInt64(8 * FixedPoint.Second);
            drift = random.Next(60) == 0 ? random.Next(-70_000, 70_000) / random.Next(1, 12) : drift;
            isOpen = random.Next(500) == 0 ? !isOpen : isOpen;
            if (random.Next(3) == 0)
            {
                long quote = 1_000 * Gold * random.Next(990, 1_011) / 1_000;
                gold = isOpen || gold == 0 ? quote : gold;
                goldAt = now;
                knownOpen = isOpen;
                paxg.OnGold(quote, isOpen, now);
            }

            Verdict got;
            if (random.Next(3) == 0)
            {
                got = paxg.Judge(0, now);
            }
            else
            {
                price = random.Next(300) == 0 ? 0 : (gold == 0 ? 1_000 * Gold : gold) * (Gold + drift + random.Next(-3_000, 3_000)) / Gold;
                priceAt = now;
                got = paxg.OnPrice(0, price, now);
            }

            long slot = now / Minute;
            decimal[] week = bases.Where(b => b.Key < slot && b.Key >= slot - 24).Select(b => (decimal)b.Value).ToArray();
            bool warming = week.Length < 8;
            if (priceAt < 0 || goldAt < 0)
            {
                Assert.Equal(VerdictKind.None, got.Kind);
                continue;
            }

            VerdictKind kind = VerdictKind.NoData;
            Measure measure = Measure.FromPar;
            if (price == 0 || now - priceAt > 2 * Minute || (knownOpen && now - goldAt > 2 * Minute))
            {
                since = -1;
            }
            else
            {
                decimal basis = ((decimal)price / gold) - 1;
                decimal par = Math.Abs(basis) * 1_000_000;
                decimal own = warming ? 0 : Math.Abs((basis * 1_000_000) - Median(week));
                int tripped = 0;
                if (knownOpen)
                {
                    bases[slot] = (price - gold) * 1_000_000 / gold;
                    since = warming || own <= 15_000 ? -1 : since < 0 || now - last > 2 * Minute ? now : since;
                    last = now;
                    tripped = par > 50_000 ? 2 : since >= 0 && now - since >= Minute ? 1 : 0;
                    measure = par > 50_000 || warming ? Measure.FromPar : Measure.FromOwnMedian;
                }
                else
                {
                    since = -1;
                    tripped = par > 40_000 ? 4 : 0;
                }

                if (tripped != 0)
                {
                    if (settled)
                    {
                        limits.Clear();
                    }

                    settled = false;
                    limits.Add(tripped);
                    kind = VerdictKind.Trip;
                }
                else
                {
                    bool median = warming ? par < (knownOpen ? 25_000 : 20_000) : own < 7_500;
                    bool clears = (limits.Count > 0 || median) && (!limits.Contains(1) || median) && (!limits.Contains(2) || par < 25_000)
                        && (!limits.Contains(4) || (knownOpen ? median : par < 20_000)) && (!knownOpen || own <= 15_000);
                    settled |= clears;
                    kind = clears ? VerdictKind.Clear : VerdictKind.Between;
                }
            }

            Assert.Equal((step, kind, measure, warming), (step, got.Kind, got.Evidence.Measure, got.IsWarming));
            seen.Add((kind, measure, warming));
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.True(seen.Count >= 8);
    }

    [Fact]
    public void Memory_keeps_everything()
    {
        PaxgDislocation first = new(2, new());
        long now = Week(first, 1_008, 1_000);
        first.OnGold(Gold, isOpen: true, now);
        first.OnPrice(1, Gold + 20_000, now);
        PaxgDislocation copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.Judge(1, now + Minute), copy.Judge(1, now + Minute));
        Assert.Equal((VerdictKind.Trip, 19_000), (copy.Judge(1, now + Minute).Kind, copy.Judge(1, now + Minute).Evidence.Measured));
        PaxgDislocation after = new(2, new());
        TestMemory.Copy(first, after);
        Assert.Equal(VerdictKind.Between, after.OnPrice(1, Gold + 9_000, now + Minute).Kind);
        TestMemory.Copy(new PaxgDislocation(2, new()), new PaxgDislocation(2, new()));
        TestMemory.RefusesEveryTruncation(first, () => new PaxgDislocation(2, new()), 7);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new PaxgDislocation(1, new())));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new PaxgDislocation(2, new() { BaselineSamples = 1_007 })));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new PaxgDislocation(2, new() { SampleSeconds = 601 })));
    }

    [Theory]
    [InlineData(-1, -1, 0, 0, 0)]
    [InlineData(0, 5, 0, 0, 0)]
    [InlineData(5, -1, 0, 0, 0)]
    [InlineData(FixedPoint.MaxPrice + 1, 5, 0, 0, 0)]
    [InlineData(5, 5, -1, 0, 0)]
    [InlineData(5, 5, FixedPoint.MaxPrice + 1, 0, 0)]
    [InlineData(5, 5, 5, -2, 0)]
    [InlineData(5, 5, 5, 5, 8)]
    public void Foreign_bytes_are_refused(long gold, long goldAt, long price, long at, byte tripped)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I64(gold);
        writer.I64(goldAt);
        writer.Bool(true);
        writer.I64(price);
        writer.I64(at);
        writer.U8(tripped);
        writer.Bool(false);
        writer.Raw(new byte[1_000]);
        byte[] bytes = writer.Written.ToArray();
        CanonicalFormatException refused = Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new PaxgDislocation(1, new() { BaselineSamples = 12 }).Read(ref reader);
        });
        Assert.DoesNotContain("baseline", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        PaxgDislocation paxg = new(1, new() { BaselineSamples = 12, SampleSeconds = 10 });
        for (int i = 0; i < 30; i++)
        {
            paxg.OnGold(1, isOpen: true, Start + (i * 10 * FixedPoint.Second));
            Verdict verdict = paxg.OnPrice(0, FixedPoint.MaxPrice, Start + (i * 10 * FixedPoint.Second));
            Assert.Equal((VerdictKind.Trip, FixedPoint.MaxRatio), (verdict.Kind, verdict.Evidence.Measured));
        }

        paxg.OnGold(FixedPoint.MaxPrice, isOpen: true, Start + (300 * FixedPoint.Second));
        Assert.Equal(VerdictKind.Trip, paxg.OnPrice(0, 1, Start + (300 * FixedPoint.Second)).Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => paxg.OnGold(0, isOpen: true, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => paxg.OnGold(FixedPoint.MaxPrice + 1, isOpen: true, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => paxg.OnPrice(0, -1, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => paxg.OnPrice(0, FixedPoint.MaxPrice + 1, Start));
    }

    private static long Week(PaxgDislocation paxg, int samples, long basis)
    {
        for (int i = 0; i < samples; i++)
        {
            paxg.OnGold(Gold, isOpen: true, Start + (i * Slot));
            paxg.OnPrice(1, Gold + basis, Start + (i * Slot));
        }

        return Start + (samples * Slot);
    }

    private static decimal Median(IEnumerable<decimal> values)
    {
        decimal[] sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

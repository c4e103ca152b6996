using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class SettlementDegradationTests
{
    private const long Second = FixedPoint.Second;
    private const long Limit = 600 * Second;
    private const long Day = 24 * 60 * FixedPoint.Minute;
    private const int Ok = SettlementDegradation.Confirmed;
    private const int Wait = SettlementDegradation.Pending;
    private const int Fail = SettlementDegradation.Failed;

    [Theory]
    [InlineData(Limit - 1, VerdictKind.Between, 0)]
    [InlineData(Limit, VerdictKind.Between, 0)]
    [InlineData(Limit + 1, VerdictKind.Trip, 2)]
    public void Two_pending_beyond_the_absolute_limit_trip(long age, VerdictKind expected, long overdue)
    {
        SettlementDegradation settlement = New();
        Assert.Equal(Verdict.None, settlement.Judge(1, 2 * Day));
        Assert.Equal(VerdictKind.Between, settlement.OnTransfer(1, 7, age, Wait, 2 * Day).Kind);
        Assert.Equal(VerdictKind.Between, settlement.OnTransfer(1, 7, age, Wait, 2 * Day).Kind);
        Verdict verdict = settlement.OnTransfer(1, 8, age, Wait, 2 * Day);
        Assert.Equal((expected, expected == VerdictKind.Trip ? Severity.Medium : default), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(overdue, 2, Limit, Measure.OverdueTransfers), verdict.Evidence);
        Assert.True(verdict.IsWarming);
    }

    [Fact]
    public void Pending_ones_grow_older_by_themselves()
    {
        SettlementDegradation settlement = New();
        settlement.OnTransfer(0, 7, 0, Wait, 0);
        settlement.OnTransfer(0, 8, 5, Wait, 10);
        Assert.Equal(1, settlement.Judge(0, Limit + 5).Evidence.Measured);
        Assert.Equal(VerdictKind.Trip, settlement.Judge(0, Limit + 6).Kind);
    }

    [Theory]
    [InlineData(19, Limit)]
    [InlineData(20, 60 * Second)]
    [InlineData(99, 60 * Second)]
    [InlineData(100, 6 * Second)]
    [InlineData(101, 6 * Second)]
    [InlineData(128, 6 * Second)]
    [InlineData(129, 6 * Second)]
    public void The_percentile_sets_the_limit(int confirmed, long expected)
    {
        // One of 20 s, the rest of 2 s: by nearest rank p99 is the largest of up to 99 and the second largest of 100 to 128.
        SettlementDegradation settlement = New();
        for (int i = 0; i < confirmed; i++)
        {
            settlement.OnTransfer(0, i + 1, i == 0 ? 20 * Second : 2 * Second, Ok, i);
        }

        Assert.Equal(expected, settlement.LimitOf(0));
        Assert.Equal(confirmed < 20, settlement.Judge(0, confirmed).IsWarming);
    }

    [Theory]
    [InlineData(0, Second)]
    [InlineData(1, Second)]
    [InlineData(334, 1_002 * FixedPoint.Millisecond)]
    [InlineData(199_999, 599_997 * FixedPoint.Millisecond)]
    [InlineData(200_000, Limit)]
    [InlineData(200_001, Limit)]
    public void The_limit_stays_between_floor_and_absolute(long ms, long expected)
    {
        SettlementDegradation settlement = New();
        for (int i = 1; i <= 20; i++)
        {
            settlement.OnTransfer(0, i, ms * FixedPoint.Millisecond, Ok, i);
        }

        Assert.Equal(expected, settlement.LimitOf(0));
    }

    [Fact]
    public void Trips_falls_between_clears_after_three_in_time_and_trips_again()
    {
        SettlementDegradation settlement = New();
        Assert.Equal(VerdictKind.Between, settlement.OnTransfer(0, 1, 1, Fail, 1).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 2, Limit + 1, Ok, 2).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 3, 5, Ok, 3).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 3, 5, Ok, 4).Kind); // told again: the same one
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 4, 5, Ok, 5).Kind);
        Assert.Equal(VerdictKind.Clear, settlement.OnTransfer(0, 5, 5, Ok, 6).Kind);
        Assert.Equal(VerdictKind.Between, settlement.OnTransfer(0, 6, 5, Fail, 7).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 0, 5, Fail, 8).Kind);
    }

    [Fact]
    public void A_late_one_breaks_the_row_and_pending_ones_keep_the_trip()
    {
        SettlementDegradation settlement = New();
        settlement.OnTransfer(0, 1, Limit + 1, Wait, 0);
        settlement.OnTransfer(0, 2, Limit + 1, Wait, 0);
        for (int i = 3; i < 9; i++)
        {
            Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, i, 1, Ok, 0).Kind);
        }

        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 1, Limit + 1, Ok, 0).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 2, Limit + 1, Ok, 0).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 9, 1, Ok, 0).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 10, 1, Ok, 0).Kind);
        Assert.Equal(VerdictKind.Clear, settlement.OnTransfer(0, 11, 1, Ok, 0).Kind);
    }

    [Theory]
    [InlineData(Day - 1, VerdictKind.Clear)]
    [InlineData(Day, VerdictKind.Clear)]
    [InlineData(Day + 1, VerdictKind.NoData)]
    public void Old_reports_never_clear(long passed, VerdictKind expected)
    {
        SettlementDegradation settlement = New();
        for (int i = 1; i <= 3; i++)
        {
            settlement.OnTransfer(0, i, 1, Ok, 50);
        }

        Assert.Equal(expected, settlement.Judge(0, 50 + passed).Kind);
    }

    [Fact]
    public void What_makes_room_or_is_lost_counts_as_failed()
    {
        SettlementDegradation settlement = New();
        for (int i = 1; i <= 33; i++)
        {
            settlement.OnTransfer(0, i, i == 1 ? Limit : 0, Wait, 10); // the oldest is not overdue yet and makes room uncounted
        }

        Assert.Equal(0, settlement.Judge(0, 10).Evidence.Measured);
        Assert.Equal(0, settlement.Judge(0, 11).Evidence.Measured);
        Assert.Equal(32, settlement.OnTransfer(0, 34, 0, Wait, 11 + Limit).Evidence.Measured); // one that was overdue made room
        Assert.Equal(33, settlement.Judge(0, 11 + Limit + Day + 1).Evidence.Measured); // all are lost, nothing is forgotten
        settlement.OnTransfer(0, 40, 1, Ok, 3 * Day);
        settlement.OnTransfer(0, 41, 1, Ok, 3 * Day);
        Assert.Equal(VerdictKind.Clear, settlement.OnTransfer(0, 42, 1, Ok, 3 * Day).Kind);
    }

    [Fact]
    public void Refuses_what_cannot_be()
    {
        SettlementDegradation settlement = New();
        Assert.Throws<ArgumentOutOfRangeException>(() => settlement.OnTransfer(0, 1, -1, Ok, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => settlement.OnTransfer(0, 1, 1, 3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => settlement.OnTransfer(0, 1, 1, -1, 1));
        Assert.Throws<ArgumentException>(() => new SettlementDegradation(2, [Limit], new()));
        Assert.Throws<ArgumentException>(() => new SettlementDegradation(2, [Limit, 0], new()));
        Assert.Equal(VerdictKind.Between, settlement.OnTransfer(0, long.MinValue, long.MaxValue, Wait, 0).Kind);
        Assert.Equal(VerdictKind.Trip, settlement.OnTransfer(0, 2, long.MaxValue, Ok, long.MaxValue).Kind);
    }

    [Fact]
    public void Memory_keeps_what_is_pending_and_what_was_confirmed()
    {
        SettlementDegradation first = New();
        for (int i = 1; i <= 20; i++)
        {
            first.OnTransfer(1, i, 2 * Second, Ok, i);
        }

        first.OnTransfer(1, 21, 0, Wait, 100);
        first.OnTransfer(1, 22, 0, Wait, 100);
        SettlementDegradation copy = New();
        TestMemory.Copy(first, copy);
        Assert.Equal(6 * Second, copy.LimitOf(1));
        Assert.Equal(VerdictKind.Clear, copy.Judge(1, 100 + (6 * Second)).Kind);
        Assert.Equal(VerdictKind.Trip, copy.Judge(1, 101 + (6 * Second)).Kind);
        TestMemory.RefusesEveryTruncation(first, New, 7);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new SettlementDegradation(1, [Limit], new())));
        TestMemory.SurvivesForeignBytes(first, New, m => m.OnTransfer(1, 23, 5, Ok, Day), 3);
    }

    [Fact]
    public void Equals_the_plain_implementation()
    {
        ulong seed = SafetyFixture.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(unchecked((int)seed));
        for (int run = 0; run < 30; run++)
        {
            SettlementDegradationSettings settings = new() { OverdueTransfers = random.Next(1, 4), LostAfterNs = 200 * Second };
            SettlementDegradation settlement = new(1, [40 * Second], settings);
            Plain plain = new(settings, 40 * Second);
            long now = Day;
            for (int step = 0; step < 600; step++)
            {
                now += random.Next(0, random.Next(8) == 0 ? 100 : 6) * Second;
                long id = random.Next(16) == 0 ? 0 : random.Next(1, 1 + (step / 2) + 10);
                long age = random.Next(12) == 0 ? random.Next(0, 60) * Second : random.Next(1, 8) * Second;
                int outcome = random.Next(10) switch { < 5 => Ok, < 9 => Wait, _ => Fail };
                bool judgeOnly = random.Next(4) == 0;
                Verdict got = judgeOnly ? settlement.Judge(0, now) : settlement.OnTransfer(0, id, age, outcome, now);
                (VerdictKind kind, long measured, long limit) = judgeOnly ? plain.Judge(now) : plain.OnTransfer(id, age, outcome, now);
                Assert.True((kind, measured, limit) == (got.Kind, got.Evidence.Measured, got.Evidence.Threshold == 0 ? 0 : settlement.LimitOf(0)),
                    $"seed {seed}, run {run}, step {step}: {kind} {measured} {limit}, got {got}");
            }
        }
    }

    private static SettlementDegradation New() => new(2, [Limit, Limit], new());

    /// <summary>The same rules with lists, sorting everything each time.</summary>
    private sealed class Plain(SettlementDegradationSettings settings, long absolute)
    {
        private readonly List<(long Id, long Since, long Seen, bool Overdue)> _pending = [];
        private readonly List<long> _ages = [];
        private readonly List<long> _ended = [];
        private bool _seen;
        private int _late;
        private int _row;
        private long _at;

        public (VerdictKind Kind, long Measured, long Limit) OnTransfer(long id, long age, int outcome, long now)
        {
            _seen = true;
            _at = now;
            if (id == 0)
            {
                End(age, outcome);
            }
            else if (!_ended.TakeLast(128).Contains(id))
            {
                int known = _pending.FindIndex(p => p.Id == id);
                if (outcome == Wait)
                {
                    if (known >= 0)
                    {
                        _pending[known] = (id, now - age, now, _pending[known].Overdue);
                    }
                    else
                    {
                        MakeRoom(now);
                        _pending.Add((id, now - age, now, false));
                    }
                }
                else
                {
                    _pending.RemoveAll(p => p.Id == id);
                    _ended.Add(id);
                    End(age, outcome);
                }
            }

            return Judge(now);
        }

        public (VerdictKind Kind, long Measured, long Limit) Judge(long now)
        {
            if (!_seen)
            {
                return default;
            }

            int lost = _pending.RemoveAll(p => now - p.Seen > settings.LostAfterNs);
            _late += lost;
            _row = lost > 0 ? 0 : _row;
            for (int i = 0; i < _pending.Count; i++)
            {
                if (!_pending[i].Overdue && now - _pending[i].Since > Bound())
                {
                    _pending[i] = _pending[i] with { Overdue = true };
                    _row = 0;
                }
            }

            _late = _row >= 3 ? 0 : _late;
            int overdue = _late + _pending.Count(p => p.Overdue);
            VerdictKind kind = overdue >= settings.OverdueTransfers ? VerdictKind.Trip
                : now - _at > Day ? VerdictKind.NoData : _row >= 3 ? VerdictKind.Clear : VerdictKind.Between;
            return (kind, overdue, Bound());
        }

        private void MakeRoom(long now)
        {
            if (_pending.Count < 32)
            {
                return;
            }

            (long Id, long Since, long Seen, bool Overdue) oldest = _pending.MinBy(p => p.Since);
            _pending.Remove(oldest);
            if (oldest.Overdue || now - oldest.Since > Bound())
            {
                _late++;
                _row = 0;
            }
        }

        private void End(long age, int outcome)
        {
            bool late = outcome == Fail || age > Bound();
            _late += late ? 1 : 0;
            _row = late ? 0 : outcome == Ok ? _row + 1 : _row;
            if (outcome == Ok)
            {
                _ages.Add(age);
            }
        }

        private long Bound()
        {
            long[] last = _ages.TakeLast(128).Order().ToArray();
            if (last.Length < 20)
            {
                return absolute;
            }

            int rank = (int)Math.Ceiling(last.Length * 0.99m);
            return Math.Min(absolute, Math.Max(Second, 3 * last[rank - 1]));
        }
    }
}

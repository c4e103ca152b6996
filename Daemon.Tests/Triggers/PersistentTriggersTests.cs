using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class PersistentTriggersTests
{
    private static readonly bool[] NeverGone = new bool[CauseTable.Capacity];

    private const long Now = 1_700_000_000 * FixedPoint.Second;
    private const long Quarter = 15 * FixedPoint.Minute;
    private const long Five = 5 * FixedPoint.Minute;

    [Theory]
    [InlineData(Quarter - 1, true)]
    [InlineData(Quarter, false)]
    [InlineData(Quarter + 1, false)]
    public void Three_trips_on_one_scope_escalate(long oldest, bool expected)
    {
        TripLog log = new();
        Assert.Equal(VerdictKind.None, On(log, Now - oldest, 4, TriggerId.VolatilitySpike).Kind);
        Assert.Equal(VerdictKind.None, On(log, Now - 1, 4, TriggerId.ApiFailure).Kind);
        Verdict verdict = On(log, Now, 4, TriggerId.ExtremeVolatility);
        Assert.Equal(expected ? VerdictKind.Trip : VerdictKind.None, verdict.Kind);
        if (expected)
        {
            Assert.Equal((Severity.Critical, new Evidence(3, 3, Quarter, Measure.Repeats)), (verdict.Severity, verdict.Evidence));
        }
    }

    [Theory]
    [InlineData(Five - 1, true)]
    [InlineData(Five, false)]
    [InlineData(Five + 1, false)]
    public void Three_scopes_escalate(long oldest, bool expected)
    {
        TripLog log = new();
        Assert.Equal(VerdictKind.None, On(log, Now - oldest, 4, TriggerId.VolatilitySpike).Kind);
        Assert.Equal(VerdictKind.None, On(log, Now - 1, 5, TriggerId.VolatilitySpike).Kind);
        Verdict verdict = On(log, Now, 6, TriggerId.VolatilitySpike);
        Assert.Equal(expected ? VerdictKind.Trip : VerdictKind.None, verdict.Kind);
        if (expected)
        {
            Assert.Equal((Severity.Critical, new Evidence(3, 3, Five, Measure.Breadth)), (verdict.Severity, verdict.Evidence));
        }
    }

    [Fact]
    public void One_origin_on_many_scopes_counts_once()
    {
        TripLog log = new();
        for (int scope = 10; scope < 30; scope++)
        {
            Assert.Equal(VerdictKind.None, On(log, Now, scope, TriggerId.SettlementUnitDeviation, origin: 900).Kind);
        }

        Assert.Equal(VerdictKind.None, On(log, Now + 1, 40, TriggerId.VolatilitySpike).Kind);
        Assert.Equal(VerdictKind.Trip, On(log, Now + 2, 41, TriggerId.VolatilitySpike).Kind);
    }

    [Fact]
    public void Many_origins_on_one_scope_are_one_scope()
    {
        TripLog log = new();
        On(log, Now - Quarter, 4, TriggerId.VolatilitySpike, origin: 1);
        On(log, Now - 2, 4, TriggerId.ApiFailure, origin: 2);
        Assert.Equal(VerdictKind.None, On(log, Now - 1, 5, TriggerId.ApiFailure, origin: 3).Kind);
    }

    [Theory]
    [InlineData(TriggerId.OperatorHalt)]
    [InlineData(TriggerId.OperatorPause)]
    [InlineData(TriggerId.InputStale)]
    [InlineData(TriggerId.PersistentTriggers)]
    public void Operators_late_inputs_and_itself_do_not_count(TriggerId trigger)
    {
        TripLog log = new();
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(Verdict.None, On(log, Now + i, i % 6, trigger));
        }

        Assert.Equal(Verdict.None, On(log, Now + 20, 1, TriggerId.ApiFailure));
        Assert.Equal(Verdict.None, On(log, Now + 21, 1, TriggerId.VolatilitySpike));
        Assert.Equal(VerdictKind.Trip, On(log, Now + 22, 1, TriggerId.MarginBufferBreach).Kind);
    }

    [Fact]
    public void The_newest_trip_counts_once_logged_or_not()
    {
        TripLog log = new();
        PersistentTriggers persistent = new(new());
        On(log, Now, 4, TriggerId.VolatilitySpike);
        Trip newest = new(Now + 1, 4, TriggerId.ApiFailure, 4);
        Assert.Equal(Verdict.None, persistent.OnTrip(log, newest));
        log.Add(newest);
        Assert.Equal(Verdict.None, persistent.OnTrip(log, newest));
        Assert.Equal(VerdictKind.Trip, persistent.OnTrip(log, new Trip(Now + 2, 4, TriggerId.MarginBufferBreach, 4)).Kind);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_cause_that_stays_active_escalates(long beside, bool expected)
    {
        CauseTable causes = new(8);
        Take(causes, 1, 3, TriggerId.ApiFailure, Severity.High);
        Verdict verdict = new PersistentTriggers(new()).OnCauses(causes, NeverGone, Now + (30 * FixedPoint.Minute) + beside);
        Assert.Equal(expected ? VerdictKind.Trip : VerdictKind.None, verdict.Kind);
        Assert.Equal(expected ? Severity.Critical : default, verdict.Severity);
    }

    [Fact]
    public void Cleared_alerting_paused_and_platform_causes_do_not_persist()
    {
        CauseTable causes = new(8);
        int cleared = Take(causes, 1, 3, TriggerId.ApiFailure, Severity.High);
        causes.Replace(cleared, causes[cleared] with { Status = CauseStatus.Cleared });
        Take(causes, 2, 3, TriggerId.VolatilitySpike, Severity.Low);
        Take(causes, 3, 4, TriggerId.OperatorPause, Severity.High);
        Take(causes, 5, 5, TriggerId.FundingDislocation, Severity.Medium);
        Take(causes, 4, Topology.Platform, TriggerId.StateIntegrityFault, Severity.Critical);
        Assert.Equal(Verdict.None, new PersistentTriggers(new()).OnCauses(causes, NeverGone, Now + (60 * FixedPoint.Minute)));
    }

    [Fact]
    public void A_cause_that_waits_for_the_end_of_its_hold_does_not_persist()
    {
        CauseTable causes = new(8);
        int slot = Take(causes, 1, 3, TriggerId.ExtremeVolatility, Severity.High);
        bool[] isGone = new bool[CauseTable.Capacity];
        isGone[slot] = true;
        PersistentTriggers persistent = new(new());
        Assert.Equal(Verdict.None, persistent.OnCauses(causes, isGone, Now + (31 * FixedPoint.Minute)));
        isGone[slot] = false;
        Assert.Equal(VerdictKind.Trip, persistent.OnCauses(causes, isGone, Now + (31 * FixedPoint.Minute)).Kind);
    }

    [Theory]
    [InlineData(5_000, 4_000, 9_999, false)]
    [InlineData(5_000, 4_000, 10_000, false)]
    [InlineData(5_000, 4_000, 10_001, true)]
    [InlineData(4_000, 5_000, 10_000, false)]
    [InlineData(4_000, 5_000, 10_001, true)]
    [InlineData(0, 0, 50, false)]
    [InlineData(-9, -4, 50, false)]
    [InlineData(long.MaxValue, long.MaxValue, long.MaxValue, false)]
    public void A_value_past_twice_its_trip_level_escalates(long atTrip, long threshold, long measured, bool expected)
    {
        Verdict verdict = new PersistentTriggers(new()).OnWorse(new Evidence(atTrip, threshold, 7), new Evidence(measured, threshold, 7));
        Assert.Equal(expected ? VerdictKind.Trip : VerdictKind.None, verdict.Kind);
    }

    [Fact]
    public void A_full_log_is_walked_within_its_bounds()
    {
        TripLog log = new();
        for (int i = 0; i < 3 * TripLog.Capacity; i++)
        {
            log.Add(new Trip(Now, i, TriggerId.InputStale, i));
        }

        Assert.Equal(Verdict.None, On(log, Now, 1, TriggerId.ApiFailure));
    }

    private static Verdict On(TripLog log, long at, int scope, TriggerId trigger, int origin = -1)
    {
        Trip trip = new(at, scope, trigger, origin < 0 ? scope : origin);
        log.Add(trip);
        return new PersistentTriggers(new()).OnTrip(log, trip);
    }

    private static int Take(CauseTable causes, long id, int scope, TriggerId trigger, Severity severity) => causes.Take(new Cause
    {
        Id = id,
        Scope = scope,
        Trigger = trigger,
        Severity = severity,
        Status = CauseStatus.Active,
        LatchedAt = Now,
        TrippedAt = Now,
    });
}

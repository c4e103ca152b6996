using System;
using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class TriggerCatalogueTests
{
    private const long Second = 1_700_000_000;

    [Fact]
    public void The_defaults_are_the_specification()
    {
        TriggerSettings settings = new();
        Assert.Null(TriggerSettingsCheck.FirstFault(settings));
        (TriggerId Trigger, long Hold)[] holds =
        [
            (TriggerId.VolatilitySpike, 300), (TriggerId.ExtremeVolatility, 900), (TriggerId.ExecutionAnomaly, 0), (TriggerId.ApiFailure, 0),
            (TriggerId.SettlementUnitDeviation, 600), (TriggerId.MarginBufferBreach, 300), (TriggerId.ReconciliationFailure, 0),
            (TriggerId.InputStale, 60), (TriggerId.StateIntegrityFault, 0), (TriggerId.PersistentTriggers, 0), (TriggerId.OperatorHalt, 0),
            (TriggerId.OperatorPause, 0),
        ];
        foreach ((TriggerId trigger, long hold) in holds)
        {
            TriggerPolicy policy = settings.PolicyOf(trigger);
            Assert.Equal((true, false, hold * FixedPoint.Second), (policy.Enabled, policy.Shadow, policy.HoldNs));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => settings.PolicyOf(TriggerId.None));
    }

    [Fact]
    public void A_setting_out_of_range_is_named()
    {
        TriggerSettings good = new();
        (TriggerSettings Bad, string Name)[] cases =
        [
            (good with { PriceMaxAgeNs = 0 }, "prices.max_age: 0"),
            (good with { VolatilitySpike = new() { ClearMultiplePpm = 4_000_000 } }, "market.volatility_spike.clear_multiple: 4000000"),
            (good with { VolatilitySpike = new() { GapFillSeconds = 60 } }, "market.volatility_spike.gap_fill_seconds: 60"),
            (good with { VolatilitySpike = new() { Policy = new(Enabled: true, Shadow: true, -1) } }, "market.volatility_spike.hold: -1"),
            (good with { ExtremeVolatility = new() { MeanSeconds = 9 } }, "market.extreme_volatility.mean_seconds: 9"),
            (good with { ExecutionAnomaly = new() { ClearFills = 0 } }, "market.execution_anomaly.clear_fills: 0"),
            (good with { ApiFailure = new() { TripAbove = 0 } }, "venue.api_failure.trip_above: 0"),
            (good with { SettlementUnitDeviation = new() { ClearPpm = 15_000 } }, "asset.settlement_unit_deviation.clear: 15000"),
            (good with { MarginBufferBreach = new() { ClearPpm = 1_500_000 } }, "internal.margin_buffer_breach.clear: 1500000"),
            (good with { ReconciliationFailure = new() { TripPolls = 0 } }, "internal.reconciliation_failure.trip_polls: 0"),
            (good with { PersistentTriggers = new() { ScopesTripped = 17 } }, "systemic.persistent_triggers.scopes_tripped: 17"),
        ];
        foreach ((TriggerSettings bad, string name) in cases)
        {
            Assert.StartsWith(name, TriggerSettingsCheck.FirstFault(bad), StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => new TriggerCatalogue(TestTopology.Build(), bad));
        }
    }

    [Fact]
    public void Every_input_has_its_own_number()
    {
        Topology topology = TestTopology.Build();
        InputIndex inputs = new(topology);
        HashSet<int> seen = [];
        foreach (Instrument i in topology.Instruments)
        {
            Assert.True(seen.Add(inputs.Price(i.Index)));
        }

        foreach (Asset a in topology.Assets)
        {
            Assert.True(seen.Add(inputs.ReferencePrice(a.Index)));
        }

        foreach (UnitReference r in topology.UnitReferences)
        {
            Assert.True(seen.Add(inputs.UnitRate(r.Index)));
        }

        foreach (Unit u in topology.Units)
        {
            Assert.True(seen.Add(inputs.UnitWorth(u.Index)));
        }

        foreach (Venue v in topology.Venues)
        {
            Assert.True(seen.Add(inputs.Calls(v.Index)));
            Assert.True(seen.Add(inputs.Polls(v.Index)));
        }

        foreach (Position p in topology.Positions)
        {
            Assert.True(seen.Add(inputs.Margin(p.Index)));
        }

        foreach (Route r in topology.Routes)
        {
            Assert.True(seen.Add(inputs.Balance(r.Index)));
        }

        Assert.True(seen.Add(inputs.Engine));
        Assert.Equal(inputs.Count, seen.Count);
    }

    [Fact]
    public void An_integrity_report_is_always_critical() => Assert.Equal(
        new Verdict(VerdictKind.Trip, Severity.Critical, new Evidence(7, 9, 0), IsWarming: false), new StateIntegrityFault().OnReport(7, 9));

    [Fact]
    public void Memory_of_all_continues_identically_over_a_restart()
    {
        TriggerCatalogue first = new(TestTopology.Build(), new());
        Run(first, Second, 4_000);
        TriggerCatalogue copy = new(TestTopology.Build(), new());
        TestMemory.Copy(first, copy);
        Assert.Equal(Run(first, Second + 4_700, 500), Run(copy, Second + 4_700, 500)); // ten minutes are missing
        TestMemory.RefusesEveryTruncation(first, () => new TriggerCatalogue(TestTopology.Build(), new()), step: 997);
    }

    [Fact]
    public void The_same_history_gives_the_same_bytes()
    {
        CanonicalWriter[] writers = [new(), new()];
        List<Verdict>[] verdicts = new List<Verdict>[2];
        for (int i = 0; i < 2; i++)
        {
            TriggerCatalogue catalogue = new(TestTopology.Build(), new());
            verdicts[i] = Run(catalogue, Second, 1_000);
            catalogue.Write(writers[i]);
        }

        Assert.Equal(verdicts[0], verdicts[1]);
        Assert.True(writers[0].Written.SequenceEqual(writers[1].Written));
    }

    [Fact]
    public void Another_format_is_refused() => Assert.Throws<CanonicalFormatException>(() =>
    {
        CanonicalReader reader = new([2, 0]);
        new TriggerCatalogue(TestTopology.Build(), new()).Read(ref reader);
    });

    [Fact]
    public void A_restart_within_minutes_leaves_the_baseline_warm()
    {
        TriggerCatalogue first = new(TestTopology.Build(), new());
        Run(first, Second, 4_000);
        TriggerCatalogue copy = new(TestTopology.Build(), new());
        TestMemory.Copy(first, copy);
        Verdict verdict = copy.VolatilitySpike.OnSecond(0, 5_000, Second + 4_000 + 600);
        Assert.Equal((VerdictKind.NoData, false), (verdict.Kind, verdict.IsWarming));
        Assert.Equal(VerdictKind.Trip, copy.VolatilitySpike.OnSecond(0, 5_500, Second + 4_000 + 601).Kind); // not blind, not even for a minute
    }

    /// <summary>A changed window starts afresh and says so, every other part goes on: a setting must not keep a node from starting.</summary>
    [Fact]
    public void Windows_of_another_size_start_afresh_and_say_so()
    {
        TriggerCatalogue first = new(TestTopology.Build(), new());
        Run(first, Second, 4_000);
        TriggerSettings changed = new()
        {
            CrossVenueBasisShock = new() { BaselineSamples = 100 },
            SystemCompromise = new() { RefusedSignatures = 5 },
            ExecutionIntegrity = new() { Fills = 20 },
        };
        TriggerCatalogue second = new(TestTopology.Build(), changed);
        CanonicalWriter writer = new();
        first.Write(writer);
        CanonicalReader reader = new(writer.Written);
        second.Read(ref reader);
        Assert.Equal(3, second.StartedAfresh.Count);
        foreach (string part in new[] { "cross_venue_basis_shock: ", "system_compromise: ", "execution_integrity: " })
        {
            string said = Assert.Single(second.StartedAfresh, s => s.StartsWith(part, StringComparison.Ordinal));
            Assert.Contains("the configuration", said, StringComparison.Ordinal);
        }

        // What was not changed is not blind: a jump is seen against the hour that the snapshot remembers.
        second.VolatilitySpike.OnSecond(0, 1_000_000_000, Second + 4_000);
        Assert.False(second.VolatilitySpike.IsWarming(0));

        // What starts afresh is as new, not half read.
        TriggerCatalogue fresh = new(TestTopology.Build(), changed);
        Assert.Equal(BytesOf(fresh.SystemCompromise), BytesOf(second.SystemCompromise));
        Assert.Equal(BytesOf(fresh.CrossVenueBasisShock), BytesOf(second.CrossVenueBasisShock));
        Assert.Equal(BytesOf(fresh.ExecutionIntegrity), BytesOf(second.ExecutionIntegrity));
    }

    private static byte[] BytesOf(IEvaluatorMemory memory)
    {
        CanonicalWriter writer = new();
        memory.Write(writer);
        return writer.Written.ToArray();
    }

    internal static List<Verdict> Run(TriggerCatalogue all, long from, int seconds)
    {
        List<Verdict> verdicts = [];
        for (int i = 0; i < seconds; i++)
        {
            long now = (from + i) * FixedPoint.Second;
            Drive(all, i, now, verdicts.Add);
        }

        return verdicts;
    }

    internal static void Drive(TriggerCatalogue all, int i, long now, Action<Verdict> take)
    {
        uint mixed = unchecked((uint)i * 2_654_435_761);
        long price = 1_000_000_000 + (mixed % 1_000_000);
        all.Prices.Observe(i % 6, price, now);
        all.Rates.Observe(i % 6, 1_000_000 + (mixed % 40_000), now);
        all.Prices.SetUnitRate(0, 1_000_000, now);
        long reference = all.Prices.Reference(0, now);
        take(all.ExtremeVolatility.OnPrice(0, reference, now));
        all.ExtremeVolatility.OnSecond(0, reference, now / FixedPoint.Second);
        take(all.VolatilitySpike.OnSecond(0, reference, now / FixedPoint.Second));
        take(all.ExecutionAnomaly.OnSlippage(i % 4, 100, mixed % 500, i % 3 == 0, now));
        take(all.ApiFailure.OnCall(i % 4, (int)(mixed % 6), mixed % 6 == 0 ? i % 5 : 0, now));
        Span<long> fresh = stackalloc long[UnitRates.MostReferences];
        take(all.SettlementUnitDeviation.OnRates(0, fresh[..all.Rates.Fresh(0, now, fresh)], now));
        take(all.MarginBufferBreach.OnRatio(i % 2, 1_000_000 + (mixed % 1_000_000), i % 9 != 0, now));
        take(all.ReconciliationFailure.OnPair(i % 4, 5, 5 + (mixed % 3 / 2), 0, now));
        take(all.ReconciliationFailure.Judge(i % 4, now));
        all.InputStale.Observe(i % 7, now);
        take(all.InputStale.Judge(i % 11, now));
        take(all.StateIntegrityFault.OnReport(i, 0));
        DriveMarkets(all, i, now, take);
        DriveVenues(all, i, now, take);
        DrivePlatform(all, i, now, take);
    }

    private static void DriveMarkets(TriggerCatalogue all, int i, long now, Action<Verdict> take)
    {
        uint mixed = unchecked((uint)i * 2_654_435_761);
        long own = 1_000_000 + (mixed % 60_000);
        ReadOnlySpan<long> others = [1_000_000, 1_000_100 + (i % 7), 999_000];
        take(all.ExecutionPrecisionInversion.OnCost(i % 4, mixed % 300, 100, now));
        take(all.ExecutionPrecisionInversion.Judge((i + 1) % 4, now));
        take(all.FundingDislocation.OnFunding(6, mixed % 2_000, 480 * FixedPoint.Minute, now));
        take(all.CrossVenueBasisShock.OnPrices(i % 9, own, others, now));
        take(all.AbnormalPricing.OnPrice(i % 9, own, others, now));
        take(all.AbnormalPricing.OnSecond(i % 9, own, now, others, now));
        all.PaxgDislocation.OnGold(own, i % 100 > 10, now);
        take(all.PaxgDislocation.OnPrice(1, own + (mixed % 9_000), now));
        take(all.PaxgDislocation.Judge(1, now));
        take(all.LiquidityCompression.OnDepth(i % 9, mixed % 900, 500, 2_500, now));
        take(all.LiquidityCompression.Judge((i + 1) % 9, now));
        take(all.DisplayUnitDivergence.OnRate(i % 3, 1_000_000 - (mixed % 9_000), now));
        take(all.MarketDislocation.OnRates(i % 3, [1_000_000, 1_000_000 - (mixed % 70_000)], 2, now));
        all.Conversions.Observe(i % 6, 1_000_000, now);
    }

    private static void DriveVenues(TriggerCatalogue all, int i, long now, Action<Verdict> take)
    {
        uint mixed = unchecked((uint)i * 2_654_435_761);
        take(all.ApiInstability.OnCall(i % 4, mixed % 9 != 0, mixed % 3_000 * FixedPoint.Millisecond, i % 5 == 0 ? FixedPoint.Second : -1, now));
        take(all.ApiInstability.Judge((i + 1) % 4, now));
        take(all.TransferHalt.OnStatus(i % 4, mixed % 7 != 0, mixed % 11 != 0, i % 13 == 0, now));
        take(all.TransferHalt.OnTransfer(i % 4, i % 3 == 0, now));
        take(all.SettlementDegradation.OnTransfer(i % 4, i % 50, mixed % 100 * FixedPoint.Minute, i % 3, now));
        take(all.SettlementDegradation.Judge((i + 1) % 4, now));
        take(all.ChainStress.OnStatus(i % 2, mixed % 100 * FixedPoint.Minute, mixed % 6, mixed % 3, mixed % 50 == 0, now));
        take(all.ChainStress.Judge((i + 1) % 2, now));
        take(all.VenueInsolvency.OnHalts(i % 4, [i % 2 == 0, false, i % 3 == 0, false], now));
        take(all.VenueInsolvency.OnReport(i % 4, i % 3, now));
        take(VenueInsolvency.Statement());
    }

    private static void DrivePlatform(TriggerCatalogue all, int i, long now, Action<Verdict> take)
    {
        uint mixed = unchecked((uint)i * 2_654_435_761);
        all.NodeSilent.OnSlot(i % 40 != 0, now);
        take(all.NodeSilent.JudgeSlot(now));
        take(all.RiskControlTimeout.OnMissed(1 + (i % 2), FixedPoint.Second, FixedPoint.Second, effect: i % 4 == 0));
        take(RegulatoryAction.Statement());
        take(SystemCompromise.Statement());
        take(all.SystemCompromise.OnRefusedSignature(now));
        take(all.SystemCompromise.OnAttestation(i % 2 == 0));
        take(all.ExecutionIntegrity.OnUnknownOrder(i));
        take(all.ExecutionIntegrity.OnDecision(i));
        take(all.ExecutionIntegrity.OnPrediction(i % 4, 100, mixed % 900));
    }
}

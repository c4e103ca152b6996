using System;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class VenueInsolvencyTests
{
    private const long Hour = 60 * FixedPoint.Minute;

    // Venue 0 trades BTC, ETH, PAXG (on ETH's chain) and one more of an own chain twice; venue 1 trades BTC and ETH.
    private static readonly int[] Venues = [0, 0, 0, 1, 1, 0, 0];
    private static readonly int[] Groups = [1, 2, 2, 1, 2, -1, -1];

    [Theory]
    [InlineData("0000000", 0, VerdictKind.Clear)]
    [InlineData("1000000", 1, VerdictKind.Between)]
    [InlineData("1100000", 2, VerdictKind.Trip)]
    [InlineData("1010000", 2, VerdictKind.Trip)]
    [InlineData("0110000", 1, VerdictKind.Between)]
    [InlineData("1110000", 2, VerdictKind.Trip)]
    [InlineData("1001100", 1, VerdictKind.Between)]
    [InlineData("0001100", 0, VerdictKind.Clear)]
    [InlineData("0000011", 2, VerdictKind.Trip)]
    [InlineData("1111111", 4, VerdictKind.Trip)]
    public void Assets_of_different_chains_are_counted(string halted, int count, VerdictKind expected)
    {
        VenueInsolvency insolvency = new(Venues, Groups, 2, new());
        bool[] flags = halted.Select(c => c == '1').ToArray();
        Verdict verdict = insolvency.OnHalts(0, flags, 100);
        Assert.Equal((expected, expected == VerdictKind.Trip ? Severity.Critical : default), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(count, 2, 0, Measure.HaltedTransfers), verdict.Evidence);
    }

    [Theory]
    [InlineData(3, 0, VerdictKind.Between, 1)]
    [InlineData(4, Hour - 1, VerdictKind.Trip, 2)]
    [InlineData(4, Hour, VerdictKind.Trip, 2)]
    [InlineData(4, Hour + 1, VerdictKind.Between, 1)]
    public void Two_different_feeds_within_the_hour_trip(int second, long after, VerdictKind expected, int count)
    {
        VenueInsolvency insolvency = new(Venues, Groups, 2, new());
        Assert.Equal(VerdictKind.Between, insolvency.OnReport(1, 3, 100).Kind);
        Assert.Equal(VerdictKind.Between, insolvency.OnReport(0, 5, 100).Kind);
        Verdict verdict = insolvency.OnReport(1, second, 100 + after);
        Assert.Equal((expected, expected == VerdictKind.Trip ? Severity.Critical : default), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(count, 2, Hour, Measure.Reports), verdict.Evidence);
    }

    [Fact]
    public void A_report_keeps_the_halts_from_clearing_for_its_hour()
    {
        VenueInsolvency insolvency = new(Venues, Groups, 2, new());
        insolvency.OnReport(0, 0, 100);
        Assert.Equal(VerdictKind.Between, insolvency.OnHalts(0, new bool[7], 100 + Hour).Kind);
        Assert.Equal(VerdictKind.Clear, insolvency.OnHalts(0, new bool[7], 101 + Hour).Kind);
        Assert.Equal(VerdictKind.Trip, insolvency.OnHalts(0, [true, true, false, false, false, false, false], 102 + Hour).Kind);
    }

    [Fact]
    public void A_statement_is_a_critical_trip() => Assert.Equal(
        new Verdict(VerdictKind.Trip, Severity.Critical, new Evidence(1, 1, 0, Measure.Statement), IsWarming: false), VenueInsolvency.Statement());

    [Fact]
    public void Refuses_what_is_not_of_the_topology()
    {
        VenueInsolvency insolvency = new(Venues, Groups, 2, new());
        Assert.Throws<ArgumentOutOfRangeException>(() => insolvency.OnReport(0, 16, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => insolvency.OnReport(0, -1, 1));
        Assert.Equal(VerdictKind.Between, insolvency.OnReport(0, 15, 1).Kind);
        Assert.Throws<ArgumentException>(() => insolvency.OnHalts(0, new bool[6], 1));
        Assert.Throws<ArgumentException>(() => new VenueInsolvency(Venues, [1], 2, new()));
    }

    [Fact]
    public void Memory_keeps_the_reports()
    {
        VenueInsolvency first = new(Venues, Groups, 2, new());
        first.OnReport(1, 3, 100);
        VenueInsolvency copy = new(Venues, Groups, 2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.OnReport(1, 4, 200).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new VenueInsolvency(Venues, Groups, 2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new VenueInsolvency(Venues, Groups, 3, new())));
        TestMemory.SurvivesForeignBytes(first, () => new VenueInsolvency(Venues, Groups, 2, new()), m => m.OnReport(1, 4, 200));
    }
}

using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ReconciliationFailureTests
{
    private const long Age = 5 * FixedPoint.Second;

    [Theory]
    [InlineData(100, 100, 0, false)]
    [InlineData(100, 101, 0, true)]
    [InlineData(100, 99, 0, true)]
    [InlineData(100, 103, 3, false)]
    [InlineData(100, 97, -3, false)]
    [InlineData(100, 103, 2, true)]
    [InlineData(100, 103, 4, true)]
    [InlineData(FixedPoint.MaxPrice, -FixedPoint.MaxPrice, FixedPoint.MaxPrice, true)]
    [InlineData(-FixedPoint.MaxPrice, FixedPoint.MaxPrice, -FixedPoint.MaxPrice, true)]
    public void Any_integer_difference_trips_at_the_second_poll(long ours, long venues, long inFlight, bool differs)
    {
        ReconciliationFailure reconciliation = new(2, new());
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(1, ours, venues, inFlight, 100).Kind);
        Verdict verdict = reconciliation.OnPair(1, ours, venues, inFlight, 101);
        Assert.Equal(differs ? VerdictKind.Trip : VerdictKind.Between, verdict.Kind);
        Assert.Equal(venues - ours - inFlight, verdict.Evidence.Measured);
        Assert.Equal(differs ? Severity.High : default, verdict.Severity);
    }

    [Theory]
    [InlineData(-1, VerdictKind.Between)]
    [InlineData(0, VerdictKind.Trip)]
    [InlineData(1, VerdictKind.Trip)]
    public void A_difference_trips_by_age_without_a_second_poll(long beside, VerdictKind expected)
    {
        ReconciliationFailure reconciliation = new(1, new());
        Assert.Equal(Verdict.None, reconciliation.Judge(0, 50));
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 1, 2, 0, 100).Kind);
        Assert.Equal(expected, reconciliation.Judge(0, 100 + Age + beside).Kind);
    }

    [Fact]
    public void Age_counts_where_more_polls_are_asked_for()
    {
        ReconciliationFailure reconciliation = new(1, new() { TripPolls = 9 });
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 1, 2, 0, 100).Kind);
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 1, 3, 0, 99 + Age).Kind);
        Assert.Equal(VerdictKind.Trip, reconciliation.OnPair(0, 1, 4, 0, 100 + Age).Kind);
    }

    [Fact]
    public void A_difference_that_goes_away_is_forgotten()
    {
        ReconciliationFailure reconciliation = new(1, new());
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 1, 2, 0, 100).Kind);
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 2, 2, 0, 101).Kind);
        Assert.Equal(VerdictKind.Between, reconciliation.OnPair(0, 1, 2, 0, 102).Kind);
        Assert.Equal(VerdictKind.Between, reconciliation.Judge(0, 101 + Age).Kind);
    }

    [Fact]
    public void Three_zero_differences_clear_and_it_trips_again()
    {
        ReconciliationFailure reconciliation = new(1, new());
        VerdictKind[] expected =
        [
            VerdictKind.Between, VerdictKind.Trip, VerdictKind.Between, VerdictKind.Between, VerdictKind.Between, VerdictKind.Between,
            VerdictKind.Between, VerdictKind.Clear, VerdictKind.Clear, VerdictKind.Between, VerdictKind.Trip,
        ];
        long[] differences = [5, 5, 0, 0, 5, 0, 0, 0, 0, -1, -2];
        for (int i = 0; i < differences.Length; i++)
        {
            Assert.Equal(expected[i], reconciliation.OnPair(0, 0, differences[i], 0, i).Kind);
        }
    }

    [Fact]
    public void Memory_keeps_the_difference()
    {
        ReconciliationFailure first = new(2, new());
        first.OnPair(1, 0, 7, 0, 100);
        ReconciliationFailure copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.Judge(1, 100 + Age), copy.Judge(1, 100 + Age));
        Assert.Equal(VerdictKind.Trip, copy.OnPair(1, 0, 7, 0, 101).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new ReconciliationFailure(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ReconciliationFailure(3, new())));
    }
}

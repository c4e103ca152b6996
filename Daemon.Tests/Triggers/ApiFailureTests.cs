using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ApiFailureTests
{
    [Theory]
    [InlineData(0, 0, VerdictKind.Between)]
    [InlineData(1, 0, VerdictKind.Between)]
    [InlineData(2, 0, VerdictKind.Between)]
    [InlineData(3, 0, VerdictKind.Between)]
    [InlineData(4, 0, VerdictKind.Trip)]
    [InlineData(5, 0, VerdictKind.Trip)]
    [InlineData(0, 1, VerdictKind.Between)]
    [InlineData(0, 2, VerdictKind.Between)]
    [InlineData(0, 3, VerdictKind.Clear)]
    [InlineData(0, 4, VerdictKind.Clear)]
    [InlineData(1, 9, VerdictKind.Between)]
    [InlineData(int.MaxValue, 0, VerdictKind.Trip)]
    public void The_counts_judge(int failures, int successes, VerdictKind expected)
    {
        Verdict verdict = new ApiFailure(3, new()).OnCall(2, failures, successes, 5);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(new Evidence(failures, 3, 0), verdict.Evidence);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
    }

    [Fact]
    public void Counts_venues_that_tripped_within_the_window()
    {
        ApiFailure api = new(3, new());
        Assert.Equal(0, api.TrippedWithin(100, FixedPoint.Minute));
        api.OnCall(0, 4, 0, 100);
        api.OnCall(0, 5, 0, 200); // still the same trip
        Assert.Equal(1, api.TrippedWithin(200, FixedPoint.Minute));
        long later = 100 + FixedPoint.Minute;
        api.OnCall(2, 4, 0, later);
        Assert.Equal(2, api.TrippedWithin(later, FixedPoint.Minute));
        Assert.Equal(1, api.TrippedWithin(later + 1, FixedPoint.Minute));
    }

    [Fact]
    public void Trips_clears_and_trips_again()
    {
        ApiFailure api = new(1, new());
        Assert.Equal(VerdictKind.Trip, api.OnCall(0, 4, 0, 100).Kind);
        Assert.Equal(VerdictKind.Between, api.OnCall(0, 0, 1, 200).Kind);
        Assert.Equal(VerdictKind.Between, api.OnCall(0, 0, 2, 300).Kind);
        Assert.Equal(VerdictKind.Clear, api.OnCall(0, 0, 3, 400).Kind);
        Assert.Equal(VerdictKind.Trip, api.OnCall(0, 4, 0, 500).Kind);
        Assert.Equal(1, api.TrippedWithin(900, 400));
        Assert.Equal(0, api.TrippedWithin(901, 400));
    }

    [Fact]
    public void Memory_keeps_the_trips()
    {
        ApiFailure first = new(2, new());
        first.OnCall(1, 4, 0, 100);
        ApiFailure copy = new(2, new());
        TestMemory.Copy(first, copy);
        copy.OnCall(1, 5, 0, 900);
        Assert.Equal(0, copy.TrippedWithin(901, 800));
        Assert.Equal(1, copy.TrippedWithin(900, 800));
        TestMemory.RefusesEveryTruncation(first, () => new ApiFailure(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ApiFailure(3, new())));
    }
}

using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class InputStaleTests
{
    [Theory]
    [InlineData(0, VerdictKind.Clear)]
    [InlineData(499, VerdictKind.Clear)]
    [InlineData(500, VerdictKind.Clear)]
    [InlineData(501, VerdictKind.Trip)]
    [InlineData(50_000, VerdictKind.Trip)]
    public void The_age_judges(long age, VerdictKind expected)
    {
        InputStale stale = new(2, new());
        stale.Define(1, 500);
        stale.Observe(1, 1_000);
        Verdict verdict = stale.Judge(1, 1_000 + age);
        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.Medium : default, verdict.Severity);
        Assert.Equal(new Evidence(age, 500, 500), verdict.Evidence);
    }

    [Fact]
    public void What_was_never_seen_is_awaited()
    {
        InputStale stale = new(2, new());
        stale.Define(1, 500);
        Assert.Equal(Verdict.None, stale.Judge(1, long.MaxValue));
        Assert.True(stale.IsAwaited(1));
        Assert.True(stale.Observe(1, 0));
        Assert.False(stale.IsAwaited(1));
        Assert.False(stale.Observe(1, 100));
        Assert.Equal(VerdictKind.Clear, stale.Judge(1, 600).Kind);
        Assert.Equal(VerdictKind.Trip, stale.Judge(1, 601).Kind);
        Assert.False(stale.Observe(1, 700));
        Assert.Equal(VerdictKind.Clear, stale.Judge(1, 700).Kind);
        Assert.Equal(VerdictKind.Trip, stale.Judge(1, 1_201).Kind);
        stale.AwaitAll();
        Assert.Equal(Verdict.None, stale.Judge(1, 5_000));
        Assert.True(stale.Observe(1, 5_000));
    }

    [Fact]
    public void What_is_not_required_is_not_judged()
    {
        InputStale stale = new(2, new());
        Assert.True(stale.Observe(0, 10));
        Assert.Equal(Verdict.None, stale.Judge(0, long.MaxValue));
        Assert.False(stale.IsAwaited(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stale.Define(0, 0));
    }

    [Fact]
    public void Memory_keeps_what_was_seen()
    {
        InputStale first = new(2, new());
        first.Observe(1, 1_000);
        InputStale copy = new(2, new());
        copy.Define(1, 500);
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.Judge(1, 1_501).Kind);
        Assert.False(copy.Observe(1, 1_502));
        TestMemory.RefusesEveryTruncation(first, () => new InputStale(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new InputStale(3, new())));
    }
}

using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ChainStressTests
{
    private const long Second = FixedPoint.Second;
    private const long Minute = FixedPoint.Minute;
    private const long MaxAge = 3 * Minute;

    private static readonly Chain[] Chains = [Chain.Bitcoin, Chain.Ethereum, Chain.Solana, Chain.None];

    [Theory]
    [InlineData(0, (90 * Minute) - 1, 9, 1, false, VerdictKind.Clear, Measure.Age)]
    [InlineData(0, 90 * Minute, 0, 0, false, VerdictKind.Trip, Measure.Age)]
    [InlineData(0, (90 * Minute) + 1, 0, 0, false, VerdictKind.Trip, Measure.Age)]
    [InlineData(0, 0, 0, 1, false, VerdictKind.Clear, Measure.Age)]
    [InlineData(0, 0, 0, 2, false, VerdictKind.Trip, Measure.ReorganizationDepth)]
    [InlineData(0, 0, 0, 3, false, VerdictKind.Trip, Measure.ReorganizationDepth)]
    [InlineData(1, 24 * 60 * Minute, 3, 9, false, VerdictKind.Clear, Measure.FinalityLag)]
    [InlineData(1, 0, 4, 0, false, VerdictKind.Clear, Measure.FinalityLag)]
    [InlineData(1, 0, 5, 0, false, VerdictKind.Trip, Measure.FinalityLag)]
    [InlineData(2, (60 * Second) - 1, 9, 9, false, VerdictKind.Clear, Measure.Age)]
    [InlineData(2, 60 * Second, 0, 0, false, VerdictKind.Trip, Measure.Age)]
    [InlineData(2, (60 * Second) + 1, 0, 0, false, VerdictKind.Trip, Measure.Age)]
    [InlineData(3, 24 * 60 * Minute, 99, 99, false, VerdictKind.Clear, Measure.IssuerPause)]
    [InlineData(0, 0, 0, 0, true, VerdictKind.Trip, Measure.IssuerPause)]
    [InlineData(1, 0, 0, 0, true, VerdictKind.Trip, Measure.IssuerPause)]
    [InlineData(2, 0, 0, 0, true, VerdictKind.Trip, Measure.IssuerPause)]
    [InlineData(3, 0, 0, 0, true, VerdictKind.Trip, Measure.IssuerPause)]
    public void Each_chain_has_its_own_sign(int asset, long age, long lag, long reorg, bool paused, VerdictKind expected, Measure measure)
    {
        Verdict verdict = new ChainStress(Chains, new()).OnStatus(asset, age, lag, reorg, paused, 100);
        Assert.Equal((expected, measure), (verdict.Kind, verdict.Evidence.Measure));
        Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
    }

    [Fact]
    public void A_block_grows_older_by_itself_until_the_status_is_old()
    {
        ChainStress chain = new(Chains, new());
        Assert.Equal(Verdict.None, chain.Judge(0, 1));
        chain.OnStatus(0, 88 * Minute, 0, 0, issuerPaused: false, 0);
        Assert.Equal(VerdictKind.Clear, chain.Judge(0, (2 * Minute) - 1).Kind);
        Verdict verdict = chain.Judge(0, 2 * Minute);
        Assert.Equal((VerdictKind.Trip, new Evidence(90 * Minute, 90 * Minute, 0, Measure.Age)), (verdict.Kind, verdict.Evidence));
        Assert.Equal(VerdictKind.Trip, chain.Judge(0, MaxAge).Kind);
        Assert.Equal(VerdictKind.NoData, chain.Judge(0, MaxAge + 1).Kind);
    }

    [Fact]
    public void Bitcoin_clears_after_six_blocks_and_trips_again()
    {
        ChainStress chain = new(Chains, new());
        long now = 0;
        Assert.Equal(VerdictKind.Trip, chain.OnStatus(0, 91 * Minute, 0, 0, issuerPaused: false, now).Kind);
        for (int block = 1; block <= 6; block++)
        {
            // A new block, seen young, and then the same block, older.
            VerdictKind expected = block < 6 ? VerdictKind.Between : VerdictKind.Clear;
            Assert.Equal(expected, chain.OnStatus(0, 30 * Second, 0, 0, issuerPaused: false, now += Minute).Kind);
            Assert.Equal(expected, chain.OnStatus(0, 90 * Second, 0, 0, issuerPaused: false, now += Minute).Kind);
        }

        Assert.Equal(VerdictKind.Trip, chain.OnStatus(0, 0, 0, 2, issuerPaused: false, now += Minute).Kind);
        Assert.Equal(VerdictKind.Between, chain.OnStatus(0, Minute, 0, 1, issuerPaused: false, now += Minute).Kind);
        Assert.Equal(VerdictKind.Between, chain.Judge(0, now).Kind);
    }

    [Theory]
    [InlineData(1, 1_152)]
    [InlineData(2, 600)]
    public void The_others_clear_after_calm_time(int asset, long seconds)
    {
        ChainStress chain = new(Chains, new());
        Assert.Equal(VerdictKind.Trip, chain.OnStatus(asset, 60 * Second, 5, 0, issuerPaused: false, 0).Kind);
        for (long second = 1; second <= seconds; second++)
        {
            Assert.Equal(VerdictKind.Between, chain.OnStatus(asset, 0, 4, 0, issuerPaused: false, second * Second).Kind);
        }

        Assert.Equal(VerdictKind.Between, chain.Judge(asset, ((seconds + 1) * Second) - 1).Kind);
        Assert.Equal(VerdictKind.Clear, chain.Judge(asset, (seconds + 1) * Second).Kind);
        Assert.Equal(VerdictKind.Trip, chain.OnStatus(asset, 60 * Second, 5, 0, issuerPaused: false, (seconds + 2) * Second).Kind);
        Assert.Equal(VerdictKind.Between, chain.OnStatus(asset, 0, 0, 0, issuerPaused: false, (seconds + 3) * Second).Kind);
    }

    [Fact]
    public void What_was_not_seen_starts_the_calm_over()
    {
        ChainStress chain = new(Chains, new());
        chain.OnStatus(1, 0, 5, 0, issuerPaused: false, 0);
        chain.OnStatus(1, 0, 0, 0, issuerPaused: false, Second);
        long back = Second + MaxAge + 1;
        Assert.Equal(VerdictKind.Between, chain.OnStatus(1, 0, 0, 0, issuerPaused: false, back).Kind);
        for (long now = back; now < back + (1_152 * Second); now += Minute)
        {
            Assert.Equal(VerdictKind.Between, chain.OnStatus(1, 0, 0, 0, issuerPaused: false, now).Kind);
        }

        Assert.Equal(VerdictKind.Clear, chain.OnStatus(1, 0, 0, 0, issuerPaused: false, back + (1_152 * Second)).Kind);
        chain.OnStatus(0, 0, 0, 2, issuerPaused: false, 0);
        for (int block = 1; block <= 9; block++)
        {
            chain.OnStatus(0, 100 - block, 0, 0, issuerPaused: false, block * (MaxAge + 1));
        }

        Assert.Equal(VerdictKind.Between, chain.Judge(0, 9 * (MaxAge + 1)).Kind);
    }

    [Theory]
    [InlineData(MaxAge, VerdictKind.Clear)]
    [InlineData(MaxAge + 1, VerdictKind.Between)]
    public void Blocks_from_before_a_gap_do_not_count(long gap, VerdictKind expected)
    {
        ChainStress chain = new(Chains, new());
        chain.OnStatus(0, 0, 0, 2, issuerPaused: false, 0);
        chain.OnStatus(0, 100, 0, 0, issuerPaused: false, 0);
        for (int block = 1; block <= 5; block++)
        {
            Assert.Equal(VerdictKind.Between, chain.OnStatus(0, 100 - block, 0, 0, issuerPaused: false, block).Kind);
        }

        chain.OnStatus(0, 95, 0, 0, issuerPaused: false, 5 + gap);
        Assert.Equal(expected, chain.OnStatus(0, 94, 0, 0, issuerPaused: false, 6 + gap).Kind);
    }

    [Fact]
    public void A_pause_of_a_token_without_a_chain_ends_with_the_flag()
    {
        ChainStress chain = new(Chains, new());
        chain.OnStatus(3, 0, 0, 0, issuerPaused: true, 0);
        Assert.Equal(VerdictKind.Clear, chain.OnStatus(3, 0, 0, 0, issuerPaused: false, 1).Kind);
        Assert.Equal(VerdictKind.Trip, chain.OnStatus(3, 0, 0, 0, issuerPaused: true, 2).Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.OnStatus(3, -1, 0, 0, issuerPaused: false, 3));
    }

    [Fact]
    public void Memory_keeps_blocks_and_calm()
    {
        ChainStress first = new(Chains, new());
        first.OnStatus(0, 0, 0, 2, issuerPaused: false, 0);
        first.OnStatus(2, Minute, 0, 0, issuerPaused: false, 0);
        first.OnStatus(2, 0, 0, 0, issuerPaused: false, Minute);
        ChainStress copy = new(Chains, new());
        TestMemory.Copy(first, copy);
        for (int i = 1; i <= 10; i++)
        {
            VerdictKind expected = i < 10 ? VerdictKind.Between : VerdictKind.Clear;
            Assert.Equal(expected, copy.OnStatus(2, 0, 0, 0, issuerPaused: false, (1 + i) * Minute).Kind);
        }

        TestMemory.RefusesEveryTruncation(first, () => new ChainStress(Chains, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ChainStress([Chain.Bitcoin], new())));
        Assert.Throws<CanonicalFormatException>(() =>
            TestMemory.Copy(first, new ChainStress([Chain.Bitcoin, Chain.Ethereum, Chain.Bitcoin, Chain.None], new())));
        TestMemory.SurvivesForeignBytes(first, () => new ChainStress(Chains, new()), m => m.Judge(0, Minute));
    }
}

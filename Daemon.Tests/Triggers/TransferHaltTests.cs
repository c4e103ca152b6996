using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class TransferHaltTests
{
    private const long MaxAge = 5 * FixedPoint.Minute;

    [Theory]
    [InlineData(true, true, false, VerdictKind.Clear)]
    [InlineData(true, true, true, VerdictKind.Clear)]
    [InlineData(false, true, false, VerdictKind.Trip)]
    [InlineData(true, false, false, VerdictKind.Trip)]
    [InlineData(false, false, false, VerdictKind.Trip)]
    [InlineData(false, true, true, VerdictKind.Between)]
    [InlineData(true, false, true, VerdictKind.Between)]
    [InlineData(false, false, true, VerdictKind.Between)]
    public void The_flags_judge(bool deposits, bool withdrawals, bool scheduled, VerdictKind expected)
    {
        TransferHalt halt = new(2, new());
        Verdict verdict = halt.OnStatus(1, deposits, withdrawals, scheduled, 100);
        bool trips = expected == VerdictKind.Trip;
        Assert.Equal((expected, trips ? Severity.High : default), (verdict.Kind, verdict.Severity));
        Assert.Equal(new Evidence(trips ? 1 : 0, 1, 0, Measure.HaltedTransfers), verdict.Evidence);
        Assert.Equal(trips, halt.IsHalted(1, 100 + MaxAge));
        Assert.False(halt.IsHalted(1, 101 + MaxAge));
        Assert.False(halt.IsHalted(0, 100));
    }

    [Fact]
    public void Clears_only_by_a_transfer_after_the_flag_is_on_again()
    {
        TransferHalt halt = new(1, new());
        Assert.Equal(Verdict.None, halt.OnTransfer(0, confirmed: true, 1));
        halt.OnStatus(0, deposits: false, withdrawals: true, scheduled: false, 2);
        Assert.Equal(VerdictKind.Trip, halt.OnTransfer(0, confirmed: true, 3).Kind);
        Assert.Equal(VerdictKind.Between, halt.OnStatus(0, deposits: true, withdrawals: true, scheduled: false, 4).Kind);
        Assert.Equal(VerdictKind.Between, halt.OnTransfer(0, confirmed: false, 5).Kind);
        Assert.Equal(VerdictKind.Between, halt.OnStatus(0, deposits: false, withdrawals: true, scheduled: true, 6).Kind);
        Assert.Equal(VerdictKind.Between, halt.OnTransfer(0, confirmed: true, 7).Kind);
        Assert.Equal(VerdictKind.Between, halt.OnStatus(0, deposits: true, withdrawals: true, scheduled: false, 8).Kind);
        Assert.Equal(VerdictKind.Clear, halt.OnTransfer(0, confirmed: true, 9).Kind);
        Assert.Equal(VerdictKind.Clear, halt.OnStatus(0, deposits: true, withdrawals: true, scheduled: false, 10).Kind);
        Assert.Equal(VerdictKind.Trip, halt.OnStatus(0, deposits: true, withdrawals: false, scheduled: false, 11).Kind);
    }

    [Theory]
    [InlineData(MaxAge - 1, VerdictKind.Clear)]
    [InlineData(MaxAge, VerdictKind.Clear)]
    [InlineData(MaxAge + 1, VerdictKind.NoData)]
    public void An_old_status_is_no_data_and_no_transfer_clears_by_it(long age, VerdictKind expected)
    {
        TransferHalt halt = new(1, new());
        halt.OnStatus(0, deposits: false, withdrawals: true, scheduled: false, 0);
        halt.OnStatus(0, deposits: true, withdrawals: true, scheduled: false, 0);
        Assert.Equal(expected, halt.OnTransfer(0, confirmed: true, age).Kind);
        VerdictKind after = halt.OnStatus(0, deposits: true, withdrawals: true, scheduled: false, age).Kind;
        Assert.Equal(expected == VerdictKind.Clear ? VerdictKind.Clear : VerdictKind.Between, after);
    }

    [Fact]
    public void Memory_keeps_that_a_transfer_is_awaited()
    {
        TransferHalt first = new(2, new());
        first.OnStatus(1, deposits: false, withdrawals: true, scheduled: false, 100);
        TransferHalt copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.True(copy.IsHalted(1, 200));
        Assert.Equal(VerdictKind.Between, copy.OnStatus(1, deposits: true, withdrawals: true, scheduled: false, 300).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new TransferHalt(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new TransferHalt(1, new())));
        TestMemory.SurvivesForeignBytes(first, () => new TransferHalt(2, new()), m => m.OnTransfer(1, confirmed: true, 300));
    }
}

using System;
using System.IO;
using System.Threading;
using Basisd.Gate;
using Basisd.Host.Loop;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>The second clock of a page: who offers it, who follows it, and what readers and pages of other times do.</summary>
public sealed class GateClockTests : IDisposable
{
    private const ulong AllowAll = GateLayout.KnownBits;
    private const long Second = 1_000_000_000;
    private const long ShortTick = 4_000_000;

    private static readonly string[] s_targets =
        ["sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target", "suspend-then-hibernate.target"];

    private readonly GateFolder _folder = new();
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("basisd-root-");

    public void Dispose()
    {
        _folder.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public void The_coarse_clock_is_never_ahead_and_lags_less_than_the_writer_takes_off()
    {
        for (int i = 0; i < 100_000; i++)
        {
            long before = BootClock.MonotonicNs();
            long coarse = BootClock.CoarseNs();
            Assert.True(coarse <= BootClock.MonotonicNs());
            Assert.True(coarse > before - Second);
        }

        Assert.InRange(BootClock.CoarseTickNs(), 1, GateLayout.CoarseLagNs / 2);
    }

    [Theory]
    [InlineData(GateClock.BootTime)]
    [InlineData(GateClock.Coarse)]
    public void Readers_in_both_languages_follow_the_page(GateClock clock)
    {
        SkipWhereSuspended();
        string program = CReader.Plain;
        using GateWriter writer = Open(clock, Second);
        using GateReader reader = GateReader.Attach(_folder.Page);
        Assert.Equal(clock, reader.Header().Clock);
        GateSelection selection = reader.Select("asset/BTC");
        using (new GateKeeper(writer))
        {
            Assert.True(SpinWait.SpinUntil(() => selection.Check(0) == GateVerdict.Allow, TimeSpan.FromSeconds(30)));
            Assert.True(SpinWait.SpinUntil(() => selection.CheckAt(0, BootClock.NowNs()) == GateVerdict.Allow, TimeSpan.FromSeconds(30)));
            Assert.Equal("ALLOW", Assert.Single(CReader.Run(program, "once", _folder.Page, "0", "asset/BTC").Lines));
        }

        Assert.True(writer.Renew(BootClock.NowNs() - Second));
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        Assert.Equal("DENY", Assert.Single(CReader.Run(program, "once", _folder.Page, "0", "asset/BTC").Lines));
    }

    [Fact]
    public void On_the_coarse_clock_the_writer_takes_the_lag_off()
    {
        SkipWhereSuspended();
        using GateWriter writer = Open(GateClock.Coarse, Second);
        long until = BootClock.NowNs() + Second;
        Assert.True(writer.Renew(until));
        using GateReader reader = GateReader.Attach(_folder.Page);
        Assert.Equal(until - GateLayout.CoarseLagNs, reader.Header().ValidUntilBootNs);

        // A validity shorter than the lag is none: better closed than open for longer than was granted.
        Assert.True(writer.Renew(BootClock.NowNs() + (GateLayout.CoarseLagNs / 4)));
        Assert.Equal(GateVerdict.Deny, reader.Select("asset/BTC").CheckAt(0, BootClock.NowNs()));
    }

    [Fact]
    public void A_reader_that_knows_one_clock_only_closes_early_and_never_late()
    {
        SkipWhereSuspended();
        using GateWriter writer = Open(GateClock.Coarse, Second);
        long until = BootClock.NowNs() + Second;
        Assert.True(writer.Renew(until));
        using GateReader reader = GateReader.Attach(_folder.Page);
        GateSelection selection = reader.Select("asset/BTC");
        Assert.Equal(GateVerdict.Allow, selection.CheckAt(0, until - GateLayout.CoarseLagNs));
        Assert.Equal(GateVerdict.Deny, selection.CheckAt(0, until - GateLayout.CoarseLagNs + 1));
    }

    [Fact]
    public void A_page_of_before_the_field_is_on_the_boot_clock()
    {
        using GateWriter writer = Open(GateClock.BootTime, Second);
        byte[] page = File.ReadAllBytes(_folder.Page);
        Assert.Equal(new byte[28], page[GateLayout.ClockOffset..(GateLayout.ClockOffset + 28)]);
    }

    [Fact]
    public void A_clock_of_a_later_writer_is_refused_in_both_languages()
    {
        using GateWriter writer = Open(GateClock.BootTime, Second);
        byte[] page = File.ReadAllBytes(_folder.Page);
        page[GateLayout.ClockOffset] = 2;
        string later = Path.Combine(_folder.Root, "later");
        File.WriteAllBytes(later, page);
        using GateReader reader = GateReader.Attach(later);
        Assert.Equal(GateAttachResult.OtherVersion, reader.Result);
        Assert.Equal(GateVerdict.Deny, reader.Select("asset/BTC").Check(0));
        Assert.Equal($"{(int)GateAttachResult.OtherVersion} 0", Assert.Single(CReader.Run(CReader.Plain, "judge", later).Lines));
    }

    [Fact]
    public void A_kernel_without_sleep_states_cannot_suspend()
    {
        Assert.Equal(string.Empty, SuspendState.Problem(_root.FullName));
        States("\n");
        Assert.Equal(string.Empty, SuspendState.Problem(_root.FullName));
    }

    [Fact]
    public void A_host_that_could_suspend_is_offered_the_boot_clock_until_every_target_is_masked()
    {
        States("freeze mem disk\n");
        for (int masked = 0; masked < s_targets.Length; masked++)
        {
            string problem = SuspendState.Problem(_root.FullName);
            Assert.Contains(s_targets[masked] + " is not masked", problem, StringComparison.Ordinal);
            Assert.Equal(problem, GateClockChoice.Problem(_root.FullName, wasSuspended: false, ShortTick));
            Mask(masked % 2 == 0 ? "etc" : "run", s_targets[masked], "/dev/null");
        }

        Assert.Equal(string.Empty, GateClockChoice.Problem(_root.FullName, wasSuspended: false, ShortTick));
    }

    [Fact]
    public void A_target_that_is_linked_elsewhere_is_not_masked()
    {
        States("mem\n");
        foreach (string target in s_targets)
        {
            Mask("etc", target, "/usr/lib/systemd/system/" + target);
        }

        Assert.Contains("sleep.target is not masked", SuspendState.Problem(_root.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void A_boot_that_was_suspended_or_a_slow_tick_is_no_ground_for_the_coarse_clock()
    {
        Assert.Contains("suspended", GateClockChoice.Problem(_root.FullName, wasSuspended: true, ShortTick), StringComparison.Ordinal);
        Assert.Contains(
            "ticks every", GateClockChoice.Problem(_root.FullName, wasSuspended: false, GateLayout.CoarseLagNs), StringComparison.Ordinal);
    }

    private static void SkipWhereSuspended()
    {
        if (SuspendState.WasSuspended())
        {
            Assert.Skip("this machine was suspended in this boot: no page is put on the coarse clock here");
        }
    }

    private GateWriter Open(GateClock clock, long validForNs)
    {
        GateWriter writer = _folder.Create(1, clock);
        for (int scope = 0; scope < GateFolder.Names.Length; scope++)
        {
            writer.Publish(scope, AllowAll, 0, 0, 1);
        }

        Assert.True(writer.Renew(BootClock.NowNs() + validForNs));
        return writer;
    }

    private void States(string text)
    {
        string folder = Path.Combine(_root.FullName, "sys", "power");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "state"), text);
    }

    private void Mask(string folder, string target, string to)
    {
        string units = Path.Combine(_root.FullName, folder, "systemd", "system");
        Directory.CreateDirectory(units);
        File.CreateSymbolicLink(Path.Combine(units, target), to);
    }
}

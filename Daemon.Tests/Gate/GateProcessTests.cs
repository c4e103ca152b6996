using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using Basisd.Gate;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>Other processes at the gate: a C engine that reads, a daemon that dies.</summary>
public sealed class GateProcessTests
{
    private const long ValidForNs = 250_000_000;
    private const long ClosedWithinNs = 500_000_000;
    private const string PatienceMs = "20000";

    [Fact]
    public void A_C_engine_sees_each_change_of_permission()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen();
        using GateKeeper keep = new(writer);
        using Process engine = Watch("watch", folder, 5, 9, "asset/BTC", "venue/kraken");
        Assert.Equal("ALLOW", Next(engine).Verdict);
        Expect(engine, "QUEUE", () => writer.Publish(2, GateFolder.QueueAll, 1, 0, 2));
        Expect(engine, "DENY", () => writer.Publish(4, 0, 1, 0, 3));
        Expect(engine, "QUEUE", () => writer.Publish(4, GateFolder.AllowAll, 0, 0, 4));
        Expect(engine, "ALLOW", () => writer.Publish(2, GateFolder.AllowAll, 0, 0, 5));
        engine.WaitForExit();
        Assert.Equal(0, engine.ExitCode);
    }

    [Fact]
    public void A_C_engine_follows_a_restarted_daemon_and_one_on_the_old_page_stays_closed()
    {
        using GateFolder folder = new();
        using GateWriter old = folder.CreateOpen(epoch: 1);
        using GateKeeper keep = new(old); // goes on after the takeover, in vain
        using Process engine = Watch("watch", folder, 3, 0, "asset/BTC");
        using Process pinned = Watch("pinned", folder, 3, 0, "asset/BTC");
        Assert.Equal(("ALLOW", "ALLOW"), (Next(engine).Verdict, Next(pinned).Verdict));
        using GateWriter next = folder.Create(epoch: 2);
        Assert.Equal("DENY", Next(engine).Verdict);
        Assert.Equal("DENY", Next(pinned).Verdict);
        for (int i = 0; i < GateFolder.Names.Length; i++)
        {
            next.Publish(i, GateFolder.AllowAll, 0, 0, 1);
        }

        using GateKeeper keepNext = new(next);
        (_, string verdict, int epoch) = Next(engine);
        Assert.Equal(("ALLOW", 2), (verdict, epoch));
        Assert.False(pinned.WaitForExit(500)); // still waits for a third change that must not come
        pinned.Kill();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gate_closes_by_itself_when_its_daemon_is_killed_or_frozen(bool freeze)
    {
        using GateFolder folder = new();
        using WriterProcess daemon = WriterProcess.Start(folder.Page, ValidForNs);
        using Process engine = Watch("watch", folder, freeze ? 3 : 2, 0, "asset/BTC", "venue/kraken", "module/rewards", "route/BTC@kraken");
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection selection = reader.Select("asset/BTC");
        Assert.Equal("ALLOW", Next(engine).Verdict);
        Assert.Equal(GateVerdict.Allow, selection.Check(0));

        long from = BootClock.NowNs();
        if (freeze)
        {
            daemon.Freeze();
        }
        else
        {
            daemon.Kill();
        }

        (long at, string verdict, _) = Next(engine);
        Assert.Equal("DENY", verdict);
        Assert.InRange(at - from, 0, ClosedWithinNs);
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        if (freeze)
        {
            daemon.Thaw();
            Assert.Equal("ALLOW", Next(engine).Verdict); // it was the owner all the time
        }
    }

    [Fact]
    public void A_restart_closes_the_page_that_a_killed_daemon_left_far_open()
    {
        using GateFolder folder = new();
        using WriterProcess daemon = WriterProcess.Start(folder.Page, 2 * GateFolder.Second);
        using Process pinned = Watch("pinned", folder, 2, 0, "asset/BTC");
        Assert.Equal("ALLOW", Next(pinned).Verdict);
        daemon.Kill();
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection selection = reader.Select();
        Assert.Equal(GateVerdict.Allow, selection.Check(0)); // the price of so long a validity
        long from = BootClock.NowNs();
        using GateWriter next = folder.CreateOpen(epoch: 2);
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        (long at, string verdict, _) = Next(pinned);
        Assert.Equal("DENY", verdict);
        Assert.InRange(at - from, 0, ClosedWithinNs);
    }

    [Fact]
    public void A_daemon_that_was_frozen_while_another_took_over_finds_out_and_stops()
    {
        using GateFolder folder = new();
        using WriterProcess old = WriterProcess.Start(folder.Page, ValidForNs);
        using Process pinned = Watch("pinned", folder, 3, 0, "asset/BTC");
        Assert.Equal("ALLOW", Next(pinned).Verdict);
        old.Freeze();
        using GateWriter next = folder.CreateOpen(epoch: 2);
        Assert.Equal("DENY", Next(pinned).Verdict);
        old.Thaw();
        Assert.True(old.WaitForExit(10_000));
        Assert.Equal(7, old.ExitCode);
        Assert.False(pinned.HasExited); // it never saw the old page open again
        pinned.Kill();
    }

    [Fact]
    public void One_check_from_the_command_line_answers_with_its_exit_code()
    {
        using GateFolder folder = new();
        Assert.Equal((1, "DENY"), Once(folder, "0"));
        using GateWriter writer = folder.CreateOpen();
        Assert.Equal((0, "ALLOW"), Once(folder, "0", "asset/BTC"));
        Assert.Equal((1, "DENY"), Once(folder, "0", "asset/DOGE"));
        Assert.Equal((1, "DENY"), Once(folder, "12", "asset/BTC"));
        writer.Publish(0, GateFolder.QueueAll, 3, 0, 2);
        Assert.Equal((1, "QUEUE"), Once(folder, "11", "asset/BTC"));
        writer.Close();
        Assert.Equal((1, "DENY"), Once(folder, "11"));
    }

    private static (int Code, string Verdict) Once(GateFolder folder, string action, params string[] scopes)
    {
        (int code, string[] lines, _) = CReader.Run(CReader.Plain, ["once", folder.Page, action, .. scopes]);
        return (code, lines[0]);
    }

    private static Process Watch(string mode, GateFolder folder, int changes, int action, params string[] scopes)
    {
        IEnumerable<string> arguments = [mode, $"{changes}", PatienceMs, folder.Page, $"{action}", .. scopes];
        return CReader.Start(CReader.Plain, arguments);
    }

    private static void Expect(Process engine, string verdict, Action change)
    {
        long from = BootClock.NowNs();
        change();
        (long at, string seen, _) = Next(engine);
        Assert.Equal(verdict, seen);
        Assert.InRange(at, from, from + (2 * GateFolder.Second));
    }

    private static (long At, string Verdict, int Epoch) Next(Process engine)
    {
        string? line = engine.StandardOutput.ReadLine();
        Assert.NotNull(line); // the reader gave up: its time is over
        string[] parts = line.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}

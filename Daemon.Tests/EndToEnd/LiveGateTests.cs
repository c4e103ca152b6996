using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Safety;
using Basisd.Tests.Gate;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>An engine in C at the page of a live daemon.</summary>
[Collection("daemon live")]
public sealed class LiveGateTests
{
    private const long ClosedWithinNs = 500 * FixedPoint.Millisecond;
    private const string PatienceMs = "60000";
    private static readonly string[] s_scopes = ["module/rewards", "asset/BTC", "venue/alpha", "route/BTC@alpha"];

    [Fact]
    public async Task A_C_engine_sees_pauses_and_breaches_and_their_end()
    {
        using DaemonRig rig = new(Configurations.Fast);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        Feed feed = new(client, Configurations.FastScale);
        Assert.Equal(GateVerdict.Deny, Verdict(rig));
        using Process engine = Watch("watch", rig, 6);
        Assert.Equal("DENY", Next(engine).Verdict);
        feed.SendAll();
        Assert.Equal("ALLOW", Next(engine).Verdict);

        await rig.PauseAsync("module/rewards");
        Assert.Equal("DENY", Next(engine).Verdict);
        await rig.PauseAsync("module/rewards", lift: true);
        Assert.Equal("ALLOW", Next(engine).Verdict);

        // Nobody asks the operator: the breach itself closes.
        long from = BootClock.NowNs();
        feed.Send(feed.Margin(Feed.Breach));
        (long at, string verdict) = Next(engine);
        Assert.Equal("DENY", verdict);
        Assert.InRange(at - from, 0, ClosedWithinNs);
        feed.SendAll();
        Assert.Equal("ALLOW", Next(engine).Verdict);
        TestContext.Current.TestOutputHelper?.WriteLine($"breach sent → a C engine polling each 0.2 ms sees DENY: {(at - from) / 1000} µs");
        await rig.AssertWellAsync("pauses and breaches");
    }

    [Fact]
    public async Task The_gate_closes_after_kill_9_and_a_reader_of_the_old_page_never_sees_it_open_again()
    {
        using DaemonRig rig = new(Configurations.Fast);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        new Feed(client, Configurations.FastScale).SendAll();
        await OpenAsync(rig);
        using Process engine = Watch("watch", rig, 4);
        using Process pinned = Watch("pinned", rig, 3);
        using GateReader old = GateReader.Attach(rig.Gate);
        GateSelection held = old.Select(s_scopes);
        Assert.Equal(("ALLOW", "ALLOW"), (Next(engine).Verdict, Next(pinned).Verdict));

        long from = BootClock.NowNs();
        rig.Daemon.Kill();
        AssertClosed(engine, from, "kill -9");
        AssertClosed(pinned, from, "kill -9, pinned");
        Assert.Equal(GateVerdict.Deny, held.Check(0));

        await rig.StartAsync();
        using EngineClient again = rig.Connect();
        new Feed(again, Configurations.FastScale).SendAll();
        Assert.Equal("ALLOW", Next(engine).Verdict);
        Assert.Equal(GateVerdict.Deny, held.Check(0));
        Assert.Equal(GateAttachResult.Attached, old.Reattach());
        Assert.Equal(GateVerdict.Allow, old.Select(s_scopes).Check(0));
        Assert.Equal(GateVerdict.Deny, held.Check(0));
        Assert.False(pinned.HasExited); // a third change, which must not come, would end it

        // A clean stop closes as well, and does not wait for the page to expire.
        rig.Daemon.Signal(Signals.Terminate);
        Assert.Equal("DENY", Next(engine).Verdict);
        Assert.Equal(0, await rig.Daemon.ExitAsync());
        Assert.False(pinned.HasExited);
        pinned.Kill();
    }

    [Fact]
    public async Task The_gate_closes_while_the_daemon_is_stopped_and_it_goes_on_afterwards()
    {
        using DaemonRig rig = new(Configurations.Fast);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        Feed feed = new(client, Configurations.FastScale);
        feed.SendAll();
        await OpenAsync(rig);
        using Process engine = Watch("pinned", rig, 3);
        Assert.Equal("ALLOW", Next(engine).Verdict);
        long from = BootClock.NowNs();
        rig.Daemon.Signal(Signals.Stop);
        AssertClosed(engine, from, "kill -STOP");
        rig.Daemon.Signal(Signals.Continue);
        Assert.Equal("ALLOW", Next(engine).Verdict);
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        await rig.AssertWellAsync("kill -STOP and kill -CONT");
    }

    private static void AssertClosed(Process engine, long from, string after)
    {
        (long at, string verdict) = Next(engine);
        Assert.Equal("DENY", verdict);
        TestContext.Current.TestOutputHelper?.WriteLine($"closed {(at - from) / FixedPoint.Millisecond} ms after {after}");
        Assert.InRange(at - from, 0, ClosedWithinNs);
    }

    private static Task OpenAsync(DaemonRig rig) => Poll.UntilAsync(
        () => Verdict(rig) == GateVerdict.Allow, () => $"the gate did not open; the daemon said:\n{rig.Daemon.Output}");

    private static GateVerdict Verdict(DaemonRig rig)
    {
        using GateReader reader = GateReader.Attach(rig.Gate);
        return reader.Select(s_scopes).Check(0);
    }

    private static Process Watch(string mode, DaemonRig rig, int changes)
    {
        IEnumerable<string> arguments = [mode, $"{changes}", PatienceMs, rig.Gate, "0", .. s_scopes];
        return CReader.Start(CReader.Plain, arguments);
    }

    private static (long At, string Verdict) Next(Process engine)
    {
        string? line = engine.StandardOutput.ReadLine();
        Assert.NotNull(line); // the reader gave up: its time is over
        string[] parts = line.Split(' ');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
    }
}

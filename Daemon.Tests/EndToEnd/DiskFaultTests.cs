using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Tests.Host;
using Basisd.Tests.Simulation;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// on the daemon itself: a commit that fails, or does not come back, closes the gate and ends the process; nothing that hangs is
/// acknowledged. The disk is real: a limit on file sizes, and an ext4 that is frozen under the running daemon.
/// </summary>
[Collection("daemon live")]
public sealed class DiskFaultTests
{
    private const int DiskMegabytes = 192;
    private const int LimitBytes = 64 * 1024;
    private const int SlowMs = 700;
    private const int No = 1;

    /// <summary>The signal that a write beyond the limit sends is ignored, so that the write itself fails.</summary>
    private const string Limitable = "trap '' XFSZ; exec \"$0\" \"$@\"";

    [Fact]
    public async Task A_write_that_fails_closes_the_gate_ends_the_daemon_and_loses_nothing_acknowledged()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using DaemonProcess daemon = DaemonProcess.Start(
            "bash", ["-c", Limitable, DaemonBinary.Path, .. rig.Arguments()],
            new System.Collections.Generic.Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" });
        await daemon.ReadyAsync();
        using GateReader reader = GateReader.Attach(rig.Gate);
        long acknowledged = 0;
        long sent = 0;
        using (EngineClient client = rig.Connect())
        {
            client.SendCommit(++sent, [1]);
            acknowledged = client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds).V0;
            Assert.True(reader.IsLive, reader.Problem);
            (int code, string output) = await Tool.RunAsync("prlimit", null, $"--pid={daemon.Pid}", $"--fsize={LimitBytes}:");
            Assert.True(code == 0, output);
            acknowledged = CommitUntilDead(client, acknowledged, ref sent);
        }

        Assert.Equal(No, await daemon.ExitAsync());
        Assert.False(reader.IsLive, "the gate of a daemon whose journal failed is open");
        Assert.Contains("the gate is closed and the daemon ends: the journal failed and the disk state is unknown", daemon.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", daemon.Output, StringComparison.Ordinal);
        Assert.True(JournalVerifier.Verify(rig.State).Sound);

        await rig.StartAsync();
        using EngineClient again = rig.Connect();
        Assert.InRange(again.Reply.LastCommitId, acknowledged, sent);
        await rig.AssertWellAsync("a write that failed");
    }

    [Fact]
    public async Task A_disk_that_hangs_closes_the_gate_in_time_and_nothing_is_acknowledged_meanwhile()
    {
        using LoopDisk disk = new(DiskMegabytes);
        using DaemonRig rig = Rig(disk, "500ms");
        DaemonProcess daemon = await rig.StartAsync();
        using GateReader reader = GateReader.Attach(rig.Gate);
        using EngineClient client = rig.Connect();
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        Assert.True(reader.IsLive, reader.Problem);
        disk.Freeze();
        try
        {
            Stopwatch watch = Stopwatch.StartNew();
            client.SendCommit(2, [2]);
            await Poll.UntilAsync(() => !reader.IsLive, () => "the gate is open although the disk hangs");
            TestContext.Current.TestOutputHelper?.WriteLine($"the gate closed after {watch.ElapsedMilliseconds} ms, deadline 500 ms");
            Assert.ThrowsAny<EngineClientException>(() => client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds));
        }
        finally
        {
            disk.Thaw();
        }

        Assert.Equal(No, await daemon.ExitAsync());
        Assert.Contains("the gate is closed and the daemon ends: the journal failed and the disk state is unknown: ", daemon.Output,
            StringComparison.Ordinal);
        Assert.True(JournalVerifier.Verify(rig.State).Sound);
        await rig.StartAsync();
        using EngineClient again = rig.Connect();
        Assert.InRange(again.Reply.LastCommitId, 1, 2);
    }

    [Fact]
    public async Task A_disk_that_is_slow_costs_time_and_nothing_else()
    {
        using LoopDisk disk = new(DiskMegabytes);
        using DaemonRig rig = Rig(disk, "30s");
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        using GateReader reader = GateReader.Attach(rig.Gate);
        for (int id = 1; id <= 3; id++)
        {
            disk.Freeze();
            try
            {
                client.SendCommit(id, [1]);
                await rig.StatusWhenAsync(s => s.Journal.Sequence > s.Journal.Committed, "the commit waits for the disk");

                // The gate stays open all the while, far beyond the trust that it had when the commit began to wait, and no answer comes.
                long trusted = reader.Header().ValidUntilBootNs;
                Stopwatch frozen = Stopwatch.StartNew();
                await Poll.UntilAsync(
                    () =>
                    {
                        Assert.True(reader.IsLive, reader.Problem);
                        Assert.False(client.TryReceive(0, out ControlRecord early), $"{early.Kind} while the disk was frozen");
                        return frozen.ElapsedMilliseconds >= SlowMs && BootClock.NowNs() > trusted;
                    },
                    () => "the time did not pass");
            }
            finally
            {
                disk.Thaw();
            }

            Assert.Equal(id, client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds).V0);
        }

        await rig.AssertWellAsync("a slow disk");
    }

    private static DaemonRig Rig(LoopDisk disk, string deadline) => new(Configurations.Plain.Replace(
        "\"snapshot_every\": 10000", $"\"snapshot_every\": 10000, \"commit_deadline\": \"{deadline}\"", StringComparison.Ordinal))
    {
        State = disk.Folder("state"),
    };

    private static long CommitUntilDead(EngineClient client, long acknowledged, ref long sent)
    {
        const int MostCommits = 200;
        try
        {
            while (sent < MostCommits)
            {
                client.SendCommit(++sent, new byte[1_000]);
                acknowledged = client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds).V0;
            }
        }
        catch (EngineClientException)
        {
            return acknowledged;
        }

        throw new InvalidOperationException($"{sent} commits went beyond the limit of {LimitBytes} bytes and none failed");
    }
}

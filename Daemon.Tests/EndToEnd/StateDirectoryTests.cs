using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Gate;
using Basisd.Host.Http;
using Basisd.Journal;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>State directories that cannot be used, or that somebody damaged: a clear answer, and never a silent empty start.</summary>
[Collection("daemon live")]
public sealed class StateDirectoryTests
{
    private const int No = 1;
    private const int Integrity = 4;
    private const string Nobody = "65534";

    [Fact]
    public async Task A_read_only_directory_is_said_to_be_read_only()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Mounted disk = await Mounted.TmpfsAsync(rig, "64m");
        rig.State = disk.Path;
        await disk.ReadOnlyAsync();
        string said = await Refused(rig, No);
        Assert.Contains(disk.Path, said, StringComparison.Ordinal);
        Assert.Contains("ead-only", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_said_to_be_full()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Mounted disk = await Mounted.TmpfsAsync(rig, "8m");
        rig.State = disk.Path;
        string said = await Refused(rig, No);
        Assert.Contains(disk.Path, said, StringComparison.Ordinal);
        Assert.Contains("space", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_fills_up_refuses_commits_and_goes_on_protecting()
    {
        using DaemonRig rig = new(Configurations.Plain);
        using Mounted disk = await Mounted.TmpfsAsync(rig, "128m");
        rig.State = disk.Path;
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        long free = (await rig.StatusAsync()).Journal.FreeBytes;
        const int LeftBytes = 20 * 1024 * 1024;
        await File.WriteAllBytesAsync(Path.Combine(disk.Path, "filler"), new byte[free - LeftBytes], TestContext.Current.CancellationToken);
        await rig.StatusWhenAsync(s => s.Journal.FreeBytes < 2 * LeftBytes, "the daemon sees that the disk is nearly full");
        client.SendCommit(2, [2]);
        EngineClientException refused = Assert.Throws<EngineClientException>(
            () => client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds));
        Assert.Equal(RejectReason.CommitRefused, refused.Reason);
        await rig.PauseAsync("module/rewards");
        await rig.StatusWhenAsync(s => s.Scopes.Single(c => c.Name == "module/rewards").Mode == "BSCB", "the pause holds");
        await rig.AssertWellAsync("a disk below the floor");

        // Room again: commits are taken again.
        File.Delete(Path.Combine(disk.Path, "filler"));
        await rig.StatusWhenAsync(s => s.Journal.FreeBytes > 2 * LeftBytes, "the daemon sees that there is room again");
        client.SendCommit(3, [3]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
    }

    [Fact]
    public async Task A_directory_of_another_user_is_named()
    {
        if (!string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            Assert.Skip("only root can start the daemon as another user");
        }

        if (!DaemonBinary.IsPublished)
        {
            Assert.Skip("another user cannot read the folder of a binary that is not published");
        }

        using DaemonRig rig = new(Configurations.Plain);
        string binary = Path.Combine(rig.Root, "basisd");
        File.Copy(DaemonBinary.Path, binary);
        foreach (string open in (string[])[rig.Root, rig.Run, binary, rig.Configuration!])
        {
            await Run("chmod", "a+rwx", open);
        }

        Directory.CreateDirectory(rig.State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using DaemonProcess daemon = DaemonProcess.Start(
            "setpriv", ["--reuid=" + Nobody, "--regid=" + Nobody, "--clear-groups", binary, .. rig.Arguments()]);
        await AssertSaid(daemon, No);
        Assert.Contains(rig.State, daemon.Output, StringComparison.Ordinal);
        Assert.Contains($"belongs to user id 0, the daemon runs as {Nobody}", daemon.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_use_is_refused_and_its_holder_is_named_and_unharmed()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using GateReader reader = GateReader.Attach(rig.Gate);
        using DaemonProcess second = DaemonProcess.Start(DaemonBinary.Path, rig.Arguments());
        await AssertSaid(second, No);
        Assert.Contains($"pid {rig.Daemon.Pid}", second.Output, StringComparison.Ordinal);
        Assert.True(reader.IsLive, "the second daemon closed the gate of the first");
        await rig.AssertWellAsync("a second daemon");
    }

    [Fact]
    public async Task A_bit_that_flipped_below_the_committed_head_is_found_and_placed()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await LiveAndStop(rig);
        (string file, long offset, ulong sequence) = FrameInTheMiddle(rig.State);
        using (FileStream segment = new(file, FileMode.Open, FileAccess.ReadWrite))
        {
            segment.Position = offset + 8;
            int value = segment.ReadByte();
            segment.Position = offset + 8;
            segment.WriteByte((byte)(value ^ 1));
        }

        string said = await Refused(rig, Integrity);
        Assert.Contains(file, said, StringComparison.Ordinal);
        Assert.Contains("offset", said, StringComparison.Ordinal);
        Assert.Contains("sequence", said, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine($"bit flipped in entry {sequence}, {file} offset {offset + 8}; the daemon says: {said}");
    }

    [Fact]
    public async Task A_missing_segment_is_named()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await LiveAndStop(rig);
        string segment = Assert.Single(Directory.GetFiles(rig.State, "journal.0"));
        File.Delete(segment);
        Assert.Contains(segment, await Refused(rig, Integrity), StringComparison.Ordinal);
        Assert.False(File.Exists(segment), "a lost segment was made anew: silently empty");
    }

    [Theory]
    [InlineData("anchor", false)]
    [InlineData("anchor", true)]
    [InlineData("journal.0", true)]
    public async Task A_file_that_is_lost_or_empty_is_named_and_not_made_anew(string name, bool empty)
    {
        using DaemonRig rig = new(Configurations.Plain);
        await LiveAndStop(rig);
        string file = Path.Combine(rig.State, name);
        if (empty)
        {
            await File.WriteAllBytesAsync(file, [], TestContext.Current.CancellationToken);
        }
        else
        {
            File.Delete(file);
        }

        string said = await Refused(rig, Integrity);
        Assert.Contains(file, said, StringComparison.Ordinal);
        Assert.Contains("basisd journal repair --from-replica FILE", said, StringComparison.Ordinal);
        Assert.True(empty ? new FileInfo(file).Length == 0 : !File.Exists(file), "what is lost was made anew: silently empty");
    }

    [Fact]
    public async Task Stray_files_beside_the_journal_change_nothing_and_stay()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await LiveAndStop(rig);
        string[] stray = ["journal.tmp", "journal.01", "log.tmp", "journal.commit.1", "anchor.new", "core"];
        foreach (string name in stray)
        {
            await File.WriteAllTextAsync(Path.Combine(rig.State, name), "stray", TestContext.Current.CancellationToken);
        }

        await rig.StartAsync();
        await rig.StatusWhenAsync(s => s.Scopes.Single(c => c.Name == "module/rewards").Mode == "BSCB", "the pause of the first life holds");
        Assert.All(stray, name => Assert.True(File.Exists(Path.Combine(rig.State, name)), name));
    }

    private static (string File, long Offset, ulong Sequence) FrameInTheMiddle(string directory)
    {
        Assert.True(JournalReader.Open(directory, out JournalReader? reader, out string message), message);
        using (reader)
        {
            List<(long Address, ulong Sequence)> frames = [];
            while (reader!.TryRead(out FrameHeader header, out _) == ReadStep.Frame)
            {
                frames.Add((header.Address, header.Sequence));
            }

            (long address, ulong sequence) = frames[frames.Count / 2];
            JournalGeometry geometry = reader.Anchor.Geometry;
            return (SegmentFiles.PathOf(directory, geometry.SegmentOf(address)), geometry.OffsetInSegment(address), sequence);
        }
    }

    private static async Task LiveAndStop(DaemonRig rig)
    {
        await rig.StartAsync();
        await rig.PauseAsync("module/rewards");
        await rig.PauseAsync("module/lending");
        rig.Daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await rig.Daemon.ExitAsync());
    }

    private static async Task<string> Refused(DaemonRig rig, int code)
    {
        DaemonProcess daemon = rig.Launch();
        await AssertSaid(daemon, code);
        using GateReader reader = GateReader.Attach(rig.Gate);
        Assert.False(reader.IsLive, "a daemon that does not start opened a gate");
        return daemon.Output;
    }

    private static async Task AssertSaid(DaemonProcess daemon, int code)
    {
        int exit = await daemon.ExitAsync();
        Assert.True(exit == code, string.Create(CultureInfo.InvariantCulture, $"exit {exit}, not {code}:\n{daemon.Output}"));
        Assert.DoesNotContain("   at ", daemon.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", daemon.Output, StringComparison.Ordinal);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        (int code, string output) = await Tool.RunAsync(program, null, arguments);
        Assert.True(code == 0, $"{program}: {output}");
    }

    /// <summary>A small disk of the test's own.</summary>
    private sealed class Mounted : IDisposable
    {
        private Mounted(string path) => Path = path;

        public string Path { get; }

        public static async Task<Mounted> TmpfsAsync(DaemonRig rig, string size)
        {
            string path = System.IO.Path.Combine(rig.Root, "disk");
            Directory.CreateDirectory(path);
            (int code, string output) = await Tool.RunAsync("mount", null, "-t", "tmpfs", "-o", $"size={size},mode=0700", "basisd-test", path);
            if (code != 0)
            {
                Assert.Skip("a disk of the test's own cannot be mounted here: " + output.Trim());
            }

            return new Mounted(path);
        }

        public Task ReadOnlyAsync() => Run("mount", "-o", "remount,ro", Path);

        public void Dispose() => Run("umount", "--lazy", Path).GetAwaiter().GetResult();
    }
}

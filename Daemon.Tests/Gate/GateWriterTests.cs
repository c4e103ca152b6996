using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Basisd.Gate;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Gate;

/// <summary>A page's life as its writer makes it.</summary>
public sealed class GateWriterTests
{
    [Fact]
    public void A_new_page_is_closed_private_and_complete()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.Create(epoch: 42);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder.Page));
        Assert.Equal(GateLayout.TotalSize(GateFolder.Names.Length), new FileInfo(folder.Page).Length);
        Assert.Equal(["gate"], Directory.GetFileSystemEntries(folder.Root).Select(Path.GetFileName));

        using GateReader reader = GateReader.Attach(folder.Page);
        Assert.Equal(GateAttachResult.Attached, reader.Result);
        GateHeader header = reader.Header();
        Assert.Equal((42UL, writer.Generation), (header.Epoch, header.Generation));
        Assert.Equal(((uint)Environment.ProcessId, false), (header.DaemonPid, header.Retired));
        Assert.Equal(GateFolder.Names, Enumerable.Range(0, reader.ScopeCount).Select(i => reader.Cell(i).Name));
        Assert.All(Enumerable.Range(0, reader.ScopeCount), i => Assert.Equal(0UL, reader.Cell(i).Word));
        Assert.Equal(GateScopeKind.Route, reader.Cell(6).Kind);

        writer.Publish(0, GateFolder.AllowAll, 0, 0, 1);
        Assert.Equal(GateVerdict.Deny, reader.Select().Check(0)); // permitted, but not renewed yet
        Assert.True(writer.Renew(BootClock.NowNs() + GateFolder.Second));
        Assert.Equal(GateVerdict.Allow, reader.Select().Check(0));
        Assert.True(writer.Renew(0)); // closed until the next renewal
        Assert.Equal(GateVerdict.Deny, reader.Select().Check(0));
        Assert.True(writer.Renew(BootClock.NowNs() + GateFolder.Second));
        Assert.Equal(GateVerdict.Allow, reader.Select().Check(0));
        Assert.True(writer.Renew(BootClock.NowNs() + (60 * GateFolder.Second))); // beyond the horizon: malformed
        Assert.Equal(GateVerdict.Deny, reader.Select().Check(0));
    }

    [Fact]
    public void What_is_published_is_what_people_see()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.Create();
        using GateReader reader = GateReader.Attach(folder.Page);
        long before = BootClock.NowNs();
        writer.Publish(0, GateFolder.QueueAll, 3, 1, 77);
        GateCell cell = reader.Cell(0);
        Assert.Equal((GateFolder.QueueAll, (byte)3, (byte)1, 77UL), (cell.Word, cell.Mode, cell.Stage, cell.Sequence));
        Assert.InRange(cell.ChangedAtBootNs, before, BootClock.NowNs());
        Assert.Equal((3U, 77UL), (reader.Header().PlatformMode, reader.Header().LastSequence));
    }

    [Fact]
    public void Closed_is_for_ever_and_twice_is_once()
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen();
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection selection = reader.Select("asset/BTC");
        Assert.Equal(GateVerdict.Allow, selection.Check(0));
        writer.Close();
        writer.Close();
        Assert.True(writer.IsClosed);
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        Assert.False(writer.Renew(BootClock.NowNs() + GateFolder.Second));
        writer.Publish(2, GateFolder.AllowAll, 0, 0, 2);
        Assert.Equal(0UL, reader.Cell(2).Word);
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        Assert.Equal(GateAttachResult.Retired, reader.Reattach());
        Assert.False(reader.IsLive);
    }

    [Theory]
    [InlineData(-1, 0UL)]
    [InlineData(7, 0UL)]
    [InlineData(1, 1UL)] // ALLOW without "at least QUEUE"
    [InlineData(1, 1UL << 44)] // an action that does not exist
    public void A_publish_that_cannot_be_closes_the_gate_before_it_throws(int scope, ulong word)
    {
        using GateFolder folder = new();
        using GateWriter writer = folder.CreateOpen();
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection selection = reader.Select();
        Assert.Throws<InvalidOperationException>(() => writer.Publish(scope, word, 0, 0, 9));
        Assert.Equal(GateVerdict.Deny, selection.Check(0));
        Assert.True(writer.IsClosed);
    }

    [Fact]
    public void A_daemon_whose_page_was_taken_over_cannot_renew_it()
    {
        using GateFolder folder = new();
        using GateWriter old = folder.CreateOpen(epoch: 1);
        using GateWriter next = folder.CreateOpen(epoch: 2);
        Assert.False(old.Renew(BootClock.NowNs() + GateFolder.Second));
        Assert.True(old.IsClosed);
        Assert.True(next.Renew(BootClock.NowNs() + GateFolder.Second));
        Assert.True(next.Generation > old.Generation);
    }

    [Theory]
    [InlineData(1L * 1_000_000_000)]
    [InlineData(2L * 1_000_000_000)]
    [InlineData(long.MaxValue / 2)]
    public void A_reader_of_the_old_page_never_sees_it_open_after_a_restart(long validFor)
    {
        using GateFolder folder = new();
        using GateWriter old = folder.CreateOpen(epoch: 1, validFor);
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection kept = reader.Select("asset/BTC");
        Assert.Equal(validFor <= 2 * GateFolder.Second ? GateVerdict.Allow : GateVerdict.Deny, kept.Check(0));
        using GateWriter next = folder.CreateOpen(epoch: 2);
        Assert.Equal(GateVerdict.Deny, kept.Check(0));
        Assert.Equal(0UL, reader.Cell(2).Word);
        Assert.True(reader.Header().Retired);

        Assert.Equal(GateAttachResult.Attached, reader.Reattach());
        Assert.Equal(2UL, reader.Header().Epoch);
        Assert.Equal(GateVerdict.Deny, kept.Check(0)); // made from the old page
        GateSelection anew = reader.Select("asset/BTC");
        Assert.Equal(GateVerdict.Allow, anew.Check(0));
        reader.Dispose();
        Assert.Equal(GateVerdict.Deny, anew.Check(0));
    }

    [Fact]
    public void An_old_page_that_was_damaged_since_it_was_attached_is_closed_all_the_same()
    {
        using GateFolder folder = new();
        using GateWriter old = folder.CreateOpen(epoch: 1);
        using GateReader reader = GateReader.Attach(folder.Page);
        GateSelection kept = reader.Select("asset/BTC");
        using (FileStream file = new(folder.Page, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[64]); // magic, version, sizes gone
        }

        Assert.Equal(GateVerdict.Allow, kept.Check(0));
        using GateWriter next = folder.CreateOpen(epoch: 2);
        Assert.Equal(GateVerdict.Deny, kept.Check(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(383)]
    [InlineData(4096)]
    [InlineData(3_000_000)]
    public void Garbage_at_the_path_is_replaced(int length)
    {
        using GateFolder folder = new();
        byte[] garbage = new byte[length];
        new Random(length).NextBytes(garbage);
        File.WriteAllBytes(folder.Page, garbage);
        File.WriteAllBytes(folder.Page + ".new", garbage);
        using GateWriter writer = folder.CreateOpen();
        using GateReader reader = GateReader.Attach(folder.Page);
        Assert.Equal(GateVerdict.Allow, reader.Select().Check(0));
    }

    [Fact]
    public void Each_obstacle_is_named_with_what_to_do()
    {
        using GateFolder folder = new();
        Refused(Path.Combine(folder.Root, "none", "gate"), "does not exist; create it");
        Refused(folder.Root, "is a directory");
        File.WriteAllText(Path.Combine(folder.Root, "file"), "x");
        Refused(Path.Combine(folder.Root, "file", "gate"), "file/gate");
        string link = Path.Combine(folder.Root, "link");
        File.CreateSymbolicLink(link, Path.Combine(folder.Root, "file"));
        Refused(link, "symbolic link");
        string fifo = Path.Combine(folder.Root, "fifo");
        using (Process mkfifo = Process.Start("mkfifo", fifo))
        {
            mkfifo.WaitForExit();
        }

        Refused(fifo, "no regular file");
        Assert.Equal("x", File.ReadAllText(Path.Combine(folder.Root, "file")));
        Assert.Equal(3, Directory.GetFileSystemEntries(folder.Root).Length); // nothing half-made is left
    }

    [Fact]
    public void No_permission_is_named()
    {
        using GateFolder folder = new(); // mode 0700: its owner alone
        string? problem = WriterProcess.ProblemAsNobody(folder.Page);
        if (problem is null)
        {
            Assert.Skip("running the writer as another user needs root, setpriv, and tests that other users may read");
        }

        Assert.Contains("ermission", problem, StringComparison.Ordinal);
        Assert.Contains(folder.Page, problem, StringComparison.Ordinal);
        using GateWriter writer = folder.Create();
        File.SetUnixFileMode(folder.Root, (UnixFileMode)0b111_101_101);
        problem = WriterProcess.ProblemAsNobody(folder.Page);
        Assert.Contains("cannot close the gate page that an earlier daemon left", problem, StringComparison.Ordinal);
        Assert.False(writer.IsClosed);
    }

    [Fact]
    public void A_full_file_system_is_an_error_and_not_a_dead_process()
    {
        using GateFolder folder = new();
        using (Process mount = CReader.Start("mount", "-t", "tmpfs", "-o", "size=4k", "none", folder.Root))
        {
            mount.WaitForExit();
            if (mount.ExitCode != 0)
            {
                Assert.Skip("mounting a small file system needs root");
            }
        }

        try
        {
            File.WriteAllBytes(Path.Combine(folder.Root, "filler"), new byte[4096]);
            Refused(folder.Page, "space");
            Assert.False(File.Exists(folder.Page + ".new"));
        }
        finally
        {
            using Process unmount = CReader.Start("umount", folder.Root);
            unmount.WaitForExit();
        }
    }

    [Theory]
    [InlineData("asset/BTC", "platform")]
    [InlineData("platform", "platform")]
    [InlineData("platform", "asset/")]
    [InlineData("platform", "BTC")]
    [InlineData("platform", "asset/BTC", "asset/BTC")]
    [InlineData("platform", "asset/B\nC")]
    [InlineData("platform", "asset/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Names_that_cannot_be_are_refused_before_anything_is_touched(params string[] names)
    {
        using GateFolder folder = new();
        using GateWriter old = folder.CreateOpen();
        Assert.Null(GateWriter.Create(folder.Page, 1, names, GateClock.BootTime, out string problem));
        Assert.Contains("scope", problem, StringComparison.Ordinal);
        Assert.False(old.IsClosed);
    }

    [Fact]
    public void The_largest_page_works_and_one_scope_more_is_refused()
    {
        using GateFolder folder = new();
        List<string> names = ["platform", .. Enumerable.Range(1, GateLayout.MaxCells - 1).Select(i => $"route/{i}")];
        using (GateWriter? writer = GateWriter.Create(folder.Page, 1, names, GateClock.BootTime, out string problem))
        {
            Assert.True(writer is not null, problem);
            writer.Publish(0, GateFolder.AllowAll, 0, 0, 1);
            writer.Publish(GateLayout.MaxCells - 1, GateFolder.AllowAll, 0, 0, 1);
            writer.Renew(BootClock.NowNs() + GateFolder.Second);
            using GateReader reader = GateReader.Attach(folder.Page);
            Assert.Equal(GateVerdict.Allow, reader.Select($"route/{GateLayout.MaxCells - 1}").Check(0));
            Assert.Equal(GateVerdict.Deny, reader.Select("route/17").Check(0));
        }

        names.Add("route/more");
        Assert.Null(GateWriter.Create(folder.Page, 1, names, GateClock.BootTime, out _));
    }

    private static void Refused(string path, string expected)
    {
        using GateWriter? writer = GateWriter.Create(path, 1, GateFolder.Names, GateClock.BootTime, out string problem);
        Assert.Null(writer);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}

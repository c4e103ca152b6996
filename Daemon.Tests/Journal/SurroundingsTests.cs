using System;
using System.Diagnostics;
using System.IO;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What an operator can meet: each has an answer that names the path and the way out.</summary>
public sealed class SurroundingsTests
{
    [Fact]
    public void ALockedDirectoryNamesTheHolder()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        JournalOpenResult second = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.Locked, second.Status);
        Assert.Contains($"pid {Environment.ProcessId}, started ", second.Message, StringComparison.Ordinal);
        Assert.Null(journal.Close(10_000));
        Assert.Equal(JournalOpenStatus.Opened, Closed(directory.TryOpen()));
    }

    [Fact]
    public void ADirectoryLockedByAnotherProcessIsRefusedUntilItDies()
    {
        using JournalDirectory directory = new();
        using Process child = ChildAppender.Start(directory.Path, 1);
        Assert.NotNull(child.StandardOutput.ReadLine());
        JournalOpenResult second = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.Locked, second.Status);
        Assert.Contains($"pid {child.Id},", second.Message, StringComparison.Ordinal);
        child.Kill();
        child.WaitForExit();
        Assert.Equal(JournalOpenStatus.Opened, Closed(directory.TryOpen()));
    }

    [Fact]
    public void NoDirectoryAndAFileInItsPlaceAreNamed()
    {
        using JournalDirectory directory = new();
        string missing = Path.Combine(directory.Path, "missing");
        Assert.Equal(JournalOpenStatus.NotADirectory, NodeJournal.Open(new JournalOptions { Directory = missing }).Status);
        File.WriteAllText(missing, "file");
        JournalOpenResult result = NodeJournal.Open(new JournalOptions { Directory = missing });
        Assert.Equal(JournalOpenStatus.NotADirectory, result.Status);
        Assert.Contains("is a file", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SomeoneElsesDirectoryIsRefused()
    {
        SkipUnlessRoot();
        using JournalDirectory directory = new();
        Run("chown", "12345", directory.Path);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.PermissionDenied, result.Status);
        Assert.Contains("12345", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AReadOnlyFileSystemIsNamed()
    {
        SkipUnlessRoot();
        using JournalDirectory directory = new();
        using Mount mount = new(directory.Path, "size=4m");
        using (NodeJournal journal = directory.Open())
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, "x"u8));
        }

        Run("mount", "-o", "remount,ro", directory.Path);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.ReadOnlyFileSystem, result.Status);
        Assert.True(JournalVerifier.Verify(directory.Path).Sound);
    }

    [Fact]
    public void AFullDiskAtCreationIsNamedAndLeavesNothingHalf()
    {
        SkipUnlessRoot();
        using JournalDirectory directory = new();
        using (Mount mount = new(directory.Path, "size=128k"))
        {
            JournalOpenResult result = directory.TryOpen();
            Assert.Equal(JournalOpenStatus.DiskFull, result.Status);
            Assert.False(File.Exists(directory.Segment(0)));
            Run("mount", "-o", "remount,size=4m", directory.Path);
            Assert.Equal(JournalOpenStatus.Opened, Closed(directory.TryOpen()));
        }
    }

    [Fact]
    public void ADiskThatFillsWhileRunningIsAFaultAndLosesNothingAcknowledged()
    {
        SkipUnlessRoot();
        using JournalDirectory directory = new();
        using Mount mount = new(directory.Path, "size=1m");
        ulong acknowledged = 0;
        using (NodeJournal journal = directory.Open())
        {
            long deadline = Environment.TickCount64 + 20_000;
            while (journal.Fault is null && Environment.TickCount64 < deadline)
            {
                journal.TryAppend(1, 1, 1, new byte[5_000], out _);
                acknowledged = journal.CommittedSequence;
            }

            Assert.Equal(JournalFaultKind.SegmentFailed, journal.Fault?.Kind);
            Assert.Contains("journal.", journal.Fault!.Message, StringComparison.Ordinal);
            Assert.False(journal.TryAppend(1, 1, 1, "x"u8, out _));
            Assert.NotNull(journal.Close(10_000));
        }

        Assert.True(acknowledged > 0);
        VerifyReport verified = JournalVerifier.Verify(directory.Path);
        Assert.True(verified.Sound, verified.Message);
        Assert.True(verified.Head.Sequence >= acknowledged);
        Run("mount", "-o", "remount,size=8m", directory.Path);
        using NodeJournal again = directory.Open();
        Assert.True(JournalDirectory.Replay(again).Frames.Count >= (int)acknowledged);
    }

    [Fact]
    public void TheFreeSpaceFloorIsSeen()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = NodeJournal.Open(directory.Options() with { FreeFloorBytes = long.MaxValue }).Journal!;
        Assert.InRange(journal.FreeBytes, 1, long.MaxValue - 1);
        Assert.True(journal.BelowFloor);
    }

    private static JournalOpenStatus Closed(JournalOpenResult result)
    {
        result.Journal?.Dispose();
        return result.Status;
    }

    private static void SkipUnlessRoot()
    {
        if (!string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            Assert.Skip("needs root to mount or to change owners");
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>A tmpfs over a directory; skips the test where mounting is not allowed.</summary>
    private sealed class Mount : IDisposable
    {
        private readonly string _path;

        public Mount(string path, string size)
        {
            _path = path;
            using Process process = Process.Start("mount", ["-t", "tmpfs", "-o", size, "tmpfs", path]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Assert.Skip("may not mount a tmpfs here");
            }
        }

        public void Dispose() => Run("umount", _path);
    }
}

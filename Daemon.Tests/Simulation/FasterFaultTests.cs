using System;
using System.IO;
using System.Linq;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>
/// What FASTER 2.6.5 was measured to do wrong on Linux, one test per observation, each against this room. The first words of a test's summary
/// are the observation.
/// </summary>
public sealed class FasterFaultTests
{
    private const int Block = JournalGeometry.BlockBytes;

    /// <summary>“ENOSPC while writing commit metadata: the commit returned and the entry was gone after restart.” Here no metadata is on the commit
    /// path; the anchor that cannot be written is a fault, and what was acknowledged is there.</summary>
    [Fact]
    public void NoSpaceForTheAnchorIsAFaultAndLosesNothing() => AnchorFails(Errno.NoSpace);

    /// <summary>“EIO writing commit metadata: CommitAsync reports success; a metadata write that throws is swallowed.”</summary>
    [Fact]
    public void AnErrorOfTheAnchorIsAFaultAndLosesNothing() => AnchorFails(Errno.InputOutput);

    /// <summary>“A stray file in the commit folder … opens as an empty log, no error”; “a stray log.tmp: FormatException at open.”</summary>
    [Theory]
    [InlineData("log.tmp")]
    [InlineData("journal.tmp")]
    [InlineData("journal.commit.1")]
    [InlineData("anchor.new")]
    [InlineData("1")]
    public void AStrayFileChangesNothing(string name)
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        File.WriteAllText(Path.Combine(directory.Path, name), "stray");
        using NodeJournal journal = directory.Open();
        Assert.Equal(3UL, journal.CommittedSequence);
    }

    /// <summary>“A 0-byte only commit file: opens as an empty log, no error.”</summary>
    [Fact]
    public void AnEmptyAnchorRefuses()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        File.WriteAllBytes(directory.Anchor, []);
        Assert.Equal(IntegrityFailureKind.AnchorInvalid, directory.TryOpen().Failure!.Kind);
    }

    /// <summary>“A flipped bit in the only commit file: entries silently dropped”; “flipped Begin/Until addresses … are used as they are.”</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(88)]
    public void AFlipInBothSlotsOfTheAnchorRefusesAndInOneIsMended(int field)
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        byte[] anchor = File.ReadAllBytes(directory.Anchor);
        anchor[field] ^= 1;
        File.WriteAllBytes(directory.Anchor, anchor);
        using (NodeJournal journal = directory.Open())
        {
            Assert.Equal(3UL, journal.CommittedSequence);
        }

        anchor = File.ReadAllBytes(directory.Anchor);
        anchor[field] ^= 1;
        anchor[Block + field] ^= 1;
        File.WriteAllBytes(directory.Anchor, anchor);
        Assert.Equal(IntegrityFailureKind.AnchorInvalid, directory.TryOpen().Failure!.Kind);
    }

    /// <summary>“Log file deleted: Recover succeeds with 0 entries.” Also when nothing but the creation was anchored yet.</summary>
    [Fact]
    public void ADeletedLogRefusesFromTheFirstSegmentOn()
    {
        using JournalDirectory directory = new();
        directory.Fill(0);
        File.Delete(directory.Segment(0));
        Assert.Equal(IntegrityFailureKind.SegmentMissing, directory.TryOpen().Failure!.Kind);
    }

    /// <summary>“A flip in the tail page is returned as data; tail page: 6 of 60 flips detected.”</summary>
    [Fact]
    public void EveryFlipInTheTailPageIsDetected()
    {
        using JournalDirectory directory = new();
        directory.Fill(2, payloadBytes: 700);
        byte[] good = File.ReadAllBytes(directory.Segment(0));
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = (byte[])good.Clone();
            int offset = 64 + (i * 8_123 % ((2 * Block) - 64));
            bytes[offset] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(directory.Segment(0), bytes);
            Assert.Equal(JournalOpenStatus.IntegrityFailure, directory.TryOpen().Status);
        }
    }

    /// <summary>“The same bit flipped in two 8-byte words: not detected (XOR checksum).”</summary>
    [Fact]
    public void TheSameBitFlippedInTwoWordsIsDetected()
    {
        using JournalDirectory directory = new();
        directory.Fill(2, payloadBytes: 700);
        byte[] good = File.ReadAllBytes(directory.Segment(0));
        for (int word = 0; word < 80; word++)
        {
            byte[] bytes = (byte[])good.Clone();
            bytes[256 + (word * 8)] ^= 4;
            bytes[256 + ((word + 1) * 8)] ^= 4;
            File.WriteAllBytes(directory.Segment(0), bytes);
            Assert.Equal(JournalOpenStatus.IntegrityFailure, directory.TryOpen().Status);
        }
    }

    /// <summary>“Zeroed sector: entries skipped as padding.”</summary>
    [Fact]
    public void AZeroedSectorIsNoPadding()
    {
        using JournalDirectory directory = new();
        directory.Fill(4, payloadBytes: 1_500);
        byte[] bytes = File.ReadAllBytes(directory.Segment(0));
        bytes.AsSpan(2 * Block, 512).Clear();
        File.WriteAllBytes(directory.Segment(0), bytes);
        Assert.Equal(3UL, directory.TryOpen().Failure!.ExpectedSequence);
    }

    /// <summary>“Fast-commit mode leaves holes after kill -9.” One group is in flight at a time: at whatever call the process dies, no valid group
    /// stands behind a missing one.</summary>
    [Fact]
    public void AKillAtAnyCallLeavesNoHole()
    {
        SimDisk dry = new(1);
        Assert.Null(new FixedWork(dry, stepped: true).Run(out _));
        for (long at = 0; at < dry.Changes; at++)
        {
            SimDisk disk = new((ulong)at) { CrashAt = at };
            FixedWork work = new(disk, stepped: true);
            disk.Crashing = () => work.Model.Acknowledged = work.Journal?.CommittedSequence ?? 0;
            JournalOpenResult opened = work.Open();
            if (opened.Journal is { } journal)
            {
                work.Work(journal);
                _ = journal.Close(1_000);
            }

            disk.Restart();
            work.CheckAfter();
        }
    }

    /// <summary>“ENOSPC opening the commit file: it hangs for ever”; “the commit spins.” A write that never comes back is a fault in time.</summary>
    [Fact]
    public void AWriteThatNeverComesBackIsAFaultInTime()
    {
        SimDisk disk = new(1);
        FixedWork work = new(disk, stepped: false) { DeadlineMs = 30 };
        NodeJournal journal = work.Open().Journal!;
        disk.Fault = new SimFault(disk.Changes, 0);
        Assert.True(journal.TryAppend(1, 1, 1, "x"u8, out _));
        Assert.True(System.Threading.SpinWait.SpinUntil(() => journal.Fault is not null, 10_000));
        Assert.Equal(JournalFaultKind.CommitTimeout, journal.Fault!.Kind);
        Assert.Equal(0UL, journal.CommittedSequence);
        disk.Release();
        Assert.NotNull(journal.Close(5_000));
        Assert.Equal(0UL, journal.CommittedSequence);
    }

    /// <summary>“Sector size 512; each commit rewrites the last sector in place, so a torn 4 KiB write can hurt acknowledged entries.”</summary>
    [Fact]
    public void NoCommitTouchesABlockThatWasAcknowledged()
    {
        SimDisk disk = new(1);
        Assert.Null(new FixedWork(disk, stepped: true).Run(out _));
        GroupMap map = GroupMap.Read(disk);
        Assert.All(map.Groups, group => Assert.Equal(0, group.End % Block));
        Assert.All(map.Groups.Zip(map.Groups.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Address));
    }

    /// <summary>“Files open with shared access.”</summary>
    [Fact]
    public void ASecondWriterIsRefused()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = directory.Open();
        Assert.Equal(JournalOpenStatus.Locked, directory.TryOpen().Status);
    }

    /// <summary>“Truncation deletes whole segments in the background and ignores errors.” Here an error is a fault, and the log is whole.</summary>
    [Fact]
    public void ACutThatFailsIsAFault()
    {
        SimDisk dry = new(1);
        Assert.Null(new FixedWork(dry, stepped: true).Run(out _));
        bool found = false;
        for (long at = 0; at < dry.Changes && !found; at++)
        {
            SimDisk disk = new(1) { Fault = new SimFault(at, Errno.InputOutput) };
            FixedWork work = new(disk, stepped: true);
            found = work.Run(out _)?.Kind == JournalFaultKind.TruncateFailed;
            disk.Restart();
            work.CheckAfter();
        }

        Assert.True(found);
    }

    /// <summary>“No fsync of directories.” Names that were never synced are lost with the power, so every name is.</summary>
    [Fact]
    public void WithoutSyncedNamesAPowerLossWouldShow()
    {
        Mutation mutation = Mutation.All.Single(m => m.Lies == SimLies.DirectorySync);
        Assert.Contains(Enumerable.Range(1, 100), seed => CrashRun.Run((ulong)seed, mutation) is not null);
    }

    /// <summary>A caller that changes the state while it is written: found before anything wrong is on the device, and the log stays whole.</summary>
    [Fact]
    public void AStateThatChangesWhileItIsWrittenEndsTheJournalAndHurtsNothing()
    {
        SimDisk disk = new(1);
        FixedWork work = new(disk, stepped: true);
        NodeJournal journal = work.Open().Journal!;
        Assert.True(journal.TryAppend(1, 1, 1, [1], out ulong before));
        Assert.True(journal.StepCommit());
        byte[] state = new byte[150_000];
        SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
        state[0] = 1;
        while (!writer.TryAdvance() && journal.Fault is null)
        {
            journal.StepSegment();
            journal.StepCommit();
        }

        Assert.Equal(JournalFaultKind.StateChanged, journal.Fault?.Kind);
        Assert.NotNull(journal.Close(1_000));
        JournalOpenResult opened = work.Open();
        Assert.Equal((JournalOpenStatus.Opened, before, 0L), (opened.Status, opened.Report!.LastSequence, opened.Report.DroppedBytes));
        opened.Journal!.Dispose();
    }

    /// <summary>“EIO/ENOSPC on the segment: a proper exception.” Here it is a fault with the reason, and what failed is never acknowledged.</summary>
    [Theory]
    [InlineData(Errno.InputOutput)]
    [InlineData(Errno.NoSpace)]
    public void AnErrorOfTheSegmentIsAFault(int errno)
    {
        SimDisk disk = new(1);
        FixedWork work = new(disk, stepped: true);
        NodeJournal journal = work.Open().Journal!;
        Assert.True(journal.TryAppend(1, 1, 1, [1], out ulong sequence));
        work.Model.Frame(sequence, 1, [1]);
        Assert.True(journal.StepCommit());
        work.Model.Acknowledged = journal.CommittedSequence;
        disk.Fault = new SimFault(disk.Changes, errno);
        Assert.True(journal.TryAppend(2, 1, 1, [2], out sequence));
        work.Model.Frame(sequence, 2, [2]);
        Assert.True(journal.StepCommit());
        Assert.Equal(JournalFaultKind.CommitFailed, journal.Fault?.Kind);
        Assert.Equal(1UL, journal.CommittedSequence);
        Assert.False(journal.TryAppend(1, 1, 1, [3], out _));
        Assert.NotNull(journal.Close(1_000));
        Assert.Equal(1UL, journal.CommittedSequence);
        disk.Restart();
        work.CheckAfter();
    }

    /// <summary>“An entry must fit a page.” The largest that is taken does, in a group of its own; one byte more is refused unstaged.</summary>
    [Fact]
    public void TheLargestFrameFitsAPage()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            byte[] largest = JournalDirectory.Payload(1, journal.MaxPayloadBytes);
            for (int i = 0; i < 5; i++)
            {
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, largest));
            }

            Assert.Throws<ArgumentOutOfRangeException>(() => journal.TryAppend(1, 1, 1, new byte[journal.MaxPayloadBytes + 1], out _));
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, "x"u8));
        }

        using NodeJournal again = directory.Open();
        Assert.Equal(6, JournalDirectory.Replay(again).Frames.Count);
    }

    /// <summary>“FasterKV: a bit flip in a snapshot gave silent wrong data in 23 of 25 and one segfault.” Here 25 of 25 are refused.</summary>
    [Fact]
    public void EveryFlipInASnapshotIsRefused()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            byte[] state = new byte[20_000];
            new Random(1).NextBytes(state);
            SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
            Assert.True(System.Threading.SpinWait.SpinUntil(writer.TryAdvance, 10_000));
            JournalDirectory.Committed(journal, writer.EndSequence);
        }

        byte[] good = File.ReadAllBytes(directory.Segment(0));
        for (int i = 0; i < 25; i++)
        {
            byte[] bytes = (byte[])good.Clone();
            bytes[512 + (i * 769)] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(directory.Segment(0), bytes);
            JournalOpenResult opened = directory.TryOpen();
            Assert.True(opened.Status == JournalOpenStatus.IntegrityFailure, $"flip {i}: {opened.Status}");
            Assert.Contains("offset ", opened.Message, StringComparison.Ordinal);
        }
    }

    private static void AnchorFails(int errno)
    {
        SimDisk disk = new(1);
        FixedWork work = new(disk, stepped: true);
        NodeJournal journal = work.Open().Journal!;
        Assert.True(journal.TryAppend(1, 1, 1, [1], out ulong sequence));
        work.Model.Frame(sequence, 1, [1]);
        Assert.True(journal.StepCommit());
        work.Model.Acknowledged = journal.CommittedSequence;
        Assert.Equal(1UL, work.Model.Acknowledged);
        disk.Fault = new SimFault(disk.Changes, errno, Lasting: true);
        journal.StepKeeper(follow: true);
        Assert.Equal(JournalFaultKind.AnchorFailed, journal.Fault?.Kind);
        Assert.False(journal.TryAppend(1, 1, 1, [2], out _));
        Assert.NotNull(journal.Close(1_000));
        disk.Restart();
        work.CheckAfter();
    }
}

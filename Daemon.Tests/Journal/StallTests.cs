using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>
/// the device writes on the commit thread itself. What hangs there is acknowledged by nobody, seen from outside, and then late.
/// </summary>
public sealed class StallTests
{
    private const int PatienceMs = 10_000;
    private const int LongDeadlineMs = 60_000;
    private const long MsNs = 1_000_000;
    private const int Entries = 40;

    [Fact]
    public void WhatHangsInsideTheWriteIsNotAcknowledgedAndComesInOrderAfterwards()
    {
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        List<ulong> seen = [];
        using (NodeJournal journal = Open(directory, disk, LongDeadlineMs))
        {
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, JournalDirectory.Payload(1, 8)));
            disk.Hang();
            Assert.True(journal.TryAppend(1, 7, 1, JournalDirectory.Payload(2, 8), out ulong hung));
            Until(() => disk.Hanging, "no write reached the device");
            Assert.Equal("journal-commit", disk.HangingThread);
            for (ulong next = hung + 1; next <= Entries; next++)
            {
                // The loop goes on meanwhile, as far as there is room.
                Assert.True(journal.TryAppend(1, 7, 1, JournalDirectory.Payload(next, 8), out ulong sequence));
                Assert.Equal(next, sequence);
                Assert.Equal(hung - 1, journal.CommittedSequence);
                Assert.Null(journal.CheckHang(BootClock.NowNs()));
            }

            int writes = disk.Writes;
            disk.Release();
            Until(() => Saw(journal, seen) == Entries, "what hung did not come");
            Assert.Null(journal.Fault);
            Assert.InRange(disk.Writes, writes + 1, writes + Entries);
            Assert.Null(journal.Close(PatienceMs));
        }

        Assert.Equal(Sorted(seen), seen);
        using NodeJournal again = directory.Open();
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal(Entries, replayed.Frames.Count);
        for (int i = 0; i < Entries; i++)
        {
            Assert.Equal((ulong)i + 1, replayed.Frames[i].Sequence);
            Assert.Equal(JournalDirectory.Payload((ulong)i + 1, 8), replayed.Frames[i].Payload);
        }
    }

    [Fact]
    public void AHangBeyondTheDeadlineIsSeenFromOutsideAndNeverAcknowledgedLater()
    {
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        int signal = EventFd.Open();
        NodeJournal journal = Open(directory, disk, LongDeadlineMs, signal);
        JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, JournalDirectory.Payload(1, 8)));
        disk.Hang();
        Assert.True(journal.TryAppend(1, 7, 1, JournalDirectory.Payload(2, 8), out ulong hung));
        Until(() => disk.Hanging, "no write reached the device");
        _ = EventFd.Take(signal);
        long now = BootClock.NowNs();
        Assert.Null(journal.CheckHang(now));

        // The commit thread is in the kernel: the loop alone can say it, once the deadline and the grace behind it are over.
        JournalFault? fault = journal.CheckHang(now + (LongDeadlineMs * MsNs * 2));
        Assert.Equal(JournalFaultKind.CommitTimeout, fault?.Kind);
        Assert.True(EventFd.Take(signal), "nobody was woken");
        Assert.True(disk.Hanging);
        Assert.False(journal.TryAppend(1, 7, 1, "x"u8, out _));
        disk.Release();
        Until(() => !disk.Hanging, "the write did not come back");
        Assert.Equal(JournalFaultKind.CommitTimeout, journal.Close(PatienceMs)?.Kind);
        Assert.Equal(hung - 1, journal.CommittedSequence);
        EventFd.Close(signal);

        // It came to the device after all: there, or not, but never a hurt log.
        using NodeJournal again = directory.Open();
        Assert.InRange(again.CommittedSequence, hung - 1, hung);
    }

    [Fact]
    public void AWriteThatComesBackAfterTheDeadlineIsAFaultThoughNobodyLooked()
    {
        const int DeadlineMs = 30;
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        using NodeJournal journal = Open(directory, disk, DeadlineMs);
        disk.Hang();
        long begun = BootClock.NowNs();
        Assert.True(journal.TryAppend(1, 7, 1, "x"u8, out _));
        Until(() => disk.Hanging && BootClock.NowNs() - begun > 2 * DeadlineMs * MsNs, "no write reached the device");
        Assert.Null(journal.Fault);
        disk.Release();
        Until(() => journal.Fault is not null, "late, and taken for durable");
        Assert.Equal(JournalFaultKind.CommitTimeout, journal.Fault!.Kind);
        Assert.Equal(0UL, journal.CommittedSequence);
    }

    /// <summary>The thread that commits is stuck before it begins: there is no commit in flight whose time could run out.</summary>
    [Fact]
    public void ACommitThreadThatDoesNotBeginIsAFault()
    {
        const int DeadlineMs = 2_000;
        using JournalDirectory directory = new();
        using NodeJournal journal = NodeJournal.Open(directory.Options() with
        {
            Ground = new JournalGround { Stepped = true },
            CommitDeadlineMs = DeadlineMs,
        }).Journal!;
        long allowed = DeadlineMs * MsNs * 5 / 4;
        long now = BootClock.NowNs();

        // While nothing waits nothing hangs.
        Assert.Null(journal.CheckHang(now));
        Assert.Null(journal.CheckHang(now += 10 * allowed));

        // As long as commits are done, however late each look comes, the thread lives.
        for (int i = 0; i < 8; i++)
        {
            Assert.True(journal.TryAppend(1, 7, 1, "x"u8, out _));
            Assert.Null(journal.CheckHang(now += allowed / 2));
            Assert.True(journal.StepCommit());
        }

        // One long pause between two looks is the machine's.
        Assert.True(journal.TryAppend(1, 7, 1, "x"u8, out _));
        Assert.Null(journal.CheckHang(now += 1));
        Assert.Null(journal.CheckHang(now += 100 * allowed));
        Assert.Null(journal.CheckHang(now += allowed / 2));
        JournalFault? fault = journal.CheckHang(now + 2);
        Assert.Equal(JournalFaultKind.CommitTimeout, fault!.Kind);
        Assert.Contains("no commit has begun", fault.Message, StringComparison.Ordinal);
        Assert.False(journal.TryAppend(1, 7, 1, "x"u8, out _));
    }

    /// <summary>A segment that could not be made while nobody needed it is no reason to stop when it is needed: then it is tried again.</summary>
    [Fact]
    public void AnEarlierFailureToWriteAheadIsNotHeldAgainstTheCommitThatNeedsTheSegment()
    {
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        using NodeJournal journal = Open(directory, disk, LongDeadlineMs);
        FillFirstSegmentWhileFull(journal, disk);
        disk.Full = false;
        JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, new byte[10_000]));
        Assert.Null(journal.Fault);
        Assert.Null(journal.Close(PatienceMs));
    }

    [Fact]
    public void ASegmentThatStillCannotBeMadeIsAFaultAtOnce()
    {
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        using NodeJournal journal = Open(directory, disk, LongDeadlineMs);
        ulong committed = FillFirstSegmentWhileFull(journal, disk);
        int refused = disk.Refused;
        Assert.True(journal.TryAppend(1, 7, 1, new byte[10_000], out _));
        Until(() => journal.Fault is not null, "no fault");
        Assert.Equal(JournalFaultKind.SegmentFailed, journal.Fault!.Kind);
        Assert.Contains("errno 28", journal.Fault.Message, StringComparison.Ordinal);
        Assert.True(disk.Refused > refused, "judged without trying");
        Assert.Equal(committed, journal.CommittedSequence);
    }

    /// <summary>Until the next group needs the second segment, which was tried in vain after the last commit.</summary>
    private static ulong FillFirstSegmentWhileFull(NodeJournal journal, WatchedDisk disk)
    {
        disk.Full = true;
        const int FramesPerPage = 5;
        int frames = FramesPerPage * JournalDirectory.Small.SegmentBytes / JournalDirectory.Small.PageBytes;
        ulong sequence = 0;
        for (int i = 0; i < frames; i++)
        {
            int refused = disk.Refused;
            sequence = JournalDirectory.Append(journal, 1, new byte[10_000]);
            JournalDirectory.Committed(journal, sequence);
            if (i > frames / 2)
            {
                Until(() => disk.Refused > refused, "nobody tried to write ahead");
            }
        }

        Assert.Null(journal.Fault);
        Assert.Equal(1, journal.Segments);
        return sequence;
    }

    private static NodeJournal Open(JournalDirectory directory, WatchedDisk disk, int deadlineMs, int signal = -1)
    {
        JournalOpenResult opened = NodeJournal.Open(directory.Options() with
        {
            Ground = new JournalGround { Disk = disk },
            CommitDeadlineMs = deadlineMs,
            AnchorIntervalMs = LongDeadlineMs,
            CommitSignal = signal,
        });
        Assert.True(opened.Journal is not null, opened.Message);
        return opened.Journal!;
    }

    /// <summary>Notes each head that the journal shows.</summary>
    private static ulong Saw(NodeJournal journal, List<ulong> seen)
    {
        ulong committed = journal.CommittedSequence;
        if (seen.Count == 0 || seen[^1] != committed)
        {
            seen.Add(committed);
        }

        return committed;
    }

    private static ulong[] Sorted(List<ulong> seen)
    {
        ulong[] sorted = [.. seen];
        Array.Sort(sorted);
        return sorted;
    }

    private static void Until(Func<bool> condition, string otherwise) => Assert.True(SpinWait.SpinUntil(condition, PatienceMs), otherwise);
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What is kept: two whole snapshots always, more by age and size, and nothing goes before the older one was read back.</summary>
public sealed class RetentionTests
{
    private const long Hour = 3_600_000_000_000L;
    private static readonly JournalGeometry Small = JournalDirectory.Small;

    [Fact]
    public void Nothing_goes_that_the_older_snapshot_or_anything_behind_it_stands_in()
    {
        Dictionary<int, SegmentOrigin> origins = Enumerable.Range(0, 10).ToDictionary(i => i, i => new SegmentOrigin((ulong)i, default, i * Hour));
        long now = 9 * Hour;
        int Kept(long age, long bytes, int older, bool full = false) =>
            new RetentionRule(age, bytes).FirstKept(Small, 0, older, 9, origins, now, full);

        Assert.Equal(7, Kept(0, long.MaxValue, 7));
        Assert.Equal(0, Kept(0, long.MaxValue, 0));
        Assert.Equal(7, Kept(10 * Hour, 0, 7));
        Assert.Equal(0, Kept(10 * Hour, long.MaxValue, 7));
        Assert.Equal(4, Kept((4 * Hour) + 1, long.MaxValue, 7));
        Assert.Equal(6, Kept(10 * Hour, 4L * Small.SegmentBytes, 7));
        Assert.Equal(2, Kept(10 * Hour, 4L * Small.SegmentBytes, 2));
        Assert.Equal(7, Kept(10 * Hour, long.MaxValue, 7, full: true));
        Assert.Equal(3, new RetentionRule(0, 0).FirstKept(Small, 3, 2, 9, origins, now, nearlyFull: true));

        // A wall clock that was set back makes nothing old.
        Assert.Equal(0, new RetentionRule(Hour, long.MaxValue).FirstKept(Small, 0, 7, 9, origins, -now, nearlyFull: false));
    }

    [Fact]
    public void Age_keeps_what_size_permits()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = Open(directory, ageNs: 24 * Hour, bytes: 8L * Small.SegmentBytes);
        Run(journal, rounds: 3);
        Assert.Equal(1UL, Verified(directory).FirstSequence);
        Run(journal, rounds: 12);
        Until(() => Verified(directory).FirstSequence > 1, "nothing was cut although the log is too large");

        // The cut comes with a snapshot; until the next one the log grows.
        Until(() => journal.Segments <= 11, "the log stays too large");
        Assert.True(Verified(directory).Snapshots >= 2);
    }

    [Fact]
    public void A_snapshot_that_does_not_read_back_keeps_everything_before_it()
    {
        using JournalDirectory directory = new();
        using NodeJournal journal = Open(directory, ageNs: 0, bytes: long.MaxValue);
        ulong begin = Run(journal, rounds: 1, fillFirst: true);
        long place = Address(directory, begin + 1);
        string segment = directory.Segment(Small.SegmentOf(place));
        using (FileStream file = File.Open(segment, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.Position = Small.OffsetInSegment(place) + FrameFormat.HeaderBytes + 100;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 4));
        }

        Run(journal, rounds: 1, fillFirst: true);
        Until(() => journal.CutRefused is not null, "the hurt snapshot was not noticed");
        Assert.Contains($"snapshot at sequence {begin} does not read back whole", journal.CutRefused, StringComparison.Ordinal);
        Assert.True(File.Exists(directory.Segment(0)));
        Assert.Null(journal.Fault);

        // The next two are whole again: now the hurt one may go with what is before it.
        Run(journal, rounds: 2, fillFirst: true);
        Until(() => !File.Exists(directory.Segment(0)), "nothing was cut");
        Assert.Null(journal.CutRefused);
        Assert.True(Verified(directory).Sound);
    }

    [Fact]
    public void The_floor_lets_go_only_with_a_quarter_more_than_itself()
    {
        FreeSpaceFloor floor = new(100);
        Assert.Equal(
            [false, false, true, true, true, false, false, true], new long[] { 500, 100, 99, 100, 124, 125, 100, 0 }.Select(floor.Take));
    }

    private static NodeJournal Open(JournalDirectory directory, long ageNs, long bytes)
    {
        JournalOpenResult opened = NodeJournal.Open(directory.Options() with { RetentionAgeNs = ageNs, RetentionBytes = bytes });
        Assert.True(opened.Journal is not null, opened.Message);
        return opened.Journal;
    }

    /// <summary>Writes rounds of a snapshot and about one segment of frames, with the wall clock of now.</summary>
    private static ulong Run(NodeJournal journal, int rounds, bool fillFirst = false)
    {
        ulong begin = 0;
        for (int round = 0; round < rounds; round++)
        {
            begin = fillFirst ? begin : Snapshot(journal);
            for (int i = 0; i < 25; i++)
            {
                ulong sequence;
                Until(() => journal.TryAppend(1, 1, BootClock.WallNs(), new byte[10_000], out sequence), "no room");
            }

            begin = fillFirst ? Snapshot(journal) : begin;
        }

        JournalDirectory.Committed(journal, journal.Appended.Sequence);
        return begin;
    }

    private static ulong Snapshot(NodeJournal journal)
    {
        SnapshotWriter writer = journal.BeginSnapshot(new byte[20_000], 1, BootClock.WallNs());
        Until(writer.TryAdvance, "the snapshot does not advance");
        JournalDirectory.Committed(journal, writer.EndSequence);
        return writer.BeginSequence;
    }

    private static VerifyReport Verified(JournalDirectory directory)
    {
        VerifyReport report = JournalVerifier.Verify(directory.Path);
        Assert.True(report.Sound, report.Message);
        return report;
    }

    private static long Address(JournalDirectory directory, ulong sequence)
    {
        Assert.True(JournalReader.Open(directory.Path, out JournalReader? reader, out string message), message);
        using (reader)
        {
            while (reader!.TryRead(out FrameHeader header, out _) == ReadStep.Frame)
            {
                if (header.Sequence == sequence)
                {
                    return header.Address;
                }
            }
        }

        throw new InvalidOperationException($"there is no sequence {sequence}");
    }

    private static void Until(Func<bool> condition, string what)
    {
        long deadline = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < deadline, what);
            System.Threading.Thread.Sleep(1);
        }
    }
}

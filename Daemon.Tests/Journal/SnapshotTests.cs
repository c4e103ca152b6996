using System;
using System.IO;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>Snapshots are runs of frames: the last complete one starts the replay, two are kept, the log is cut behind the older.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void ReplayStartsAtTheLastCompleteSnapshot()
    {
        using JournalDirectory directory = new();
        byte[] state = new byte[100_000];
        new Random(5).NextBytes(state);
        ulong begin;
        using (NodeJournal journal = directory.Open())
        {
            for (int i = 0; i < 10; i++)
            {
                JournalDirectory.Append(journal, 1, JournalDirectory.Payload(journal.Appended.Sequence + 1, 8));
            }

            begin = Write(journal, state);
            ulong last = JournalDirectory.Append(journal, 1, "after"u8);
            JournalDirectory.Committed(journal, last);
            Assert.Null(journal.Close(10_000));
        }

        using NodeJournal again = directory.Open();
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal(state, replayed.State);
        Assert.Equal(begin, replayed.SnapshotSequence);
        Assert.Equal("after"u8.ToArray(), Assert.Single(replayed.Frames).Payload);
    }

    [Fact]
    public void FramesBetweenChunksBelongBehindTheSnapshot()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            byte[] state = new byte[300_000];
            SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
            int between = 0;
            long deadline = Environment.TickCount64 + 10_000;
            while (!writer.TryAdvance())
            {
                Assert.True(Environment.TickCount64 < deadline, journal.Fault?.Message);
                between += journal.TryAppend(2, 1, 1, "between"u8, out _) ? 1 : 0;
            }

            Assert.Null(journal.Close(10_000));
            using NodeJournal again = directory.Open();
            Collected replayed = JournalDirectory.Replay(again);
            Assert.Equal(state, replayed.State);
            Assert.Equal(between, replayed.Frames.Count);
        }
    }

    /// <summary>What trips while a snapshot is written must not wait for the commit of its pieces.</summary>
    [Fact]
    public void ASnapshotLeavesRoomToOtherFrames()
    {
        using JournalDirectory directory = new();
        JournalOptions options = directory.Options(JournalGeometry.Default) with { Ground = new JournalGround { Stepped = true } };
        NodeJournal journal = NodeJournal.Open(options).Journal!;
        SnapshotWriter writer = journal.BeginSnapshot(new byte[4_000_000], 1, 1);
        int frames = 0;
        for (int group = 0; !writer.TryAdvance(); group++)
        {
            Assert.True(group < 20);
            for (int i = 0; i < 60; i++, frames++)
            {
                Assert.True(journal.TryAppend(2, 1, 1, new byte[400], out _), $"group {group}, frame {i}");
            }

            Assert.True(journal.StepCommit());
            journal.StepSegment();
        }

        Assert.True(frames > 400);
        Assert.True(journal.StepCommit());
        Assert.Null(journal.Close(10_000));
        using NodeJournal again = directory.Open(JournalGeometry.Default);
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal(4_000_000, replayed.State!.Length);
        Assert.Equal(frames, replayed.Frames.Count);
    }

    [Fact]
    public void AnIncompleteSnapshotDoesNotCount()
    {
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            Write(journal, "first"u8.ToArray());
            SnapshotWriter writer = journal.BeginSnapshot(new byte[1_000_000], 1, 1);
            Assert.False(writer.TryAdvance());
            Assert.Null(journal.Close(10_000));
        }

        using NodeJournal again = directory.Open();
        Assert.Equal("first"u8.ToArray(), JournalDirectory.Replay(again).State);
    }

    [Fact]
    public void TheLogIsCutBehindTheOlderSnapshotAndSurvivesIt()
    {
        using JournalDirectory directory = new();
        byte[] state = new byte[20_000];
        for (int round = 0; round < 4; round++)
        {
            using NodeJournal journal = directory.Open();
            if (round > 0)
            {
                Assert.Equal(state, JournalDirectory.Replay(journal).State);
            }

            for (int i = 0; i < 3; i++)
            {
                Array.Fill(state, (byte)((round * 3) + i + 1));
                Write(journal, state.ToArray());
                for (int frame = 0; frame < 40; frame++)
                {
                    JournalDirectory.Append(journal, 1, new byte[10_000]);
                }
            }

            JournalDirectory.Committed(journal, journal.Appended.Sequence);
            Assert.Null(journal.Close(10_000));
        }

        string[] segments = Directory.GetFiles(directory.Path, "journal.*");
        Assert.DoesNotContain(directory.Segment(0), segments);
        Assert.True(segments.Length <= 8, string.Join(' ', segments));
        VerifyReport report = JournalVerifier.Verify(directory.Path);
        Assert.True(report.Sound, report.Message);
        Assert.True(report.FirstSequence > 1);
        Assert.True(report.Snapshots >= 2);
    }

    [Fact]
    public void ASnapshotLargerThanManySegmentsHasThemAllocatedAndReadsBack()
    {
        using JournalDirectory directory = new();
        byte[] state = new byte[3_000_000];
        new Random(7).NextBytes(state);
        ulong begin;
        using (NodeJournal journal = directory.Open())
        {
            begin = Write(journal, state);
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, "behind"u8));
            Assert.Null(journal.Close(10_000));
        }

        Assert.All(
            Directory.GetFiles(directory.Path, "journal.*").Where(f => !f.EndsWith(".new", StringComparison.Ordinal)),
            file => Assert.Equal(JournalDirectory.Small.SegmentBytes, new FileInfo(file).Length));
        VerifyReport report = JournalVerifier.Verify(directory.Path);
        Assert.True(report.Sound, report.Message);
        Assert.Equal(1, report.Snapshots);
        using NodeJournal again = directory.Open();
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal((begin, 1), (replayed.SnapshotSequence, replayed.Frames.Count));
        Assert.Equal(state, replayed.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_352)]
    [InlineData(65_353)]
    [InlineData(400_000)]
    public void AStateOfAnyLengthReadsBack(int bytes)
    {
        using JournalDirectory directory = new();
        byte[] state = new byte[bytes];
        new Random(bytes).NextBytes(state);
        using (NodeJournal journal = NodeJournal.Open(directory.Options(JournalGeometry.Default)).Journal!)
        {
            Write(journal, state);
            Assert.Null(journal.Close(10_000));
        }

        using NodeJournal again = directory.Open();
        Assert.Equal(state, JournalDirectory.Replay(again).State);
    }

    private static ulong Write(NodeJournal journal, byte[] state)
    {
        SnapshotWriter writer = journal.BeginSnapshot(state, 1, 1);
        long deadline = Environment.TickCount64 + 10_000;
        while (!writer.TryAdvance())
        {
            Assert.True(journal.Fault is null && Environment.TickCount64 < deadline, journal.Fault?.Message ?? "no progress");
            System.Threading.Thread.Yield();
        }

        JournalDirectory.Committed(journal, writer.EndSequence);
        return writer.BeginSequence;
    }
}

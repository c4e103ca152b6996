using System;
using System.IO;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What becomes of a batch: when it is due, and how many writes a group costs.</summary>
public sealed class GroupWriteTests
{
    private const int PayloadBytes = 100;
    private const int FrameBytes = FrameFormat.OverheadBytes + PayloadBytes;

    [Fact]
    public void ASmallBatchIsDueWhenItIsFlushed()
    {
        StagingArea staging = New();
        Assert.False(staging.TryTake(all: true, out _));
        Assert.True(Stage(staging));
        Assert.False(Stage(staging));
        Assert.False(staging.TryTake(all: false, out _));
        staging.Flush();
        Assert.True(staging.TryTake(all: false, out StagedGroup group));
        Assert.Equal((2, 1UL, 2UL), (group.FrameCount, group.FirstSequence, group.Last.Sequence));

        // The next batch is another one.
        Assert.True(Stage(staging));
        Assert.False(staging.TryTake(all: false, out _));
        Assert.True(staging.TryTake(all: true, out group));
        Assert.Equal(3UL, group.FirstSequence);
    }

    /// <summary>In parts it would wait for the device once per part.</summary>
    [Fact]
    public void ALargeBatchIsDueAsAWhole()
    {
        StagingArea staging = New();
        int frames = 0;
        while (staging.TryAppend(1, 7, 1, new byte[PayloadBytes], out _, out bool first))
        {
            Assert.Equal(frames == 0, first);
            Assert.False(staging.TryTake(all: false, out _));
            frames++;
        }

        Assert.True((frames + 1) * FrameBytes > JournalDirectory.Small.GroupBytes - (2 * GroupFormat.HeaderBytes));
        staging.Flush();
        Assert.True(staging.TryTake(all: false, out StagedGroup group));
        Assert.Equal((frames, 1UL, (ulong)frames), (group.FrameCount, group.FirstSequence, group.Last.Sequence));
    }

    /// <summary>A batch that no group holds is one run of frames: no gap, no change of order, whatever the commit thread made of it.</summary>
    [Fact]
    public void ALargeBatchReadsBackAsOneRun()
    {
        const int Frames = 2_000;
        using JournalDirectory directory = new();
        using (NodeJournal journal = directory.Open())
        {
            for (ulong next = 1; next <= Frames; next++)
            {
                byte[] payload = JournalDirectory.Payload(next, PayloadBytes);
                ulong sequence;
                while (!journal.TryStage(1, 7, 1, payload, out sequence))
                {
                    Assert.True(journal.Fault is null, journal.Fault?.Message);
                    System.Threading.Thread.Yield();
                }

                Assert.Equal(next, sequence);
            }

            Assert.True(journal.CommittedSequence > 0);
            journal.Flush();
            JournalDirectory.Committed(journal, Frames);
            Assert.Null(journal.Close(10_000));
        }

        using NodeJournal again = directory.Open();
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal(Frames, replayed.Frames.Count);
        for (int i = 0; i < Frames; i++)
        {
            Assert.Equal((ulong)i + 1, replayed.Frames[i].Sequence);
            Assert.Equal(JournalDirectory.Payload((ulong)i + 1, PayloadBytes), replayed.Frames[i].Payload);
        }
    }

    /// <summary>Also where a page has no room left for a group: what is behind the last one there is zero already.</summary>
    [Fact]
    public void EveryGroupCostsOneWrite()
    {
        const int Groups = 24;
        using JournalDirectory directory = new();
        using WatchedDisk disk = new();
        using (NodeJournal journal = NodeJournal.Open(directory.Options() with { Ground = new JournalGround { Disk = disk } }).Journal!)
        {
            for (int i = 1; i <= Groups; i++)
            {
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, JournalDirectory.Payload((ulong)i, 10_000)));
                Assert.Equal(i, disk.Writes);
            }

            Assert.Null(journal.Close(10_000));
        }

        // Five groups of twelve KiB fit a page of sixty-four.
        int page = JournalDirectory.Small.PageBytes;
        byte[] segment = File.ReadAllBytes(directory.Segment(0));
        Assert.False(segment.AsSpan((page / 16 * 15), page / 16).ContainsAnyExcept((byte)0));
        Assert.True(segment.AsSpan(page, 64).ContainsAnyExcept((byte)0));
        Assert.True(JournalVerifier.Verify(directory.Path).Sound);
        using NodeJournal again = directory.Open();
        Assert.Equal(Groups, JournalDirectory.Replay(again).Frames.Count);
    }

    private static StagingArea New() => new(JournalDirectory.Small, 1, ChainHash.Genesis);

    private static bool Stage(StagingArea staging)
    {
        Assert.True(staging.TryAppend(1, 7, 1, new byte[PayloadBytes], out _, out bool first));
        return first;
    }
}

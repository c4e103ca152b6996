using System;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>What is appended and committed comes back, in order, over any number of restarts.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void CommittedFramesComeBack()
    {
        using JournalDirectory directory = new();
        directory.Fill(25);
        directory.Fill(25);
        using NodeJournal journal = directory.Open();
        Collected replayed = JournalDirectory.Replay(journal);
        Assert.Equal(50, replayed.Frames.Count);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (ulong)n), replayed.Frames.Select(f => f.Sequence));
        Assert.All(replayed.Frames, f => Assert.Equal(JournalDirectory.Payload(f.Sequence, 20), f.Payload));
        Assert.Equal(50UL, journal.CommittedSequence);
    }

    [Fact]
    public void ManyGroupsOfAllSizesCrossPagesAndSegments()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Random random = new(seed);
        using JournalDirectory directory = new();
        int frames = 0;
        for (int round = 0; round < 3; round++)
        {
            using NodeJournal journal = directory.Open();
            Assert.Equal(frames, JournalDirectory.Replay(journal).Frames.Count);
            for (int i = 0; i < 150; i++)
            {
                int size = random.Next(4) == 0 ? random.Next(journal.MaxPayloadBytes + 1) : random.Next(64);
                byte[] payload = new byte[size];
                random.NextBytes(payload);
                ulong sequence = JournalDirectory.Append(journal, (ushort)random.Next(0xF000), payload);
                frames++;
                if (random.Next(3) == 0)
                {
                    JournalDirectory.Committed(journal, sequence);
                }
            }

            Assert.Null(journal.Close(10_000));
        }

        using NodeJournal last = directory.Open();
        Assert.Equal(frames, JournalDirectory.Replay(last).Frames.Count);
    }

    [Fact]
    public void DefaultGeometryWorks()
    {
        using JournalDirectory directory = new();
        for (ulong round = 1; round <= 3; round++)
        {
            using NodeJournal journal = directory.Open(JournalGeometry.Default);
            Assert.Equal((int)round - 1, JournalDirectory.Replay(journal).Frames.Count);
            JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 3, new byte[FrameFormat.MaxPayloadBytes]));
            Assert.Equal(round, journal.Committed.Sequence);
            Assert.Null(journal.Close(10_000));
        }
    }
}

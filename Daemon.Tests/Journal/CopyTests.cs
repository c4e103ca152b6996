using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>A copy is the owner's log, frame for frame: begun, followed, applied, promoted, begun anew (SPEC 12).</summary>
public sealed class CopyTests
{
    [Fact]
    public void ACopyFromTheFirstFrameIsTheSameToTheByte()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using (NodeJournal owner = a.Open())
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        {
            Assert.Equal(owner.Id, copy.Id);
            Assert.True(copy.HasState);
            CopyNodes.Write(owner, 1, 700, 300);
            _ = CopyNodes.Snapshot(owner, 1, new byte[90_000]);
            CopyNodes.Write(owner, 2, 50);
            CopyNodes.Follow(owner, copy);
            Assert.Equal(owner.Committed, copy.Committed);
            Assert.Equal(2UL, copy.LastEpoch);
        }

        CopyNodes.AssertCopy(a, b);
        Assert.Equal(Exported(a), Exported(b));
        using NodeJournal again = CopyNodes.Open(b);
        Assert.Equal(50, JournalDirectory.Replay(again).Frames.Count);
    }

    [Fact]
    public void ACopyOfACutLogBeginsAtTheSnapshotAndTellsItsStateWhenThatIsComplete()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using NodeJournal owner = a.Open();
        byte[] state = new byte[100_000];
        state.AsSpan().Fill(7);
        for (int i = 0; i < 6; i++)
        {
            CopyNodes.Write(owner, 1, 300, 500);
            state[0] = (byte)i;
            _ = CopyNodes.Snapshot(owner, 1, state.ToArray());
        }

        CopyNodes.Write(owner, 1, 20);
        SpinUntil(() => !File.Exists(a.Segment(0)));
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        {
            Assert.False(copy.HasState);
            Assert.Empty(JournalDirectory.Replay(copy).Frames);
            using DurableFeed feed = copy.OpenFeed();
            Collected applied = new();
            CopyNodes.Follow(owner, copy);
            Drain(feed, applied, copy);
            Assert.True(copy.HasState);
            Assert.Equal(state, applied.State);
            Assert.Equal(20, applied.Frames.Count);
            CopyNodes.Write(owner, 1, 5);
            CopyNodes.Follow(owner, copy);
            Drain(feed, applied, copy);
            Assert.Equal(25, applied.Frames.Count);
        }

        CopyNodes.AssertCopy(a, b);
        using NodeJournal again = CopyNodes.Open(b);
        Collected replayed = JournalDirectory.Replay(again);
        Assert.Equal(state, replayed.State);
        Assert.Equal(25, replayed.Frames.Count);
    }

    [Fact]
    public void AYoungCopyOpensAsACopyOnlyAndGoesOnInTheMiddleOfItsSnapshot()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using NodeJournal owner = a.Open();
        CopyNodes.Write(owner, 1, 30);
        byte[] state = new byte[120_000];
        new Random(5).NextBytes(state);
        _ = CopyNodes.Snapshot(owner, 1, state);
        CopyNodes.Write(owner, 1, 3);
        byte[] buffer = new byte[FramePull.MinBufferBytes];
        using FramePull pull = owner.OpenPull();
        FramePosition at;
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        {
            FramePullAnswer answer = pull.Pull(copy.Id, CopyNodes.Position(copy), buffer);
            Assert.Equal(FramePullKind.Frames, answer.Kind);
            at = CopyNodes.Append(copy, buffer.AsSpan(0, answer.Bytes));
            JournalDirectory.Committed(copy, at.Sequence);
            Assert.False(copy.HasState);
        }

        JournalOpenResult asOwner = b.TryOpen();
        Assert.Equal(IntegrityFailureKind.SnapshotMissing, asOwner.Failure?.Kind);
        using NodeJournal again = CopyNodes.Open(b);
        using DurableFeed feed = again.OpenFeed();
        CopyNodes.Follow(owner, again);
        Collected applied = new();
        Drain(feed, applied, again);
        Assert.True(again.HasState);
        Assert.Equal(state, applied.State);
        Assert.Equal(3, applied.Frames.Count);
    }

    [Fact]
    public void ACopyIsNeverMadeByOpeningIt()
    {
        using JournalDirectory b = new();
        JournalOpenResult opened = NodeJournal.Open(CopyNodes.Copy(b));
        Assert.Equal(JournalOpenStatus.Absent, opened.Status);
        Assert.False(File.Exists(b.Anchor));
        b.Fill(2);
        CopyReport made = JournalCopy.Create(b.Options(), new JournalBase(JournalId.Create(), JournalDirectory.Small, default));
        Assert.Equal(CopyStatus.Refused, made.Status);
        Assert.Equal(2, CopyNodes.Frames(b.Path).Count);
    }

    [Fact]
    public void ThePromotedCopyGoesOnUnderANewEpochAndDropsTheSnapshotThatTheOldOwnerBegan()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using JournalDirectory c = new();
        byte[] state = new byte[80_000];
        using (NodeJournal owner = a.Open())
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        using (NodeJournal third = CopyNodes.Begin(c, owner))
        {
            CopyNodes.Write(owner, 1, 10);
            SnapshotWriter half = owner.BeginSnapshot(new byte[200_000], 1, 1, atOnce: true);
            Assert.False(half.TryAdvance());
            JournalDirectory.Committed(owner, owner.Appended.Sequence);
            CopyNodes.Follow(owner, copy);
            CopyNodes.Follow(owner, third);
            Assert.Equal(0UL, half.EndSequence);

            CopyNodes.Write(copy, 2, 4);
            state[7] = 9;
            _ = CopyNodes.Snapshot(copy, 2, state);
            CopyNodes.Write(copy, 2, 6);
            CopyNodes.Follow(copy, third);
            Assert.Equal(copy.Committed, third.Committed);
        }

        CopyNodes.AssertCopy(b, c);
        foreach (JournalDirectory directory in new[] { b, c })
        {
            using NodeJournal again = directory.Open();
            Collected replayed = JournalDirectory.Replay(again);
            Assert.Equal(state, replayed.State);
            Assert.Equal(6, replayed.Frames.Count);
        }
    }

    [Fact]
    public async Task ThePullAtTheTailKeepsUpWithAnOwnerUnderLoadThatCutsItsLog()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using NodeJournal owner = a.Open();
        using NodeJournal copy = CopyNodes.Begin(b, owner);
        const int Rounds = 40;
        Exception? failed = null;
        ulong end = 0;
        ulong reached = 0;
        Thread writer = new(() =>
        {
            try
            {
                for (int round = 0; round < Rounds; round++)
                {
                    // What the follower lacks must not be cut off: it is never two snapshots behind.
                    ulong before = owner.Appended.Sequence;
                    CopyNodes.Write(owner, 3, 60, 700);
                    SpinUntil(() => Volatile.Read(ref reached) >= before);
                    _ = CopyNodes.Snapshot(owner, 3, new byte[9_000]);
                }
            }
            catch (Exception error)
            {
                failed = error;
            }

            Volatile.Write(ref end, owner.Appended.Sequence);
        })
        { IsBackground = true };
        writer.Start();
        using FramePull pull = owner.OpenPull();
        FramePosition at = CopyNodes.Position(copy);
        byte[] buffer = new byte[FramePull.MinBufferBytes * 2];
        while (Volatile.Read(ref end) == 0 || at.Sequence < end)
        {
            Volatile.Write(ref reached, at.Sequence);
            FramePullAnswer answer = pull.Pull(copy.Id, at, buffer);
            Assert.True(answer.Kind is FramePullKind.Frames or FramePullKind.Current, $"{answer.Kind}: {answer.Message}");
            at = answer.Kind == FramePullKind.Frames ? CopyNodes.Append(copy, buffer.AsSpan(0, answer.Bytes)) : at;
            if (answer.Kind == FramePullKind.Current && Volatile.Read(ref end) == 0)
            {
                _ = await owner.WaitDurableAsync(at.Sequence, TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }
        }

        writer.Join();
        Assert.Null(failed);
        JournalDirectory.Committed(copy, at.Sequence);
        Assert.Equal(owner.Committed, copy.Committed);
        Assert.False(File.Exists(a.Segment(0)), "the owner's log was not cut");
        SpinUntil(() => !File.Exists(b.Segment(0)));
    }

    [Fact]
    public async Task WaitingEndsWithAFrameATimeACancellationAndAClose()
    {
        using JournalDirectory a = new();
        NodeJournal owner = a.Open();
        CancellationToken none = CancellationToken.None;
        Task<bool> first = owner.WaitDurableAsync(0, Timeout.InfiniteTimeSpan, none);
        Assert.False(first.IsCompleted);
        CopyNodes.Write(owner, 1, 1);
        Assert.True(await first);
        Assert.True(await owner.WaitDurableAsync(0, Timeout.InfiniteTimeSpan, none));
        Assert.False(await owner.WaitDurableAsync(1, TimeSpan.FromMilliseconds(1), none));
        using CancellationTokenSource source = new();
        Task<bool> cancelled = owner.WaitDurableAsync(1, Timeout.InfiniteTimeSpan, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Task<bool> last = owner.WaitDurableAsync(1, Timeout.InfiniteTimeSpan, none);
        owner.Dispose();
        Assert.False(await last);
    }

    [Fact]
    public void APositionThatWasCutAwayIsAnsweredWithTheSnapshotAndTheOldLogIsKept()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using NodeJournal owner = a.Open();
        CopyNodes.Write(owner, 1, 5);
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        {
            CopyNodes.Follow(owner, copy);
        }

        for (int i = 0; i < 6; i++)
        {
            CopyNodes.Write(owner, 1, 300, 500);
            _ = CopyNodes.Snapshot(owner, 1, new byte[50_000]);
        }

        SpinUntil(() => !File.Exists(a.Segment(0)));
        using FramePull pull = owner.OpenPull();
        JournalBase from;
        using (NodeJournal copy = CopyNodes.Open(b))
        {
            FramePullAnswer answer = pull.Pull(copy.Id, CopyNodes.Position(copy), new byte[FramePull.MinBufferBytes]);
            Assert.Equal(FramePullKind.FromSnapshot, answer.Kind);
            from = answer.Base!.Value;
            Assert.Equal(CopyStatus.Locked, JournalCopy.Replace(b.Options(), from).Status);
        }

        for (int i = 0; i < 5; i++)
        {
            CopyReport replaced = JournalCopy.Replace(b.Options(), from);
            Assert.True(replaced.Status == CopyStatus.Done, replaced.Message);
            Assert.True(File.Exists(Path.Combine(replaced.Kept!, "anchor")));
            if (i == 0)
            {
                Assert.Equal(5, CopyNodes.Frames(replaced.Kept!).Count);
            }
        }

        Assert.Equal(3, Directory.GetDirectories(b.Path, "journal.replaced-*").Length);
        using (NodeJournal copy = CopyNodes.Open(b))
        {
            CopyNodes.Follow(owner, copy);
            Assert.True(copy.HasState);
        }

        CopyNodes.AssertCopy(a, b);
        CopyNodes.Open(b).Dispose();
    }

    [Fact]
    public void AForeignCopyIsToldSo()
    {
        using JournalDirectory a = new();
        using NodeJournal owner = a.Open();
        CopyNodes.Write(owner, 1, 3);
        using FramePull pull = owner.OpenPull();
        FramePullAnswer answer = pull.Pull(JournalId.Create(), new FramePosition(1, default, 1), new byte[FramePull.MinBufferBytes]);
        Assert.Equal(FramePullKind.Foreign, answer.Kind);
    }

    [Fact]
    public void ACopyIsWhatItsOwnerIsRepairedFrom()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using (NodeJournal owner = a.Open())
        using (NodeJournal copy = CopyNodes.Begin(b, owner))
        {
            CopyNodes.Write(owner, 1, 40);
            CopyNodes.Follow(owner, copy);
        }

        byte[] file = Exported(b);
        string path = Path.Combine(b.Path, "frames");
        File.WriteAllBytes(path, file);
        SortedDictionary<ulong, byte[]> before = CopyNodes.Frames(a.Path);
        using (FileStream segment = File.OpenWrite(a.Segment(0)))
        {
            segment.Position = 200;
            segment.Write(new byte[50]);
        }

        Assert.False(JournalVerifier.Verify(a.Path).Sound);
        Assert.Equal(RepairStatus.Repaired, JournalRepair.Run(a.Path, path, dryRun: false, withoutAnchor: false).Status);
        Assert.Equal(before.Values, CopyNodes.Frames(a.Path).Values.AsEnumerable());
    }

    private static byte[] Exported(JournalDirectory directory)
    {
        string path = Path.Combine(directory.Path, "exported");
        Assert.True(JournalReader.Open(directory.Path, out JournalReader? reader, out string message), message);
        using (reader)
        {
            using FrameFileWriter writer = FrameFileWriter.Create(path, out string problem)!;
            while (problem.Length == 0 && reader!.TryRead(out FrameHeader header, out _) == ReadStep.Frame)
            {
                problem = writer.Add(reader.Anchor.Id, reader.Anchor.Geometry, header, reader.FrameBytes);
            }

            Assert.Equal(string.Empty, problem);
            Assert.Equal(string.Empty, writer.Finish());
        }

        return File.ReadAllBytes(path);
    }

    private static void Drain(DurableFeed feed, Collected applied, NodeJournal journal)
    {
        while (feed.Last.Sequence < journal.CommittedSequence)
        {
            ReplayReport report = feed.Advance(applied);
            Assert.True(report.IsWhole, report.Message);
        }
    }

    private static void SpinUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 20_000), "not within 20 s");
}

using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Threading;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>
/// Every bit of a 64 KiB journal with a snapshot in it, one after another: each flip is a failure that recovery names, or changes nothing that
/// counts. On a build server all of them, elsewhere an even sample.
/// </summary>
[Collection(SimulationCollection.Name)]
public sealed class FlipTests
{
    private const int JournalBytes = 64 * 1024;
    private const int SampleEvery = 17;
    private static readonly JournalGround s_any = new();

    [Fact]
    public void NoBitOfACommittedJournalFlipsUnseen()
    {
        (SimDisk disk, long end) = Build(anchored: true);
        int seen = 0;
        ConcurrentBag<long> harmless = [];
        Each(disk, end * 8, Machine.IsCi ? 1 : SampleEvery, (copy, bit, whole) =>
        {
            RecoveryOutcome outcome = Scan(copy);
            if (outcome.Failure is not null)
            {
                Interlocked.Increment(ref seen);
                return;
            }

            Assert.True(outcome.Log is not null, Say($"bit {bit}: neither a log nor a failure"));
            Same(whole, outcome.Log!, bit);
            harmless.Add(bit / 8);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen} flips detected, {harmless.Count} where nobody reads");
        Assert.All(harmless, offset => Assert.InRange(offset, 0, JournalGeometry.FirstAddress - 1));
    }

    /// <summary>The anchor is far behind: only the last group may be taken for a torn write, and that is reported.</summary>
    [Fact]
    public void NoBitAboveTheAnchorFlipsUnseen()
    {
        (SimDisk disk, long end) = Build(anchored: false);
        GroupMap map = GroupMap.Read(disk);
        GroupMap.Group last = map.Groups[^1];
        Assert.True(map.Anchor.Anchor.Sequence == 0);
        Each(disk, end * 8, Machine.IsCi ? 31 : SampleEvery * 11, (copy, bit, whole) =>
        {
            RecoveryOutcome outcome = Scan(copy);
            if (outcome.Log is { } log && log.NextSequence != whole.NextSequence)
            {
                Assert.True(bit / 8 >= last.Address && bit / 8 < last.End, Say($"bit {bit}: cut at {log.End}"));
                Assert.Equal(last.First, log.NextSequence);
                Assert.True(log.DirtyUntil > log.End, Say($"bit {bit}: the cut is not reported"));
            }
            else if (outcome.Log is { } unchanged)
            {
                Same(whole, unchanged, bit);
                Assert.InRange(bit / 8, 0, JournalGeometry.FirstAddress - 1);
            }
            else
            {
                Assert.NotNull(outcome.Failure);
            }
        });
    }

    /// <summary>The flip comes after recovery looked and before replay reads: it is noticed, or nothing differs.</summary>
    [Fact]
    public void NoBitFlipsUnseenBetweenRecoveryAndReplay()
    {
        (SimDisk disk, _) = Build(anchored: true);
        GroupMap map = GroupMap.Read(disk);
        Replayed expected = new();
        new ReplaySource(new JournalGround { Disk = disk }, SimDisk.Root, Scan(disk).Log!, copy: false).Run(expected);
        Assert.NotEqual(0UL, expected.SnapshotBegin);
        long begin = Tamper.SnapshotFrames(map)[0].Address;
        int noticed = 0;
        Each(disk, (map.End - begin) * 8, Machine.IsCi ? 23 : SampleEvery * 7, (copy, bit, whole) =>
        {
            Replayed replayed = new();
            ReplayReport report = new ReplaySource(new JournalGround { Disk = copy }, SimDisk.Root, whole, copy: false).Run(replayed);
            if (!report.IsWhole)
            {
                Assert.Equal(IntegrityFailureKind.ReadDiffers, report.Failure?.Kind);
                Interlocked.Increment(ref noticed);
                return;
            }

            Assert.True(expected.State.AsSpan().SequenceEqual(replayed.State), Say($"bit {bit}: another state"));
            Assert.Equal(expected.Frames.Select(f => f.Sequence), replayed.Frames.Select(f => f.Sequence));
            Assert.All(expected.Frames.Zip(replayed.Frames), pair => Assert.True(pair.First.Payload.AsSpan().SequenceEqual(pair.Second.Payload)));
        }, begin * 8);
        Assert.True(noticed > 100);
    }

    [Fact]
    public void EveryBitOfTheAnchorMayFlip()
    {
        (SimDisk disk, _) = Build(anchored: true);
        Anchor newer = AnchorFile.Read(new JournalGround { Disk = disk }, SimDisk.Root).Anchor;
        SimDisk hurt = disk.Copy();
        GroupMap.Flip(hurt.Files.Find(AnchorFile.Name)!, (long)(newer.Generation % 2) * JournalGeometry.BlockBytes, 0);
        Anchor older = AnchorFile.Read(new JournalGround { Disk = hurt }, SimDisk.Root).Anchor;
        Assert.Equal(newer.Generation - 1, older.Generation);
        Each(disk, 2L * JournalGeometry.BlockBytes * 8, Machine.IsCi ? 1 : 3, (copy, bit, whole) =>
        {
            AnchorRead read = AnchorFile.Read(new JournalGround { Disk = copy }, SimDisk.Root);
            Assert.Equal(AnchorState.Valid, read.State);
            Assert.Equal(1, read.ValidSlots);
            bool inNewer = (ulong)(bit / 8 / JournalGeometry.BlockBytes) == newer.Generation % 2;
            Assert.True(read.Anchor == (inNewer ? older : newer), Say($"bit {bit}: another anchor"));
        }, 0, AnchorFile.Name);
    }

    private static void Each(
        SimDisk disk, long bits, int every, Action<SimDisk, long, RecoveredLog> look, long first = 0, string file = "journal.0")
    {
        RecoveredLog whole = Scan(disk).Log!;
        SeedRun.Each((bits + every - 1) / every, () =>
        {
            SimDisk copy = disk.Copy();
            SimInode inode = copy.Files.Find(file)!;
            return at =>
            {
                long bit = first + (at * every);
                GroupMap.Flip(inode, bit / 8, (int)(bit % 8));
                look(copy, bit, whole);
                GroupMap.Flip(inode, bit / 8, (int)(bit % 8));
            };
        });
    }

    private static RecoveryOutcome Scan(SimDisk disk)
    {
        JournalGround ground = s_any with { Disk = disk };
        return LogRecovery.Scan(ground, SimDisk.Root, AnchorFile.Read(ground, SimDisk.Root).Anchor);
    }

    private static void Same(RecoveredLog whole, RecoveredLog log, long bit)
    {
        Assert.True(log.Head == whole.Head && log.NextSequence == whole.NextSequence && log.End == whole.End, Say($"bit {bit}: another log"));
        Assert.Equal(whole.Snapshots.Complete, log.Snapshots.Complete);
    }

    private static (SimDisk Disk, long End) Build(bool anchored)
    {
        SimDisk disk = new(1);
        JournalGround ground = new() { Disk = disk, Stepped = true, Identity = new JournalId(1, 2) };
        NodeJournal journal = NodeJournal.Open(
            new JournalOptions { Directory = SimDisk.Root, Geometry = CrashRun.Geometry, FreeFloorBytes = 0, Ground = ground }).Journal!;
        SnapshotWriter? snapshot = null;
        long end = 0;
        for (int i = 0; end < JournalBytes; i++)
        {
            if (i == 4)
            {
                byte[] state = new byte[20_000];
                new Random(1).NextBytes(state);
                snapshot = journal.BeginSnapshot(state, 1, 1);
                while (!snapshot.TryAdvance())
                {
                    journal.StepCommit();
                }
            }

            Assert.True(journal.TryAppend(1, 1, 1, new byte[(i * 613) % 5_000], out _));
            journal.StepCommit();
            end = GroupMap.Read(disk).End;
        }

        if (anchored)
        {
            Assert.Null(journal.Close(1_000));
        }
        else
        {
            SimDisk image = disk.Copy();
            _ = journal.Close(1_000);
            disk = image;
        }

        return (disk, end);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

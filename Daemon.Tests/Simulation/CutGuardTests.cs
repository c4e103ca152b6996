using System;
using Basisd.Journal;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>
/// a log that was cut stands on its snapshots alone. When none of them is whole although every frame fits (written by a wrong program, or
/// put together by hand), what was before the cut is gone, and a start would take an empty state for the whole one.
/// </summary>
public sealed class CutGuardTests
{
    [Fact]
    public void ACutLogWithoutAWholeSnapshotIsRefusedAndNamed()
    {
        SimDisk disk = Cut(out GroupMap map);
        Assert.True(map.Anchor.Anchor.BaseSequence > 1);
        Break(disk, map);
        JournalOpenResult opened = Open(disk, JournalGuards.None);
        Assert.Null(opened.Journal);
        Assert.Equal(IntegrityFailureKind.SnapshotMissing, opened.Failure?.Kind);
        Assert.Equal(map.Anchor.Anchor.BaseSequence, opened.Failure!.ExpectedSequence);
        Assert.Contains("and holds no complete snapshot of the state before it", opened.Message, StringComparison.Ordinal);
    }

    /// <summary>The guard taken away: the same log opens, and its replay begins in the middle, with no state.</summary>
    [Fact]
    public void WithoutTheGuardItWouldOpenWithItsBeginningLost()
    {
        SimDisk disk = Cut(out GroupMap map);
        Break(disk, map);
        JournalOpenResult opened = Open(disk, JournalGuards.SnapshotBehindCut);
        Assert.True(opened.Journal is not null, opened.Message);
        using NodeJournal journal = opened.Journal!;
        Collected replayed = new();
        Assert.True(journal.Replay(replayed).IsWhole);
        Assert.Null(replayed.State);
        Assert.True(replayed.Frames[0].Sequence > 1);
    }

    [Fact]
    public void TheSameLogUntouchedOpensWithItsSnapshot()
    {
        SimDisk disk = Cut(out _);
        using NodeJournal journal = Open(disk, JournalGuards.None).Journal!;
        Collected replayed = new();
        Assert.True(journal.Replay(replayed).IsWhole);
        Assert.NotNull(replayed.State);
    }

    private static SimDisk Cut(out GroupMap map)
    {
        SimDisk disk = new(1);
        Assert.Null(new FixedWork(disk, stepped: true).Run(out _));
        disk.Restart();
        map = GroupMap.Read(disk);
        return disk;
    }

    /// <summary>No snapshot has the hash that it announces; every checksum, hash and link, and the anchor, are made to fit.</summary>
    private static void Break(SimDisk disk, GroupMap map)
    {
        Assert.True(Tamper.Seals(map, out ChainHash head) > 0);
        Anchor anchor = map.Anchor.Anchor;
        Assert.Equal(map.Groups[^1].Last, anchor.Sequence);
        Assert.Equal(0, AnchorFile.Open(disk, SimDisk.Root, anchor.Generation, out AnchorFile? file));
        using (file)
        {
            Assert.Equal(0, file!.Write(anchor with { Hash = head }));
            Assert.Equal(0, file.Write(anchor with { Hash = head }));
        }
    }

    private static JournalOpenResult Open(SimDisk disk, JournalGuards without) => NodeJournal.Open(new JournalOptions
    {
        Directory = SimDisk.Root,
        Geometry = CrashRun.Geometry,
        FreeFloorBytes = 0,
        Ground = new JournalGround { Disk = disk, Stepped = true, Without = without },
    });
}

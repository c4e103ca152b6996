using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Journal;
using Basisd.Linux;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>A tail is cut off at any frame, and the machine may stop at any write of it: what stays is never touched.</summary>
[Collection(SimulationCollection.Name)]
public sealed class TailCutTests
{
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 40)]
    [InlineData(3, 150)]
    [InlineData(4, 250)]
    public void ACrashAtAnyWriteLeavesAWholeLogWithAllThatStays(ulong seed, int batches)
    {
        SimRandom random = new(seed);
        SimNode made = Fill(random, batches, out ulong firstCut);
        SortedDictionary<ulong, byte[]> before = made.Frames();
        ulong last = before.Keys.Last();
        ulong[] kept = [last - 1, last - (last - firstCut) / 2, firstCut];
        SeedRun.Each(kept.Length * 2, () => which =>
        {
            int at = 0;
            while (!Crash(made, before, kept[which / 2], at, power: which % 2 == 1, seed))
            {
                at++;
            }
        });
    }

    [Fact]
    public void WhatCannotBeTheLastFrameIsRefusedAndNothingChanges()
    {
        SimRandom random = new(11);
        SimNode made = Fill(random, 200, out ulong firstCut);
        SortedDictionary<ulong, byte[]> before = made.Frames();
        long changes = made.Disk.Changes;
        JournalHead good = Head(before, firstCut);
        Assert.Equal(CopyStatus.Refused, JournalCopy.CutTail(made.Options, good with { Hash = default }).Status);
        Assert.Equal(CopyStatus.Refused, JournalCopy.CutTail(made.Options, new JournalHead(before.Keys.Last() + 1, good.Hash)).Status);
        Assert.Equal(CopyStatus.Refused, JournalCopy.CutTail(made.Options, Head(before, before.Keys.First())).Status);
        Assert.Equal(CopyStatus.Unchanged, JournalCopy.CutTail(made.Options, Head(before, before.Keys.Last())).Status);
        Assert.Equal(before.Values, made.Frames().Values.AsEnumerable());

        // The lock alone is written.
        Assert.InRange(made.Disk.Changes - changes, 0, 16);
        _ = made.Open();
        Assert.Equal(CopyStatus.Locked, JournalCopy.CutTail(made.Options, good).Status);
        made.Close();
    }

    [Fact]
    public void AllOfAYoungLogCanGoAndTheKeptFilesStayFew()
    {
        SimNode node = new SimNode(3).Open(copy: false);
        for (int round = 0; round < TailCut.MostKept + 4; round++)
        {
            node.Write(1, 3, new SimRandom(9), 40);
            Assert.True(node.Commit());
            node.Close();
            Assert.Equal(CopyStatus.Done, JournalCopy.CutTail(node.Options, default).Status);
            _ = node.Open();
            Assert.Equal(0UL, node.Journal.CommittedSequence);
        }

        node.Write(2, 2, new SimRandom(9), 40);
        Assert.True(node.Commit());
        node.Close();
        Assert.Equal(2, node.Frames().Count);
        _ = node.Disk.Names(SimDisk.Root, out List<string> names);
        Assert.Equal(TailCut.MostKept, names.Count(n => n.StartsWith(TailCut.KeptPrefix, StringComparison.Ordinal)));
    }

    /// <summary>Cuts with a crash at a write, looks, cuts to the end; true when there was no crash because it was done before.</summary>
    private static bool Crash(SimNode made, SortedDictionary<ulong, byte[]> before, ulong keep, int at, bool power, ulong seed)
    {
        SimNode node = new(made.Disk.Copy(seed + (ulong)at));
        node.Disk.CrashAt = node.Disk.Changes + at;
        JournalHead head = Head(before, keep);
        CopyReport report = JournalCopy.CutTail(node.Options, head);
        bool survived = !node.Disk.Dead;
        Assert.Equal(survived, report.Status == CopyStatus.Done);
        node.Disk.Restart();
        if (power)
        {
            node.Disk.LosePower();
        }

        _ = node.Open();
        ulong last = node.Journal.CommittedSequence;
        node.Close();
        Assert.InRange(last, keep, survived ? keep : before.Keys.Last());
        Same(before, node.Frames(), last);
        if (last > keep)
        {
            report = JournalCopy.CutTail(node.Options, head);
            Assert.True(report.Status == CopyStatus.Done, report.Message);
        }

        // It goes on from there, and comes back whole.
        _ = node.Open();
        Assert.Equal(head, node.Journal.Committed);
        node.Write(99, 30, new SimRandom(seed), 3_000);
        Assert.True(node.Commit());
        node.Close();
        _ = node.Open();
        Assert.Equal(keep + 30, node.Journal.CommittedSequence);
        node.Close();
        Same(before, node.Frames(), keep);
        CheckKept(node, before, keep, last, report);
        return survived;
    }

    private static void CheckKept(SimNode node, SortedDictionary<ulong, byte[]> before, ulong keep, ulong last, CopyReport report)
    {
        if (report.Kept is not { } path)
        {
            return;
        }

        Assert.Equal(0, node.Disk.Open(path, FileCalls.ReadOnly, 0, out IDiskFile? file));
        // The first try was the one that did it, or what a crash had left was cut.
        ulong until = report.Status == CopyStatus.Done && last == keep ? before.Keys.Last() : last;
        byte[] gone = [.. before.Where(f => f.Key > keep && f.Key <= until).SelectMany(f => f.Value)];
        byte[] bytes = new byte[gone.Length];
        using (file)
        {
            Assert.Equal(0, file!.ReadAt(bytes, FrameFileFormat.HeaderBytes, out int read));
            Assert.Equal(gone.Length, read);
        }

        Assert.Equal(gone, bytes);
    }

    private static void Same(SortedDictionary<ulong, byte[]> before, SortedDictionary<ulong, byte[]> after, ulong until)
    {
        foreach ((ulong sequence, byte[] bytes) in before)
        {
            if (sequence <= until)
            {
                Assert.Equal(bytes, after[sequence]);
            }
        }
    }

    private static JournalHead Head(SortedDictionary<ulong, byte[]> frames, ulong sequence) =>
        new(sequence, ChainHash.Read(frames[sequence].AsSpan(frames[sequence].Length - ChainHash.Bytes)));

    /// <summary>A log of groups of many frames, snapshots and cuts among them; closed.</summary>
    private static SimNode Fill(SimRandom random, int batches, out ulong firstCut)
    {
        SimNode node = new SimNode(random.Next()).Open(copy: false);
        firstCut = 1;
        for (int i = 0; i < batches; i++)
        {
            node.Write(1, random.Between(1, 6), random, 1_500);
            Assert.True(node.Commit());
            if (i % 60 == 59)
            {
                SnapshotWriter writer = node.Journal.BeginSnapshot(new byte[5_000], 1, 1);
                while (!writer.TryAdvance())
                {
                    Assert.True(node.Commit());
                }

                Assert.True(node.Commit());
                firstCut = writer.EndSequence;
            }

            node.Journal.StepKeeper(follow: true);
        }

        node.Close();
        return node;
    }
}

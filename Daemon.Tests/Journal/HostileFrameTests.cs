using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>Whatever is wrong with what a follower is sent is refused with a reason, and changes nothing.</summary>
public sealed class HostileFrameTests
{
    [Fact]
    public void EveryFlippedBitIsRefused()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        byte[][] run = Run(a, b, out NodeJournal copy);
        using (copy)
        {
            byte[] good = [.. run.SelectMany(f => f)];
            for (int bit = 0; bit < good.Length * 8; bit++)
            {
                good[bit / 8] ^= (byte)(1 << (bit % 8));
                Refused(copy, good);
                good[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Works(copy, good);
        }
    }

    [Fact]
    public void WhatIsCutOffLeftOutRepeatedExchangedOrOlderIsRefused()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        byte[][] run = Run(a, b, out NodeJournal copy);
        using (copy)
        {
            byte[] good = [.. run.SelectMany(f => f)];
            HashSet<int> ends = [0];
            foreach (byte[] frame in run)
            {
                ends.Add(ends.Max() + frame.Length);
            }

            for (int length = 1; length < good.Length; length++)
            {
                if (!ends.Contains(length))
                {
                    Assert.Equal(FrameDefect.Length, Refused(copy, good[..length]).Defect);
                }
            }

            Assert.Equal(FrameDefect.Sequence, Refused(copy, run[1]).Defect);
            Assert.Equal(FrameDefect.Sequence, Refused(copy, [.. run[0], .. run[0]]).Defect);
            Assert.Equal(FrameDefect.Sequence, Refused(copy, [.. run[0], .. run[2]]).Defect);
            Assert.Equal(FrameDefect.Chain, Refused(copy, Forge(copy, epoch: 5, previous: default)).Defect);
            ReplicaAppend older = Refused(copy, Forge(copy, epoch: 4, copy.Appended.Hash));
            Assert.Contains("epoch 4", older.Reason, StringComparison.Ordinal);
            Assert.Equal(FrameDefect.NewerVersion, Refused(copy, Forge(copy, epoch: 5, copy.Appended.Hash, kind: 0xF0FF)).Defect);
            Works(copy, good);
        }
    }

    [Fact]
    public void ASnapshotWhoseSealDoesNotFitCountsForNothingInTheCopy()
    {
        using JournalDirectory b = new();
        JournalCopy.Create(b.Options(), new JournalBase(new JournalId(1, 2), JournalDirectory.Small, default));
        using (NodeJournal copy = CopyNodes.Open(b))
        {
            byte[] seal = new byte[SnapshotFormat.SealBytes];
            SnapshotFormat.WritePair(seal, 1, 0);
            byte[] start = new byte[SnapshotFormat.StartBytes];
            CopyNodes.Append(copy, Forge(copy, 1, copy.Appended.Hash, ReservedKinds.SnapshotStart, start));
            CopyNodes.Append(copy, Forge(copy, 1, copy.Appended.Hash, ReservedKinds.SnapshotSeal, seal));
            JournalDirectory.Committed(copy, 2);
            using FramePull pull = copy.OpenPull();
            Assert.Equal(0UL, pull.PullBase().Base!.Value.Before.Sequence);
        }

        JournalOpenResult again = NodeJournal.Open(CopyNodes.Copy(b));
        using NodeJournal opened = again.Journal!;
        Assert.Equal(0UL, again.Report!.SnapshotSequence);
    }

    [Fact]
    public void AFrameThatFillsAGroupGoesThrough()
    {
        using JournalDirectory a = new();
        using JournalDirectory b = new();
        using NodeJournal owner = a.Open();
        using NodeJournal copy = CopyNodes.Begin(b, owner);
        CopyNodes.Write(owner, 1, 9, owner.MaxPayloadBytes);
        CopyNodes.Follow(owner, copy);
        Assert.Equal(owner.Committed, copy.Committed);
    }

    /// <summary>A copy with a few frames of epoch 5, and the frames that follow at the owner.</summary>
    private static byte[][] Run(JournalDirectory a, JournalDirectory b, out NodeJournal copy)
    {
        using NodeJournal owner = a.Open();
        copy = CopyNodes.Begin(b, owner);
        CopyNodes.Write(owner, 5, 3);
        CopyNodes.Follow(owner, copy);
        CopyNodes.Write(owner, 5, 2, 9);
        _ = CopyNodes.Snapshot(owner, 6, [1, 2, 3, 4, 5]);
        return [.. CopyNodes.Frames(a.Path).Where(f => f.Key > 3).Select(f => f.Value)];
    }

    private static byte[] Forge(NodeJournal copy, ulong epoch, ChainHash previous, ushort kind = 9, byte[]? payload = null)
    {
        payload ??= [1];
        byte[] frame = new byte[FrameFormat.OverheadBytes + payload.Length];
        FrameFormat.Write(frame, kind, copy.Appended.Sequence + 1, epoch, 1, previous, payload);
        Assert.Equal(frame.Length, (int)BinaryPrimitives.ReadUInt32LittleEndian(frame));
        return frame;
    }

    private static ReplicaAppend Refused(NodeJournal copy, byte[] frames)
    {
        JournalHead before = copy.Appended;
        ReplicaAppend taken = copy.TryAppendReplicated(frames);
        Assert.Equal(ReplicaAppendStatus.Refused, taken.Status);
        Assert.False(string.IsNullOrEmpty(taken.Reason));
        Assert.Equal(0, taken.Bytes);
        Assert.Equal(before, copy.Appended);
        Assert.Equal(before, taken.Last.Head);
        return taken;
    }

    private static void Works(NodeJournal copy, byte[] good)
    {
        FramePosition last = CopyNodes.Append(copy, good);
        JournalDirectory.Committed(copy, last.Sequence);
        Assert.Equal(6UL, last.Epoch);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>
/// Owners follow one another at random, also ones that a cluster would not let claim: whatever two logs have in common is found exactly, and a
/// follower never cuts a frame that is in its owner's log, nor anything before a higher epoch stands there.
/// </summary>
[Collection(SimulationCollection.Name)]
public sealed class HistoryTests
{
    private const int Nodes = 4;
    private const int Turns = 14;
    private readonly byte[] _buffer = new byte[FramePull.MinBufferBytes];

    [Fact]
    public void WhatIsCommonIsFoundForAnyHistoryOfOwners()
    {
        ulong first = (ulong)Random.Shared.NextInt64(1, int.MaxValue);
        int apart = 0;
        for (ulong seed = first; seed < first + 60; seed++)
        {
            try
            {
                apart += Run(new SimRandom(seed));
            }
            catch (Exception error) when (error is SimViolation or Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {error.Message}");
            }
        }

        Assert.True(apart > 60, $"only {apart} logs were apart from seed {first} on: nothing was tested");
    }

    [Fact]
    public void OneStepByEpochAloneWouldNotDo()
    {
        // A owns epoch 1 and reaches 10; B has 5 of them and owns epoch 2; C has all 10 and owns epoch 3. B's frames 6 and 7 of epoch 2 stand where
        // C has frames of epoch 1: "C's last frame of an epoch not above 2" is 10 and tells B nothing without its epoch, which is 1.
        SimRandom random = new(1);
        SimNode[] nodes = Start();
        nodes[0].Write(1, 10, random, 20);
        Assert.True(nodes[0].Commit());
        Give(nodes[0], nodes[1], 5);
        Give(nodes[0], nodes[2], 10);
        nodes[1].Write(2, 2, random, 20);
        Assert.True(nodes[1].Commit());
        using (FramePull early = nodes[2].Journal.OpenPull())
        {
            Assert.Equal(FramePullKind.Ahead, early.Pull(new JournalId(7, 8), nodes[1].Position(), _buffer).Kind);
        }

        nodes[2].Write(3, 1, random, 20);
        Assert.True(nodes[2].Commit());
        using FramePull pull = nodes[2].Journal.OpenPull();
        FramePullAnswer answer = pull.Pull(new JournalId(7, 8), nodes[1].Position(), _buffer);
        Assert.Equal((FramePullKind.Diverged, 6UL, 1UL), (answer.Kind, answer.CommonSequence, answer.CommonEpoch));
        Meet(nodes[2], nodes[1]);
        Assert.Equal(5UL, nodes[1].Journal.CommittedSequence);
    }

    private static SimNode[] Start()
    {
        SimNode first = new SimNode(1).Open(copy: false);
        using FramePull pull = first.Journal.OpenPull();
        JournalBase from = pull.PullBase().Base!.Value;
        return [first, .. Enumerable.Range(2, Nodes - 1).Select(i => new SimNode((ulong)i).Begin(from))];
    }

    private int Run(SimRandom random)
    {
        SimNode[] nodes = Start();
        int apart = 0;
        for (ulong epoch = 1; epoch <= Turns; epoch++)
        {
            SimNode owner = nodes[random.Below(Nodes)];
            foreach (SimNode other in nodes.Where(n => n != owner && random.OneIn(4)))
            {
                apart += Meet(owner, other);
            }

            owner.Write(epoch * 3, random.Between(1, 6), random, 60);
            Assert.True(owner.Commit());
            foreach (SimNode other in nodes.Where(n => n != owner && !random.OneIn(3)))
            {
                apart += Meet(owner, other);
                Give(owner, other, random.Below(8));
            }
        }

        foreach (SimNode node in nodes)
        {
            node.Close();
        }

        return apart;
    }

    /// <summary>A follower finds what it has in common with an owner, and cuts the rest; 1 where their logs were apart.</summary>
    private int Meet(SimNode owner, SimNode follower)
    {
        SortedDictionary<ulong, byte[]> there = owner.Frames();
        SortedDictionary<ulong, byte[]> here = follower.Frames();
        ulong common = 0;
        while (here.TryGetValue(common + 1, out byte[]? mine) && there.TryGetValue(common + 1, out byte[]? theirs)
            && mine.AsSpan().SequenceEqual(theirs))
        {
            common++;
        }

        FramePosition at = follower.Position();
        using FramePull pull = owner.Journal.OpenPull();
        using FramePull own = follower.Journal.OpenPull();
        FramePullAnswer answer = pull.Pull(follower.Journal.Id, at, _buffer);
        for (int step = 0; answer.Kind == FramePullKind.Diverged; step++)
        {
            Assert.InRange(step, 0, Turns);
            Assert.InRange(answer.CommonSequence, common, at.Sequence - 1);
            Assert.True(own.TryFind(answer.CommonSequence, answer.CommonEpoch, out at, out string problem), problem);
            answer = pull.Pull(follower.Journal.Id, at, _buffer);
        }

        if (answer.Kind == FramePullKind.Ahead)
        {
            ulong mine = Epochs(here);
            Assert.True(Epochs(there) <= mine && common < follower.Journal.CommittedSequence);
            return 0;
        }

        Assert.True(answer.Kind is FramePullKind.Frames or FramePullKind.Current, $"{answer.Kind}: {answer.Message}");
        Assert.Equal(common, at.Sequence);
        if (at.Head == follower.Journal.Committed)
        {
            return 0;
        }

        own.Dispose();
        follower.Close();
        CopyReport cut = JournalCopy.CutTail(follower.Options, at.Head);
        Assert.True(cut.Status == CopyStatus.Done, cut.Message);
        _ = follower.Open();
        Assert.Equal(at.Head, follower.Journal.Committed);
        return 1;
    }

    private static ulong Epochs(SortedDictionary<ulong, byte[]> frames) =>
        frames.Count == 0 ? 0 : FrameFormat.ReadHeader(frames.Values.Last(), 0).Epoch;

    /// <summary>The follower takes so many frames at most, if its log is a part of the owner's.</summary>
    private void Give(SimNode owner, SimNode follower, int frames)
    {
        using FramePull pull = owner.Journal.OpenPull();
        FramePullAnswer answer = pull.Pull(follower.Journal.Id, follower.Position(), _buffer);
        int bytes = 0;
        for (int i = 0; i < Math.Min(frames, answer.Frames); i++)
        {
            bytes += FrameFormat.OverheadBytes + FrameFormat.ReadHeader(_buffer.AsSpan(bytes), 0).PayloadLength;
        }

        ReplicaAppend taken = follower.Journal.TryAppendReplicated(_buffer.AsSpan(0, bytes));
        Assert.True(taken.Status == ReplicaAppendStatus.Staged, taken.Reason);
        Assert.True(follower.Commit());
    }
}

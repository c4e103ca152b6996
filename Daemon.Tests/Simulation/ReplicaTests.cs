using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>
/// An owner and a copy on two simulated disks: random work, snapshots and cuts, pulls of random sizes, takeovers, kills and power losses of either.
/// The copy is always a part of its owner's log, and what was called durable is there after every crash.
/// </summary>
[Collection(SimulationCollection.Name)]
public sealed class ReplicaTests
{
    private const int Steps = 220;
    private readonly byte[] _buffer = new byte[FramePull.MinBufferBytes * 2];

    [Fact]
    public void TheCopyIsAlwaysAPartOfTheLogAndKeepsWhatItAcknowledged()
    {
        ulong first = (ulong)Random.Shared.NextInt64(1, int.MaxValue);
        long seeds = Machine.IsCi ? 400 : 60;
        ConcurrentBag<Tally> tallies = [];
        SeedRun.Each(seeds, () =>
        {
            Tally tally = new();
            tallies.Add(tally);
            ReplicaTests own = new();
            return at =>
            {
                ulong seed = first + (ulong)at;
                try
                {
                    own.Run(seed, tally);
                }
                catch (Exception error) when (error is SimViolation or Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"seed {seed}: {error.Message}\n{error.StackTrace}");
                }
            };
        });
        Tally all = tallies.Aggregate(new Tally(), (sum, tally) => sum.With(tally));
        Assert.True(all.Crashes > 0 && all.Takeovers > 0 && all.Cuts > 0 && all.Anew > 0 && all.Frames > 0, $"seed {first}: {all}");
    }

    private void Run(ulong seed, Tally tally)
    {
        SimRandom random = new(seed);
        SimNode owner = new SimNode(random.Next()).Open(copy: false);
        SimNode copy = Anew(owner, random);
        ulong epoch = 1;
        SnapshotWriter? writer = null;
        bool lags = random.OneIn(3);
        int payload = lags || random.OneIn(3) ? 3_000 : 400;
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Below(12))
            {
                case < 3 when writer is null or { BeginSequence: > 0 }:
                    owner.Write(epoch, random.Between(1, 8), random, payload);
                    break;
                case < 5:
                    _ = owner.Commit();
                    owner.Journal.StepKeeper(random.OneIn(2));
                    break;
                case 5:
                case 6 when lags:
                    writer ??= owner.Journal.BeginSnapshot(new byte[random.Between(1, 30_000)], epoch, 1);
                    writer = writer.TryAdvance() ? null : writer;
                    break;
                case < 10 when !lags || random.OneIn(40):
                    copy = Follow(owner, copy, random, tally);
                    break;
                case 10 when random.OneIn(3):
                    bool ownerDies = random.OneIn(2);
                    writer = ownerDies ? null : writer;
                    Crash(ownerDies ? owner : copy, random, ownerDies ? epoch : 0, tally);
                    break;
                case 11 when random.OneIn(6) && copy.Journal.HasState:
                    Crash(owner, random, epoch, tally);
                    (owner, copy) = (copy, owner);
                    writer = null;
                    owner.Write(++epoch, 1, random, 20);
                    Assert.True(owner.Commit());
                    owner.Forget();
                    copy.Forget();
                    tally.Takeovers++;
                    break;
                default:
                    _ = copy.Commit();
                    copy.Journal.StepKeeper(random.OneIn(2));
                    break;
            }

            owner.Witness();
            copy.Witness();
        }

        Assert.True(owner.Commit());
        for (int i = 0; i < 400 && copy.Journal.Committed != owner.Journal.Committed; i++)
        {
            copy = Follow(owner, copy, random, tally);
            Assert.True(copy.Commit());
        }

        Assert.Equal(owner.Journal.Committed, copy.Journal.Committed);
        Assert.True(Part(owner, copy) > 0);
        owner.Close();
        copy.Close();
        foreach (SimNode node in new[] { owner, copy })
        {
            VerifyReport report = JournalVerifier.Verify(node.Options.Ground, SimDisk.Root);
            Assert.True(report.Sound, report.Message);
            _ = node.Open();
            node.Close();
        }
    }

    /// <summary>One pull; what it takes to get on where the answer is no frames.</summary>
    private SimNode Follow(SimNode owner, SimNode copy, SimRandom random, Tally tally)
    {
        using FramePull pull = owner.Journal.OpenPull();
        if (copy.Journal.Appended != copy.Journal.Committed)
        {
            Assert.True(copy.Commit());
        }

        FramePosition at = copy.Position();
        Span<byte> target = _buffer.AsSpan(0, random.Between(FramePull.MinBufferBytes, _buffer.Length));
        FramePullAnswer answer = pull.Pull(copy.Journal.Id, at, target);
        using (FramePull own = copy.Journal.OpenPull())
        {
            while (answer.Kind == FramePullKind.Diverged && own.TryFind(answer.CommonSequence, answer.CommonEpoch, out at, out _))
            {
                answer = pull.Pull(copy.Journal.Id, at, target);
            }
        }

        if (answer.Kind is FramePullKind.Diverged or FramePullKind.FromSnapshot)
        {
            copy.Close();
            tally.Anew++;
            return Anew(owner, random);
        }

        Assert.True(answer.Kind is FramePullKind.Frames or FramePullKind.Current, $"{answer.Kind}: {answer.Message}");
        if (at.Head != copy.Journal.Committed)
        {
            copy.Close();
            CopyReport cut = JournalCopy.CutTail(copy.Options, at.Head);
            Assert.True(cut.Status is CopyStatus.Done or CopyStatus.Refused, cut.Message);
            copy.Forget();
            bool done = cut.Status == CopyStatus.Done;
            tally.Cuts += done ? 1 : 0;
            tally.Anew += done ? 0 : 1;
            return done ? copy.Open() : Anew(owner, random);
        }

        for (ReadOnlySpan<byte> frames = target[..answer.Bytes]; !frames.IsEmpty;)
        {
            ReplicaAppend taken = copy.Journal.TryAppendReplicated(frames);
            Assert.True(taken.Status is ReplicaAppendStatus.Staged or ReplicaAppendStatus.Full, taken.Reason);
            frames = frames[taken.Bytes..];
            tally.Frames += taken.Frames;
            if (taken.Status == ReplicaAppendStatus.Full)
            {
                Assert.True(copy.Commit());
            }
        }

        return copy;
    }

    private static SimNode Anew(SimNode owner, SimRandom random)
    {
        using FramePull pull = owner.Journal.OpenPull();
        FramePullAnswer answer = pull.PullBase();
        Assert.True(answer.Kind == FramePullKind.FromSnapshot, answer.Message);
        return new SimNode(random.Next()).Begin(answer.Base!.Value);
    }

    /// <summary>A node stops in the middle of what it does, and comes back; an owner (epoch above 0) while it appends.</summary>
    private static void Crash(SimNode node, SimRandom random, ulong epoch, Tally tally)
    {
        node.Disk.CrashAt = node.Disk.Changes + random.Below(6);
        if (epoch > 0)
        {
            node.Write(epoch, random.Below(4), random, 300);
        }

        _ = node.Commit();
        node.Journal.StepKeeper(follow: true);
        node.Disk.CrashAt = Math.Min(node.Disk.CrashAt, node.Disk.Changes);
        node.Close();
        node.Disk.Restart();
        if (random.OneIn(2))
        {
            node.Disk.LosePower();
        }

        _ = node.Open();
        tally.Crashes++;
        SortedDictionary<ulong, byte[]> frames = node.Frames();
        JournalHead acknowledged = node.Acknowledged;
        if (acknowledged.Sequence > 0 && frames.Count > 0 && acknowledged.Sequence >= frames.Keys.First())
        {
            Assert.True(frames.TryGetValue(acknowledged.Sequence, out byte[]? bytes), $"{acknowledged.Sequence} was acknowledged and is gone");
            Assert.Equal(acknowledged.Hash, ChainHash.Read(bytes.AsSpan(bytes.Length - ChainHash.Bytes)));
        }

        Assert.True(node.Journal.CommittedSequence >= acknowledged.Sequence);
    }

    /// <summary>Frames that both have; all of them must be the same.</summary>
    private static int Part(SimNode owner, SimNode copy)
    {
        SortedDictionary<ulong, byte[]> there = owner.Frames();
        int same = 0;
        foreach ((ulong sequence, byte[] bytes) in copy.Frames())
        {
            if (there.TryGetValue(sequence, out byte[]? theirs))
            {
                Assert.Equal(theirs, bytes);
                same++;
            }
        }

        return same;
    }

    private sealed record Tally
    {
        public int Crashes { get; set; }

        public int Takeovers { get; set; }

        public int Cuts { get; set; }

        public int Anew { get; set; }

        public long Frames { get; set; }

        public Tally With(Tally more) => new()
        {
            Crashes = Crashes + more.Crashes,
            Takeovers = Takeovers + more.Takeovers,
            Cuts = Cuts + more.Cuts,
            Anew = Anew + more.Anew,
            Frames = Frames + more.Frames,
        };
    }
}

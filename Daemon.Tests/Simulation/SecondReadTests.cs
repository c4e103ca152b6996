using System;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Tests.Journal;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>R-11.3: what is replayed is read a second time. Damage that comes between the two readings is an answer, not an exception.</summary>
public sealed class SecondReadTests
{
    [Fact]
    public void EveryReadOfTheReplayThatFailsOrLiesIsNoticed()
    {
        SimDisk whole = new(1);
        FixedWork work = new(whole, stepped: true);
        Assert.Null(work.Run(out _));
        int unread = 0;
        int differing = 0;
        for (long at = 0; ; at++)
        {
            SimDisk failing = whole.Copy();
            if (!Replay(work, failing, at, errno: Errno.InputOutput, out ReplayReport report))
            {
                break; // Past the last read.
            }

            Assert.Null(report.Failure);
            Assert.Contains("journal.", report.Message, StringComparison.Ordinal);
            Assert.Contains("errno 5", report.Message, StringComparison.Ordinal);
            unread++;

            // A wrong bit may lie where nothing is read from; then nothing differs.
            for (ulong seed = 1; seed <= 20; seed++)
            {
                _ = Replay(work, whole.Copy(seed), at, errno: 0, out report);
                differing += report.Failure is { Kind: IntegrityFailureKind.ReadDiffers } ? 1 : 0;
                Assert.True(report.IsWhole || report.Failure is { Kind: IntegrityFailureKind.ReadDiffers, ExpectedSequence: > 0 }, report.Message);
            }
        }

        Assert.InRange(unread, 3, 1_000);
        Assert.True(differing > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ANodeStaysClosedAndSaysWhatReadsOtherwise(bool inSnapshot)
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        long hurt = 2 * JournalGeometry.BlockBytes;
        if (inSnapshot)
        {
            using NodeJournal earlier = directory.Open();
            SnapshotWriter writer = earlier.BeginSnapshot(new byte[5_000], 1, 1);
            Assert.True(writer.TryAdvance());
            JournalDirectory.Committed(earlier, writer.EndSequence);
            hurt = 4 * JournalGeometry.BlockBytes;
        }

        using NodeJournal journal = directory.Open();
        using (FileStream segment = new(directory.Segment(0), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            segment.Position = hurt + 100;
            int was = segment.ReadByte();
            segment.Position = hurt + 100;
            segment.WriteByte((byte)(was ^ 0x10));
        }

        NodeConfiguration configuration = ConfigurationLoader.Parse("empty.json", "{}"u8.ToArray()).Configuration!;
        JournalReplay replay = new(new NodeCore(configuration.Topology, CoreSettingsMapping.Of(configuration)));
        AssemblyFailure? failure = NodeAssembly.Replay(journal, replay, directory.Path);
        Assert.True(failure is { IsIntegrity: true }, failure?.Problem ?? "the node would start");
        Assert.Contains(directory.Segment(0) + ", offset ", failure!.Problem, StringComparison.Ordinal);
        Assert.Contains($"sequence {(inSnapshot ? 4 : 3)} was verified in this start and reads back otherwise now", failure!.Problem,
            StringComparison.Ordinal);
        Assert.Contains("`basisd journal repair --from-replica FILE`", failure!.Problem, StringComparison.Ordinal);
    }

    /// <summary>Opens, and replays with one read that goes wrong.</summary>
    /// <returns>False when the replay has fewer reads.</returns>
    private static bool Replay(FixedWork done, SimDisk disk, long at, int errno, out ReplayReport report)
    {
        FixedWork work = new(disk, stepped: true);
        using NodeJournal journal = work.Open().Journal!;
        if (errno != 0)
        {
            disk.Fault = new SimFault(disk.Reads + at, errno, Reads: true);
        }
        else
        {
            disk.FlipReadAt = disk.Reads + at;
        }

        Replayed replayed = new();
        report = journal.Replay(replayed);
        if (report.IsWhole)
        {
            done.Model.Check(replayed, report.Last);
        }

        bool reached = errno == 0 || disk.Faulted;
        disk.Restart();
        return reached;
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Basisd.Journal;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>R-11.3, R-11.4: whatever happens to the files, nothing committed is lost without being said, and nothing empty is opened
/// silently.</summary>
public sealed class DamageTests
{
    private const int Block = JournalGeometry.BlockBytes;

    [Fact]
    public void EveryBitFlipIsDetectedOrHarmless()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        byte[] good = File.ReadAllBytes(directory.Segment(0));
        VerifyReport whole = JournalVerifier.Verify(directory.Path);
        Assert.True(whole.Sound, whole.Message);
        int end = 3 * Block;
        using FileStream file = new(directory.Segment(0), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        List<int> harmless = [];
        for (int bit = 0; bit < end * 8; bit++)
        {
            Put(file, bit / 8, (byte)(good[bit / 8] ^ (1 << (bit % 8))));
            VerifyReport report = JournalVerifier.Verify(directory.Path);
            Put(file, bit / 8, good[bit / 8]);
            if (report.Sound)
            {
                // Only a bit that no reader looks at may pass, and then everything must be as it was.
                Assert.Equal(whole with { Stop = report.Stop }, report);
                harmless.Add(bit / 8);
            }
            else
            {
                Assert.NotNull(report.Failure);
                Assert.Equal(directory.Segment(0), report.Failure.File);
                Assert.InRange(report.Failure.Offset, 0, bit / 8);
            }
        }

        // FASTER keeps the first 64 bytes of a log for itself and nothing reads them.
        Assert.All(harmless, offset => Assert.InRange(offset, 0, (int)JournalGeometry.FirstAddress - 1));
    }

    [Theory]
    [InlineData(70)]
    [InlineData(Block + 10)]
    [InlineData((2 * Block) + 100)]
    [InlineData((2 * Block) + 4000)]
    public void AFlipInCommittedBytesRefusesToOpen(int offset)
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        Flip(directory.Segment(0), offset);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
        Assert.Equal(directory.Segment(0), result.Failure!.File);
        Assert.Contains("journal repair --from-replica FILE", result.Message, StringComparison.Ordinal);
        Assert.Contains("sequence " + (1 + (offset / Block)).ToString(CultureInfo.InvariantCulture), result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AZeroedSectorRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(5);
        Overwrite(directory.Segment(0), 2 * Block, new byte[512]);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
        Assert.Equal(3UL, result.Failure!.ExpectedSequence);
        Assert.Equal(2L * Block, result.Failure.Offset);
    }

    [Fact]
    public void AHurtGroupAboveTheAnchorWithALaterOneBehindRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(2);
        byte[] anchor = File.ReadAllBytes(directory.Anchor);
        directory.Fill(3);
        File.WriteAllBytes(directory.Anchor, anchor);
        Overwrite(directory.Segment(0), 3 * Block, new byte[Block]);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
        Assert.Equal(IntegrityFailureKind.HurtBeforeValid, result.Failure!.Kind);
        Assert.Equal(4UL, result.Failure.ExpectedSequence);
        Assert.False(JournalVerifier.Verify(directory.Path).Sound);
    }

    [Fact]
    public void ATornTailAboveTheAnchorIsCutZeroedAndReported()
    {
        using JournalDirectory directory = new();
        directory.Fill(2);
        byte[] anchor = File.ReadAllBytes(directory.Anchor);
        directory.Fill(1, payloadBytes: 6000);
        File.WriteAllBytes(directory.Anchor, anchor);
        Overwrite(directory.Segment(0), 3 * Block, new byte[Block]);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.Opened, result.Status);
        Assert.InRange(result.Report!.DroppedBytes, 1, Block);
        Assert.Equal(2UL, result.Report.LastSequence);
        Assert.Equal(2L * Block, result.Report.DroppedFrom);
        Assert.Equal(FrameDefect.Checksum, result.Report.DropReason);
        Assert.Null(result.Journal!.Close(10_000));
        Assert.DoesNotContain(File.ReadAllBytes(directory.Segment(0)).Skip(2 * Block), b => b != 0);
        directory.Fill(2);
        using NodeJournal again = directory.Open();
        Assert.Equal(4, JournalDirectory.Replay(again).Frames.Count);
    }

    [Fact]
    public void AMissingSegmentRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(60, payloadBytes: 9000);
        Assert.True(File.Exists(directory.Segment(2)));
        foreach (int segment in (int[])[0, 1, 2])
        {
            string path = directory.Segment(segment);
            File.Move(path, path + "x");
            JournalOpenResult result = directory.TryOpen();
            Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
            Assert.Equal(IntegrityFailureKind.SegmentMissing, result.Failure!.Kind);
            Assert.Equal(path, result.Failure.File);
            Assert.False(JournalVerifier.Verify(directory.Path).Sound);
            File.Move(path + "x", path);
        }

        using NodeJournal whole = directory.Open();
        Assert.Equal(60UL, whole.CommittedSequence);
    }

    [Fact]
    public void AShortenedSegmentRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        using (FileStream file = File.OpenWrite(directory.Segment(0)))
        {
            file.SetLength(2 * Block);
        }

        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
        Assert.Equal(IntegrityFailureKind.SegmentLength, result.Failure!.Kind);
    }

    [Fact]
    public void SegmentsOfAnotherJournalAreRefused()
    {
        using JournalDirectory one = new();
        using JournalDirectory other = new();
        one.Fill(3);
        other.Fill(3);
        File.Copy(other.Segment(0), one.Segment(0), overwrite: true);
        JournalOpenResult result = one.TryOpen();
        Assert.Equal(JournalOpenStatus.IntegrityFailure, result.Status);
        Assert.Equal(IntegrityFailureKind.ForeignGroup, result.Failure!.Kind);
    }

    [Fact]
    public void AnOlderCopyOfTheLogIsRefused()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        byte[] old = File.ReadAllBytes(directory.Segment(0));
        directory.Fill(3);
        File.WriteAllBytes(directory.Segment(0), old);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(IntegrityFailureKind.BelowAnchor, result.Failure!.Kind);
        Assert.Equal(4UL, result.Failure.ExpectedSequence);
    }

    [Fact]
    public void AMissingOrEmptyAnchorRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        byte[] good = File.ReadAllBytes(directory.Anchor);
        File.Delete(directory.Anchor);
        Assert.Equal(IntegrityFailureKind.AnchorMissing, directory.TryOpen().Failure!.Kind);
        File.WriteAllBytes(directory.Anchor, []);
        Assert.Equal(IntegrityFailureKind.AnchorInvalid, directory.TryOpen().Failure!.Kind);
        File.WriteAllBytes(directory.Anchor, new byte[good.Length]);
        Assert.Equal(IntegrityFailureKind.AnchorInvalid, directory.TryOpen().Failure!.Kind);
        File.WriteAllBytes(directory.Anchor, good);
        using NodeJournal journal = directory.Open();
        Assert.Equal(3UL, journal.CommittedSequence);
    }

    [Fact]
    public void AllSegmentsGoneRefusesToOpen()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        foreach (string path in Directory.GetFiles(directory.Path, "journal.*"))
        {
            File.Delete(path);
        }

        Assert.Equal(IntegrityFailureKind.SegmentMissing, directory.TryOpen().Failure!.Kind);
    }

    [Fact]
    public void OneHurtAnchorSlotIsReportedAndMended()
    {
        for (int slot = 0; slot < 2; slot++)
        {
            using JournalDirectory directory = new();
            directory.Fill(3);
            for (int bit = 0; bit < 128 * 8; bit += 37)
            {
                Flip(directory.Anchor, (slot * Block) + (bit / 8), bit % 8);
                JournalOpenResult result = directory.TryOpen();
                Assert.True(result.Status == JournalOpenStatus.Opened, result.Message);
                Assert.Equal(1, result.Report!.ValidAnchorSlots);
                Assert.Equal(3UL, result.Report.LastSequence);
                Assert.Null(result.Journal!.Close(10_000));
                Assert.Equal(2, AnchorFile.Read(directory.Path).ValidSlots);
            }
        }
    }

    [Fact]
    public void AnAnchorOfAnotherJournalIsRefused()
    {
        using JournalDirectory one = new();
        using JournalDirectory other = new();
        one.Fill(3);
        other.Fill(3);
        File.Copy(other.Anchor, one.Anchor, overwrite: true);
        Assert.Equal(JournalOpenStatus.IntegrityFailure, one.TryOpen().Status);
    }

    [Fact]
    public void StrayFilesAreLeftAlone()
    {
        using JournalDirectory directory = new();
        directory.Fill(3);
        string[] stray = ["journal.tmp", "journal.7x", "journal.01", "journal.", "log.tmp", "journal.1.new"];
        foreach (string name in stray)
        {
            File.WriteAllText(Path.Combine(directory.Path, name), "stray");
        }

        directory.Fill(2);
        Assert.All(stray, name => Assert.True(File.Exists(Path.Combine(directory.Path, name))));
    }

    [Fact]
    public void ANewerFormatIsNamed()
    {
        using JournalDirectory directory = new();
        directory.Fill(1);
        byte[] anchor = File.ReadAllBytes(directory.Anchor);
        for (int slot = 0; slot < 2; slot++)
        {
            Span<byte> bytes = anchor.AsSpan(slot * Block, Block);
            bytes[8] = 2;
            BitConverter.TryWriteBytes(bytes[4..], Crc32C.Append(Crc32C.Compute(bytes[..4]), bytes[8..]));
        }

        File.WriteAllBytes(directory.Anchor, anchor);
        JournalOpenResult result = directory.TryOpen();
        Assert.Equal(JournalOpenStatus.NewerFormat, result.Status);
        Assert.Contains("has journal format 2; this basisd knows formats up to 1", result.Message, StringComparison.Ordinal);
    }

    private static void Flip(string path, int offset, int bit = 0)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[offset] ^= (byte)(1 << bit);
        File.WriteAllBytes(path, bytes);
    }

    private static void Overwrite(string path, int offset, byte[] bytes)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = offset;
        file.Write(bytes);
    }

    private static void Put(FileStream file, int offset, byte value)
    {
        file.Position = offset;
        file.WriteByte(value);
        file.Flush();
    }
}

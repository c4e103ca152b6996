using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Commands;
using Basisd.Host.Audit;
using Basisd.Journal;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>A damaged journal is made whole from exported frames, or nothing is changed; the damaged one is always kept.</summary>
public sealed class RepairTests : IDisposable
{
    private const int Frames = 70;

    private readonly JournalDirectory _directory = new();
    private readonly string _files = Directory.CreateTempSubdirectory("basisd-frames-").FullName;

    public RepairTests()
    {
        _directory.Fill(Frames, payloadBytes: 9_000);
        Assert.True(File.Exists(_directory.Segment(3)), "the log should span several segments");
    }

    private string FramesFile => Path.Combine(_files, "basisd.frames");

    public void Dispose()
    {
        _directory.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    public static TheoryData<string> Damages =>
        ["segment missing", "first segment missing", "segment short", "bit", "page of zeros", "tail of zeros", "all segments", "segment longer"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Every_damage_is_repaired_to_the_same_chain(string damage)
    {
        VerifyReport before = JournalVerifier.Verify(_directory.Path);
        Export();
        List<string> audit = Audit();
        Damage(damage);
        Dictionary<string, byte[]> hurt = Contents(_directory.Path);
        Assert.Equal(JournalOpenStatus.IntegrityFailure, _directory.TryOpen().Status);

        RepairReport plan = JournalRepair.Run(_directory.Path, FramesFile, dryRun: true, withoutAnchor: false);
        Assert.True(plan.Status == RepairStatus.Possible, plan.Message);
        Assert.NotEmpty(plan.Damage);
        Assert.NotEmpty(plan.Filled);
        Assert.Equal(hurt, Contents(_directory.Path));

        RepairReport done = JournalRepair.Run(_directory.Path, FramesFile, dryRun: false, withoutAnchor: false);
        Assert.True(done.Status == RepairStatus.Repaired, done.Message);
        Assert.Equal(plan.Filled, done.Filled);
        Assert.Equal(plan.Head, done.Head);
        VerifyReport after = JournalVerifier.Verify(_directory.Path);
        Assert.True(after.Sound, after.Message);
        Assert.Equal((before.Head, before.Frames, before.Id), (after.Head, after.Frames, after.Id));
        Assert.Equal(audit, Audit());
        Assert.Equal(hurt, Contents(done.Kept!));

        // And the daemon goes on with it.
        _directory.Fill(3);
        after = JournalVerifier.Verify(_directory.Path);
        Assert.True(after.Sound, after.Message);
        Assert.Equal(before.Head.Sequence + 3, after.Head.Sequence);
    }

    /// <summary>R-11.3: the message of the refusal names the way, and a node that keeps the same journal can give what is lost.</summary>
    [Fact]
    public void Frames_of_a_replica_repair_it_in_the_words_of_the_refusal()
    {
        using JournalDirectory replica = new();
        foreach (string file in Directory.GetFiles(_directory.Path))
        {
            File.Copy(file, Path.Combine(replica.Path, Path.GetFileName(file)));
        }

        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "export", replica.Path, "--frames", FramesFile).Code);
        VerifyReport before = JournalVerifier.Verify(_directory.Path);
        Damage("first segment missing");
        string refusal = _directory.TryOpen().Message;
        Assert.Contains("`basisd journal repair --from-replica FILE`", refusal, StringComparison.Ordinal);
        (int code, string output, string error) = Verb.Run("journal", "repair", _directory.Path, "--from-replica", FramesFile);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("repaired and verified again", output, StringComparison.Ordinal);
        Assert.Equal(before.Head, JournalVerifier.Verify(_directory.Path).Head);
    }

    [Fact]
    public void What_the_file_lacks_is_named_and_nothing_is_changed()
    {
        Export("--from", "1", "--to", "20");
        File.Delete(_directory.Segment(1));
        Dictionary<string, byte[]> hurt = Contents(_directory.Path);
        (int code, string output, string error) = Verb.Run("journal", "repair", _directory.Path, "--from", FramesFile);
        Assert.Equal(ExitCode.Integrity, code);
        RepairReport plan = JournalRepair.Run(_directory.Path, FramesFile, dryRun: false, withoutAnchor: false);
        SequenceRange missing = Assert.Single(plan.Missing);
        Assert.True(missing.First == 21 && missing.Last > 21, missing.ToString());
        Assert.Contains($"sequence {missing}", output, StringComparison.Ordinal);
        Assert.Contains($"Sequence {missing} is neither intact", error, StringComparison.Ordinal);
        Assert.Equal(hurt, Contents(_directory.Path));
    }

    [Fact]
    public void A_lost_tail_that_the_file_does_not_reach_is_no_repair()
    {
        Export("--to", "50");
        Damage("tail of zeros");
        RepairReport plan = JournalRepair.Run(_directory.Path, FramesFile, dryRun: false, withoutAnchor: false);
        Assert.Equal((RepairStatus.Impossible, new SequenceRange(51, Frames)), (plan.Status, plan.Missing[^1]));
    }

    [Fact]
    public void A_lost_anchor_needs_the_operators_word()
    {
        Export();
        File.Delete(_directory.Anchor);
        (int code, _, string error) = Verb.Run("journal", "repair", _directory.Path, "--from", FramesFile);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains("--without-anchor", error, StringComparison.Ordinal);
        Assert.Equal(JournalOpenStatus.IntegrityFailure, _directory.TryOpen().Status);
        (code, string output, error) = Verb.Run("journal", "repair", _directory.Path, "--from", FramesFile, "--without-anchor");
        Assert.True(code == ExitCode.Ok, error);
        Assert.Contains("repaired and verified again", output, StringComparison.Ordinal);
        Assert.Equal((ulong)Frames, JournalVerifier.Verify(_directory.Path).Head.Sequence);
    }

    [Fact]
    public void Frames_of_another_journal_or_another_history_are_refused()
    {
        using JournalDirectory other = new();
        other.Fill(5);
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "export", other.Path, "--frames", FramesFile).Code);
        File.Delete(_directory.Segment(1));
        RepairReport foreign = JournalRepair.Run(_directory.Path, FramesFile, dryRun: false, withoutAnchor: false);
        Assert.Equal(RepairStatus.Impossible, foreign.Status);
        Assert.Contains("journal " + JournalVerifier.Verify(other.Path).Id, foreign.Message, StringComparison.Ordinal);

        // The same journal, gone on in two ways: as after a copy of a state directory was started.
        using JournalDirectory copy = new();
        other.Fill(1);
        foreach (string path in Directory.GetFiles(other.Path))
        {
            File.Copy(path, Path.Combine(copy.Path, Path.GetFileName(path)), overwrite: true);
        }

        other.Fill(2, payloadBytes: 30);
        copy.Fill(2, payloadBytes: 31);
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "export", copy.Path, "--frames", FramesFile).Code);
        Flip(other.Segment(0), 64 + GroupFormat.HeaderBytes + 20);
        RepairReport fork = JournalRepair.Run(other.Path, FramesFile, dryRun: false, withoutAnchor: false);
        Assert.Equal(RepairStatus.Impossible, fork.Status);
        Assert.Contains("not of this history", fork.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hurt_or_unfinished_file_is_refused_at_every_byte()
    {
        Verb.Run("journal", "export", _directory.Path, "--frames", FramesFile, "--to", "2");
        byte[] bytes = File.ReadAllBytes(FramesFile);
        Assert.True(Reads(FramesFile));
        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            byte[] hurt = [.. bytes];
            int at = random.Next(hurt.Length);
            hurt[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(FramesFile, hurt);
            Assert.False(Reads(FramesFile), $"a flipped bit at {at} was not seen");
            File.WriteAllBytes(FramesFile, bytes[..random.Next(bytes.Length)]);
            Assert.False(Reads(FramesFile), "a shortened file was taken for whole");
        }
    }

    [Fact]
    public void A_running_node_is_never_repaired_and_a_sound_one_is_left_alone()
    {
        Export();
        (int code, string output, _) = Verb.Run("journal", "repair", _directory.Path, "--from", FramesFile);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("nothing to repair", output, StringComparison.Ordinal);
        using NodeJournal running = _directory.Open();
        (code, _, string error) = Verb.Run("journal", "repair", _directory.Path, "--from", FramesFile);
        Assert.Equal(ExitCode.No, code);
        Assert.Contains($"pid {Environment.ProcessId}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repair_that_broke_off_before_its_anchor_leaves_the_log_closed_and_is_repeated()
    {
        Export();
        Damage("bit");
        using (RepairSwap swap = new(_directory.Path, 0))
        using (LogRewriter rewriter = new(swap.Fresh, JournalVerifier.Verify(_directory.Path).Id, JournalDirectory.Small, swap.BaseSegment))
        using (FrameFileReader frames = FrameFileReader.Open(FramesFile, out _)!)
        {
            Assert.True(swap.Prepare());
            while (frames.TryNext(out FrameHeader header, out ReadOnlySpan<byte> frame))
            {
                Assert.True(rewriter.Add(header, frame));
            }

            Assert.True(rewriter.Finish(1, ChainHash.Genesis));
            File.Move(Path.Combine(swap.Fresh, $"journal.{swap.BaseSegment}"), _directory.Segment(swap.BaseSegment));
        }

        Assert.Equal(JournalOpenStatus.IntegrityFailure, _directory.TryOpen().Status);
        RepairReport done = JournalRepair.Run(_directory.Path, FramesFile, dryRun: false, withoutAnchor: false);
        Assert.True(done.Status == RepairStatus.Repaired, done.Message);
        _directory.Fill(1);
    }

    [Fact]
    public void Times_choose_whole_entries_and_wrong_words_are_explained()
    {
        (int code, string output, _) = Verb.Run("journal", "export", _directory.Path, "--from", "2020-09-13", "--to", "2020-09-13T12:26:40Z");
        Assert.Equal((ExitCode.Ok, Frames), (code, output.Count(c => c == '\n')));
        (code, _, string error) = Verb.Run("journal", "export", _directory.Path, "--from", "2020-09-13T12:26:40.000000001Z");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("no entry between", error, StringComparison.Ordinal);
        (code, _, error) = Verb.Run("journal", "export", _directory.Path, "--from", "yesterday");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("not 'yesterday'", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Verb.Run("journal", "export", _directory.Path, "--from", "2021-01-02", "--to", "2021-01-01").Code);
        Assert.True(JournalPoint.TryParse("2020-09-13T12:26:40.123456789Z", out JournalPoint exact));
        Assert.Equal(1_600_000_000_123_456_789L, exact.WallNs);
    }

    private static bool Reads(string path)
    {
        using FrameFileReader? reader = FrameFileReader.Open(path, out _);
        while (reader is not null && reader.TryNext(out _, out _))
        {
        }

        return reader is { Problem: null };
    }

    private static Dictionary<string, byte[]> Contents(string directory) => Directory.GetFiles(directory)
        .Where(p => Path.GetFileName(p) != "lock").ToDictionary(p => Path.GetFileName(p), File.ReadAllBytes, StringComparer.Ordinal);

    private static void Flip(string path, long offset)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        int value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }

    private void Export(params string[] more)
    {
        (int code, string output, string error) = Verb.Run(["journal", "export", _directory.Path, "--frames", FramesFile, .. more]);
        Assert.True(code == ExitCode.Ok, error);
        Assert.Contains("head ", output, StringComparison.Ordinal);
    }

    private List<string> Audit() => [.. Verb.Run("journal", "export", _directory.Path).Output.Split('\n')];

    private void Damage(string how)
    {
        string second = _directory.Segment(1);
        switch (how)
        {
            case "segment missing":
                File.Delete(second);
                break;
            case "first segment missing":
                File.Delete(_directory.Segment(0));
                break;
            case "segment short":
                using (FileStream file = File.OpenWrite(second))
                {
                    file.SetLength(100_000);
                }

                break;
            case "segment longer":
                File.AppendAllText(second, "x");
                Flip(second, 9_000);
                break;
            case "bit":
                Flip(second, 30_000);
                break;
            case "page of zeros":
                byte[] bytes = File.ReadAllBytes(second);
                bytes.AsSpan(65_536, 65_536).Clear();
                File.WriteAllBytes(second, bytes);
                break;
            case "tail of zeros":
                File.WriteAllBytes(_directory.Segment(2), new byte[JournalDirectory.Small.SegmentBytes]);
                File.WriteAllBytes(_directory.Segment(3), new byte[JournalDirectory.Small.SegmentBytes]);
                break;
            case "all segments":
                foreach (string path in Directory.GetFiles(_directory.Path, "journal.*"))
                {
                    File.Delete(path);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, "unknown damage");
        }
    }
}

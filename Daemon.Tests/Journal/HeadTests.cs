using System;
using System.IO;
using System.Security.Cryptography;
using Basisd.Commands;
using Basisd.Host.Audit;
using Basisd.Journal;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Journal;

/// <summary>A journal that was shortened, rewritten with recomputed hashes or exchanged is sound by itself; what was stated finds it out.</summary>
public sealed class HeadTests : IDisposable
{
    private const ulong Frames = 40;

    private readonly JournalDirectory _true = new();
    private readonly JournalDirectory _forged = new();
    private readonly string _files = Directory.CreateTempSubdirectory("basisd-heads-").FullName;
    private readonly HeadKey _key;
    private SignedHead? _last;

    public HeadTests()
    {
        Assert.Equal(0, Verb.Run("keygen", "--out", At("key.pem")).Code);
        using ECDsa both = ECDsa.Create();
        both.ImportFromPem(File.ReadAllText(At("key.pem")));
        File.WriteAllText(At("key.pub"), both.ExportSubjectPublicKeyInfoPem());
        _key = HeadKey.LoadPrivate(At("key.pem"), out string problem)!;
        Assert.Empty(problem);
        using NodeJournal journal = _true.Open();
        for (ulong i = 1; i <= Frames; i++)
        {
            // Statements stand in frames 11, 21 and 31, about 10, 20 and 30.
            if (i is 11 or 21 or 31)
            {
                State(journal);
            }
            else
            {
                JournalDirectory.Committed(journal, JournalDirectory.Append(journal, 1, JournalDirectory.Payload(i, 40)));
            }
        }

        Assert.Null(journal.Close(10_000));
        Assert.Equal(0, Verb.Run("journal", "head", _true.Path, "--out", At("head30")).Code);
        Assert.Equal(0, Verb.Run("journal", "export", _true.Path, "--frames", At("frames")).Code);
    }

    public void Dispose()
    {
        _key.Dispose();
        _true.Dispose();
        _forged.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    [Fact]
    public void The_true_journal_agrees_with_statements_and_frames()
    {
        (int code, string output, string error) = Against(_true, "head30", key: true);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("every entry up to sequence 30 is the one that was stated", output, StringComparison.Ordinal);
        (code, output, error) = Against(_true, "frames", key: false);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("40 entries up to sequence 40", output, StringComparison.Ordinal);
        (code, _, error) = Against(_true, "head30", key: false);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("no signature was verified", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tail_that_was_cut_off_is_named()
    {
        Forge(last: 17);
        Found("head30", key: true, "entry 18 is the first that is missing");
        Found("head30", key: false, "entry 18 is the first that is missing");
        Found("frames", key: false, "entry 18 is the first that is missing");
    }

    [Fact]
    public void A_middle_that_was_rewritten_is_named()
    {
        Forge(change: 24);
        Found("head30", key: true, "the first entry that differs lies between 21 and 30");
        Found("head30", key: false, "the first entry that differs lies between 1 and 30");
        Found("frames", key: false, "sequence 24 is the first that differs");
        File.AppendAllBytes(At("all"), [.. Statement(11), .. Statement(21), .. Statement(31)]);
        Found("all", key: false, "the first entry that differs lies between 21 and 30");
    }

    [Fact]
    public void A_rewriting_before_an_old_statement_is_found_by_the_statements_in_the_journal_itself()
    {
        // Only a young statement is kept elsewhere and it was made after the forgery; the journal's own ones cannot be made to fit.
        Forge(change: 5);
        HeadStatement young = new("node", JournalVerifier.Verify(_forged.Path).Id, JournalVerifier.Verify(_forged.Path).Head, 1, ChainHash.Genesis);
        File.WriteAllBytes(At("young"), HeadFile.Of(new SignedHead(young, _key.Sign(young.Text()))));
        Found("young", key: true, "the first entry that differs lies between 1 and 10");
    }

    [Fact]
    public void Journals_of_two_nodes_that_were_exchanged_are_named()
    {
        using JournalDirectory other = new();
        other.Fill(50);
        (int code, _, string error) = Against(other, "head30", key: true);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains($"this is journal {JournalVerifier.Verify(other.Path).Id}, but node stated", error, StringComparison.Ordinal);
        Assert.Contains("from sequence 1 on", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Integrity, Against(other, "frames", key: false).Code);
    }

    [Fact]
    public void A_statement_that_another_key_signed_or_nobody_proves_nothing()
    {
        Assert.Equal(0, Verb.Run("keygen", "--out", At("other.pem")).Code);
        (int code, _, string error) = Verb.Run("journal", "verify", _true.Path, "--against", At("head30"), "--key", At("other.pem"));
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains("is not signed with key", error, StringComparison.Ordinal);
        string text = File.ReadAllText(At("head30"));
        File.WriteAllText(At("bare"), text[..text.IndexOf("signature", StringComparison.Ordinal)]);
        (code, _, error) = Against(_true, "bare", key: true);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains("is not signed: it proves nothing", error, StringComparison.Ordinal);
        File.WriteAllText(At("changed"), text.Replace("sequence: 30", "sequence: 29", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Integrity, Against(_true, "changed", key: true).Code);
        Assert.Equal(ExitCode.Usage, Verb.Run("journal", "verify", _true.Path, "--key", At("key.pub")).Code);
        File.WriteAllText(At("changed"), text.Replace("node: ", "nodes: ", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Usage, Against(_true, "changed", key: true).Code);
    }

    [Fact]
    public void A_statement_is_read_only_to_the_byte()
    {
        byte[] text = _last!.Statement.Text();
        Assert.Equal(_last.Statement, HeadStatement.Read(text));
        Random random = new(3);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] hurt = [.. text];
            hurt[random.Next(hurt.Length)] = (byte)random.Next(256);
            if (HeadStatement.Read(hurt) is { } read)
            {
                Assert.Equal(hurt, read.Text());
            }
        }
    }

    [Fact]
    public void A_key_that_others_can_read_or_that_is_none_is_refused()
    {
        File.SetUnixFileMode(At("key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Null(HeadKey.LoadPrivate(At("key.pem"), out string problem));
        Assert.Contains("chmod 0600", problem, StringComparison.Ordinal);
        Assert.Null(HeadKey.LoadPublic(At("head30"), out problem));
        Assert.Contains("is no ECDSA P-256 public key", problem, StringComparison.Ordinal);
        Assert.Null(HeadKey.LoadPrivate(At("key.pub"), out problem));
        Assert.NotEmpty(problem);
        Assert.Null(HeadKey.LoadPublic(At("absent"), out problem));
        Assert.Contains("cannot be read", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_without_statements_states_its_head_unsigned()
    {
        _forged.Fill(4);
        (int code, string output, string error) = Verb.Run("journal", "head", _forged.Path);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("sequence: 4\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", output, StringComparison.Ordinal);
        Assert.Contains("nothing is signed", error, StringComparison.Ordinal);
        File.WriteAllText(At("bare"), output);
        Assert.Equal(ExitCode.Ok, Against(_forged, "bare", key: false).Code);
    }

    /// <summary>What no file of the node can tell: groups above the anchor that were committed, and are zeros now.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_last_groups_turned_to_zeros_above_the_anchor_are_sound_by_themselves_and_found_by_a_head(int zeroed)
    {
        const int Groups = 9;
        using NodeJournal running = _forged.Open();
        using JournalDirectory dead = new();

        // The anchor lags by up to a second: the one that the node leaves is from before all this.
        File.Copy(_forged.Anchor, dead.Anchor);
        for (ulong i = 1; i <= Groups; i++)
        {
            JournalDirectory.Committed(running, JournalDirectory.Append(running, 1, JournalDirectory.Payload(i, 40)));
        }

        HeadStatement statement = new("node", running.Id, running.Committed, 1, ChainHash.Genesis);
        File.WriteAllBytes(At("kept"), HeadFile.Of(new SignedHead(statement, _key.Sign(statement.Text()))));

        // The node dies here.
        File.Copy(_forged.Segment(0), dead.Segment(0));

        Assert.Equal(0UL, AnchorFile.Read(dead.Path).Anchor.Sequence);
        Assert.Equal(ExitCode.Ok, Against(dead, "kept", key: true).Code);
        using (FileStream segment = new(dead.Segment(0), FileMode.Open, FileAccess.ReadWrite))
        {
            // Every group fills one block; the first begins in the first.
            segment.Position = (Groups - zeroed) * JournalGeometry.BlockBytes;
            segment.Write(new byte[zeroed * JournalGeometry.BlockBytes]);
        }

        (int code, string output, _) = Verb.Run("journal", "verify", dead.Path);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains($"head       sequence {Groups - zeroed}", output, StringComparison.Ordinal);
        Assert.Contains("anchor     sequence 0: so much was committed at least", output, StringComparison.Ordinal);
        Assert.Contains("not told   whether more was committed than is there", output, StringComparison.Ordinal);
        string expected = $"entry {Groups - zeroed + 1} is the first that is missing: the journal ends at {Groups - zeroed}, but was at {Groups}";
        foreach (bool key in (bool[])[true, false])
        {
            (code, _, string error) = Against(dead, "kept", key);
            Assert.Equal(ExitCode.Integrity, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Agreeing_says_how_far_it_reaches()
    {
        (_, string output, _) = Against(_true, "head30", key: true);
        string reach = "sequence 30 is the one that was stated; of what stands behind it, up to 40, and of what may have stood there, "
            + "no statement tells";
        Assert.Contains(reach, output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Against(JournalDirectory directory, string path, string? key) =>
        Verb.Run(["journal", "verify", directory.Path, "--against", path, .. key is null ? Array.Empty<string>() : ["--key", key]]);

    private (int Code, string Output, string Error) Against(JournalDirectory directory, string file, bool key) =>
        Against(directory, At(file), key ? At("key.pub") : null);

    private void Found(string file, bool key, string expected)
    {
        // The forgery itself is sound: its chain and its anchor fit.
        Assert.Equal(ExitCode.Ok, Verb.Run("journal", "verify", _forged.Path).Code);
        (int code, _, string error) = Against(_forged, file, key);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private byte[] Statement(ulong at)
    {
        Assert.True(JournalReader.Open(_true.Path, out JournalReader? reader, out string message), message);
        using (reader)
        {
            while (reader!.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
            {
                if (header.Sequence == at)
                {
                    return HeadFile.Of(SignedHead.Read(payload)!);
                }
            }
        }

        throw new InvalidOperationException($"there is no statement at {at}");
    }

    private void State(NodeJournal journal)
    {
        HeadStatement statement = new("node", journal.Id, journal.Committed, 1_600_000_000_000_000_000L, _last?.Statement.Digest() ?? default);
        _last = new SignedHead(statement, _key.Sign(statement.Text()));
        Assert.True(journal.TryAppendHead(7, statement.WallNs, _last, out ulong sequence));
        JournalDirectory.Committed(journal, sequence);
    }

    /// <summary>Writes the journal again as someone who controls the disk would: other content, chain, checksums and anchor all recomputed.</summary>
    private void Forge(ulong last = Frames, ulong change = 0)
    {
        Assert.True(JournalReader.Open(_true.Path, out JournalReader? reader, out string message), message);
        using LogRewriter rewriter = new(_forged.Path, reader!.Anchor.Id, JournalDirectory.Small, 0);
        ChainHash head = ChainHash.Genesis;
        byte[] frame = new byte[FrameFormat.OverheadBytes + FrameFormat.MaxPayloadBytes];
        while (reader.TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame && header.Sequence <= last)
        {
            byte[] content = payload.ToArray();
            content[0] ^= header.Sequence == change ? (byte)1 : (byte)0;
            head = FrameFormat.Write(frame, header.Kind, header.Sequence, header.Epoch, header.WallNs, head, content);
            Assert.True(rewriter.Add(FrameFormat.ReadHeader(frame, 0), frame.AsSpan(0, FrameFormat.OverheadBytes + content.Length)));
        }

        reader.Dispose();
        Assert.True(rewriter.Finish(1, ChainHash.Genesis), rewriter.Problem);
    }

    private string At(string name) => Path.Combine(_files, name);
}

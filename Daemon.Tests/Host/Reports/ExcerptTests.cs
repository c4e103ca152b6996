using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Basisd.Commands;
using Basisd.Host.Audit;
using Basisd.Host.Reports;
using Basisd.Incidents;
using Basisd.Journal;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>What an excerpt proves, alone and beside its journal, and that nobody changes it unseen.</summary>
public sealed class ExcerptTests : IDisposable
{
    private readonly IncidentStory _story = new IncidentStory().Dmm().Save();

    public void Dispose() => _story.Dispose();

    [Fact]
    public void It_verifies_alone_with_the_key_and_beside_the_journal()
    {
        string file = Write("default");
        (int code, string output, string error) = Verify(file);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("proven     not asked", output, StringComparison.Ordinal);
        Assert.Contains("agrees with itself alone", error, StringComparison.Ordinal);
        (code, output, _) = Verify(file, "--key", _story.Key);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches(@"proven +[1-9]\d* of them, by a signed statement", output);
        (code, output, error) = Verify(file, _story.State);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        Assert.Contains("held against it", output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Verify(file, _story.State, "--key", _story.Key, "--json").Output);
        Assert.True(json.RootElement.GetProperty("sound").GetBoolean() && json.RootElement.GetProperty("compared").GetBoolean());
    }

    [Fact]
    public void Without_redaction_every_frame_is_shown_and_the_last_statement_proves_all_before_it()
    {
        Excerpt excerpt = Read(Write("none"));
        using HeadKey key = HeadKey.LoadPublic(_story.Key, out _)!;
        ExcerptFinding found = ExcerptCheck.Alone(excerpt, key);
        Assert.True(found.IsSound, found.Message);
        ExcerptPart all = Assert.Single(excerpt.Parts);
        Assert.Equal((0UL, all.Frames.Count), (found.Hidden, found.Shown));
        Assert.Equal(all.Frames.Count - 1, found.Proven);
    }

    [Fact]
    public void What_is_redacted_is_nowhere_in_the_file()
    {
        foreach ((string rules, string[] secrets) in (ValueTuple<string, string[]>[])
        [
            ("default", ["alice", "bob", "dave", "erin", "reserve account"]),
            ("public", ["alice", "bob", "dave", "erin", "frank", "reserve account", "alpha"]),
            ("texts,authors", ["alice", "dave", "reserve account", "custodian", "in stages"]),
            ("field:text,field:reason", ["custodian", "reserve account"]),
            ("names", ["alpha"]),
            ("kind:incident_record,kind:operator_act,kind:approval", ["custodian", "dave", "reserve account"]),
        ])
        {
            ExcerptFrame[] frames = [.. Read(Write(rules)).Parts.SelectMany(p => p.Frames)];
            foreach (string secret in secrets)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(secret);
                Assert.All(frames, f => Assert.True(f.Payload.AsSpan().IndexOf(bytes) < 0, $"{rules}: {secret} in entry {f.Sequence}"));
                Assert.All(frames, f => Assert.DoesNotMatch($@"\b{secret}\b", f.Said));
            }
        }
    }

    [Fact]
    public void Every_byte_that_is_changed_is_found()
    {
        byte[] bytes = File.ReadAllBytes(Write("default"));
        using HeadKey key = HeadKey.LoadPublic(_story.Key, out _)!;
        Random random = new(7);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] hurt = [.. bytes];
            hurt[i] ^= (byte)(1 << random.Next(8));
            Excerpt? read = ExcerptJson.Read(hurt, out string problem);
            Assert.True(read is null && problem.Length > 0, $"byte {i} of {bytes.Length} was changed, and nothing was found");
        }

        File.WriteAllBytes(_story.At("hurt"), [.. bytes[..200], (byte)(bytes[200] ^ 1), .. bytes[201..]]);
        Assert.Equal(ExitCode.Integrity, Verify(_story.At("hurt")).Code);
        File.WriteAllBytes(_story.At("hurt"), bytes[..^1]);
        Assert.Equal(ExitCode.Integrity, Verify(_story.At("hurt")).Code);
    }

    /// <summary>A forger who makes the digest anew: what is shown is found out alone, what only the journal knows beside it.</summary>
    [Fact]
    public void Every_part_that_is_forged_with_a_fitting_digest_is_found()
    {
        Excerpt true_ = Read(Write("default"));
        using HeadKey key = HeadKey.LoadPublic(_story.Key, out _)!;
        int shown = Index(true_.Parts, p => p.IsShown && true_.Statements.Any(s => s.Statement.Head.Sequence == p.Last - 1));
        int hidden = Index(true_.Parts, p => !p.IsShown && p.Frames.Count > 0 && p.First > 10);
        ExcerptPart run = true_.Parts[shown];
        ExcerptPart gap = true_.Parts[hidden];
        ExcerptFrame frame = run.Frames[1];
        byte[] payload = [.. frame.Payload];
        payload[^1] ^= 1;
        Excerpt Run(ExcerptPart with) => With(true_, shown, with);
        Excerpt Frame(ExcerptFrame with) => Run(run with { Frames = [run.Frames[0], with, .. run.Frames.Skip(2)] });
        (string What, Excerpt Forged)[] alone =
        [
            ("payload", Frame(frame with { Payload = payload })),
            ("kind", Frame(frame with { Kind = (ushort)(frame.Kind + 1) })),
            ("epoch", Frame(frame with { Epoch = frame.Epoch + 1 })),
            ("wall", Frame(frame with { WallNs = frame.WallNs + 1 })),
            ("sequence", Frame(frame with { Sequence = frame.Sequence + 1 })),
            ("hash", Frame(frame with { Hash = Other(frame.Hash) })),
            ("frame left out", Run(run with { Frames = [.. run.Frames.Skip(1)] })),
            ("before", Run(run with { Before = Other(run.Before) })),
            ("after", Run(run with { After = Other(run.After) })),
            ("no first", With(true_, 0, true_.Parts[0] with { First = 0 })),
            ("endless", With(true_, true_.Parts.Count - 1, true_.Parts[^1] with { Last = ulong.MaxValue, IsShown = false, Frames = [] })),
            ("last", Run(run with { Last = run.Last + 1 })),
            ("shown as hidden", Run(run with { IsShown = false, Frames = [] })),
            ("gap left out", true_ with { Parts = [.. true_.Parts.Where((_, i) => i != hidden)] }),
            ("gap shortened", With(true_, hidden, gap with { First = gap.First + 1 })),
            ("gap's hash", With(true_, hidden, gap with { After = Other(gap.After) })),
            ("words about another entry", With(true_, hidden, gap with { Frames = [gap.Frames[0] with { Sequence = 1 }] })),
            ("other journal", true_ with { Journal = new JournalId(1, 2) }),
            ("statement's hash", Statement(true_, s => s with { Head = s.Head with { Hash = Other(s.Head.Hash) } })),
            ("statement's time", Statement(true_, s => s with { WallNs = s.WallNs + 1 })),
            ("statement's node", Statement(true_, s => s with { Node = "mallory" })),
            ("rewritten with all its hashes", Recomputed(true_, shown, payload)),
        ];
        foreach ((string what, Excerpt forged) in alone)
        {
            Assert.False(Alone(forged, key).IsSound, what);
        }

        // What nothing signed covers: sound alone, and never called proven; the journal knows better.
        ExcerptPart last = true_.Parts[^1];
        ExcerptPart first = true_.Parts[0];
        (string What, Excerpt Forged)[] beside =
        [
            ("hash behind the end", With(true_, true_.Parts.Count - 1, last with { After = Other(last.After) })),
            ("hash before the begin", With(true_, 0, first with { Before = Other(first.Before) })),
            ("kind of a hidden entry", With(true_, hidden, gap with { Frames = [gap.Frames[0] with { Kind = 3 }, .. gap.Frames.Skip(1)] })),
        ];
        foreach ((string what, Excerpt forged) in beside)
        {
            Assert.True(!Alone(forged, key).IsSound || !Beside(forged, key).IsSound, what);
        }

        Assert.True(Beside(true_, key).IsSound);
    }

    [Fact]
    public void A_run_that_was_rewritten_with_all_its_hashes_is_not_proven_without_a_statement_and_found_beside_the_journal()
    {
        Excerpt true_ = Read(Write("none"));
        byte[] payload = [.. true_.Parts[0].Frames[1].Payload];
        payload[^1] ^= 1;
        Excerpt forged = Recomputed(true_, 0, payload) with { Statements = [] };
        using HeadKey key = HeadKey.LoadPublic(_story.Key, out _)!;
        ExcerptFinding alone = Alone(forged, key);
        Assert.True(alone.IsSound);
        Assert.Equal(0, alone.Proven);
        Assert.False(Beside(forged, key).IsSound);
    }

    [Fact]
    public void Another_key_another_journal_and_another_file_are_refused()
    {
        string file = Write("default");
        using IncidentStory other = new IncidentStory().Dmm().Save();
        (int code, _, string error) = Verify(file, "--key", other.Key);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains("is not signed with key", error, StringComparison.Ordinal);
        (code, _, error) = Verify(file, other.State);
        Assert.Equal(ExitCode.Integrity, code);
        Assert.Contains("this is journal ", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Verify(_story.Config).Code);
        Assert.Equal(ExitCode.Usage, Verify(_story.At("absent")).Code);
        Assert.Equal(ExitCode.Usage, Verify(file, "--against", file).Code);
    }

    [Fact]
    public void Random_bytes_never_break_the_reader()
    {
        byte[] bytes = File.ReadAllBytes(Write("default"));
        Random random = new(20261121);
        for (int i = 0; i < 2_000; i++)
        {
            int from = random.Next(bytes.Length);
            int length = random.Next(Math.Min(40, bytes.Length - from));
            byte[] hurt = [.. bytes[..from], .. bytes[(from + length)..]];
            Assert.True(length == 0 || ExcerptJson.Read(hurt, out _) is null);
            random.NextBytes(hurt.AsSpan(0, Math.Min(hurt.Length, 64)));
            Assert.Null(ExcerptJson.Read(hurt, out _));
        }
    }

    private string Write(string rules)
    {
        string file = _story.At("excerpt.json");
        (int code, _, string error) = _story.Report("1", "--redact", rules, "--out", _story.At("report.md"), "--excerpt", file);
        Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
        return file;
    }

    private static (int Code, string Output, string Error) Verify(string file, params string[] words) =>
        Verb.Run(["journal", "verify", .. words, "--excerpt", file]);

    private static Excerpt Read(string file) => Read(File.ReadAllBytes(file));

    private static Excerpt Read(byte[] bytes)
    {
        Excerpt? read = ExcerptJson.Read(bytes, out string problem);
        Assert.True(read is not null, problem);
        return read;
    }

    // Through the file, as a forger would hand it in.
    private static ExcerptFinding Alone(Excerpt forged, HeadKey key) =>
        ExcerptJson.Read(ExcerptJson.Write(forged), out string problem) is { } read
            ? ExcerptCheck.Alone(read, key) : new ExcerptFinding(false, problem);

    private ExcerptFinding Beside(Excerpt forged, HeadKey key)
    {
        using JournalWalk walk = JournalWalk.Open(_story.State, out _)!;
        return ExcerptCheck.Beside(forged, Alone(forged, key), walk);
    }

    private static Excerpt With(Excerpt excerpt, int part, ExcerptPart with) =>
        excerpt with { Parts = [.. excerpt.Parts.Select((p, i) => i == part ? with : p)] };

    private static Excerpt Statement(Excerpt excerpt, Func<HeadStatement, HeadStatement> change) => excerpt with
    {
        Statements = [excerpt.Statements[0] with { Statement = change(excerpt.Statements[0].Statement) }, .. excerpt.Statements.Skip(1)],
    };

    /// <summary>A run with another content and every hash of it made anew, and the next part fitted to it.</summary>
    private static Excerpt Recomputed(Excerpt excerpt, int part, byte[] payload)
    {
        ExcerptPart run = excerpt.Parts[part];
        List<ExcerptFrame> frames = [];
        ChainHash head = run.Before;
        byte[] buffer = new byte[FrameFormat.OverheadBytes + FrameFormat.MaxPayloadBytes];
        foreach (ExcerptFrame frame in run.Frames)
        {
            byte[] content = frames.Count == 1 ? payload : frame.Payload;
            head = FrameFormat.Write(buffer, frame.Kind, frame.Sequence, frame.Epoch, frame.WallNs, head, content);
            frames.Add(frame with { Payload = content, Hash = head });
        }

        Excerpt forged = With(excerpt, part, run with { Frames = frames, After = head });
        return part + 1 < excerpt.Parts.Count ? With(forged, part + 1, forged.Parts[part + 1] with { Before = head }) : forged;
    }

    private static ChainHash Other(ChainHash hash) => hash with { D = hash.D ^ 1 };

    private static int Index(IReadOnlyList<ExcerptPart> parts, Func<ExcerptPart, bool> fits)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            if (fits(parts[i]))
            {
                return i;
            }
        }

        throw new InvalidOperationException("the story has no such part");
    }
}

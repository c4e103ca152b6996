using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal verify</c>: recomputes the whole chain.</summary>
internal static class JournalVerifyCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<string?> against = new("--against")
        {
            Description = "statements that `basisd journal head --out` wrote, or frames of `basisd journal export --frames`: name the first entry "
                + "that is missing or differs",
            HelpName = "FILE",
        };
        Option<string?> key = new("--key")
        {
            Description = "the node's public key (PEM): statements must be signed with it, those inside the journal too",
            HelpName = "FILE",
        };
        Option<string?> excerpt = new("--excerpt")
        {
            Description = "verify an excerpt of `basisd incident report` instead: by itself, with --key its signed statements too, and where DIR "
                + "is named, every hash that it states against that journal",
            HelpName = "FILE",
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "verify", "recompute checksums and hash chain of every entry and print the head; exit 4 with the place of the first bad frame. A chain "
            + "that was recomputed after a change is sound by itself, and so is one whose last entries, above the anchor, were turned to zeros: "
            + "--against holds it against what was kept elsewhere")
        {
            directory, against, key, excerpt, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (parsed.GetValue(excerpt) is { } file)
            {
                return parsed.GetValue(against) is not null ? Say(error, "--excerpt and --against are two checks: ask for one of them")
                    : ExcerptVerification.Run(
                        file, parsed.GetValue(directory), parsed.GetValue(key), parsed.GetValue(json), parsed.InvocationConfiguration);
            }

            string? path = parsed.GetValue(directory) ?? JournalCommand.Place(null, parsed.GetValue(config), error)?.Directory;
            if (path is null)
            {
                return ExitCode.Usage;
            }

            string? statements = parsed.GetValue(against);
            if (statements is null)
            {
                return parsed.GetValue(key) is null ? Verify(path, parsed.GetValue(json), null, parsed.InvocationConfiguration.Output, error)
                    : Say(error, "--key needs --against: name the file whose statements it verifies");
            }

            using AgainstFile? kept = AgainstFile.Open(statements, parsed.GetValue(key), out string problem);
            return kept is null ? Say(error, problem)
                : Verify(path, parsed.GetValue(json), kept, parsed.InvocationConfiguration.Output, error);
        });
        return command.WithExamples(
            "basisd journal verify  # the node of this machine",
            "basisd journal verify /mnt/copy/basisd --json  # a copy, for a program",
            "basisd journal verify --against /mnt/other-machine/heads --key head.pub  # nothing cut off, rewritten, exchanged?",
            "basisd journal verify --excerpt incident-7.excerpt.json --key head.pub  # on any machine, without the journal",
            "basisd journal verify /var/lib/basisd --excerpt incident-7.excerpt.json  # beside the journal");
    }

    private static int Say(TextWriter error, string problem)
    {
        error.WriteLine($"basisd: {problem}");
        return ExitCode.Usage;
    }

    private static int Verify(string directory, bool json, AgainstFile? against, TextWriter output, TextWriter error)
    {
        VerifyReport report = JournalVerifier.Verify(directory);
        bool read = report.Sound || report.Failure is not null;
        JournalProblem? problem = read ? null : JournalProblem.Of(directory, report.Message);
        HeadFinding? finding = report.Sound ? against?.Compare(directory) : null;
        if (json)
        {
            JsonText.Print(output, writer => Write(writer, directory, report, finding));
        }

        if (problem is not null)
        {
            return JournalCommand.Refuse(problem, error);
        }

        if (report.Sound)
        {
            if (!json)
            {
                Print(directory, report, against is not null, output);
            }

            return finding is null ? ExitCode.Ok : Compared(finding, against!, json, output, error);
        }

        IntegrityFailure failure = report.Failure!;
        error.WriteLine($"basisd: {report.Message}");
        string place = $"{failure.File}, offset {failure.Offset}, expected sequence {failure.ExpectedSequence}";
        error.WriteLine($"basisd: first bad frame: {place}, found {failure.Defect}");
        error.WriteLine($"basisd: verified up to sequence {report.Head.Sequence}, hash {report.Head.Hash}");
        return ExitCode.Integrity;
    }

    private static int Compared(HeadFinding finding, AgainstFile against, bool json, TextWriter output, TextWriter error)
    {
        if (!finding.Agrees)
        {
            error.WriteLine($"basisd: against {against.Path}: {finding.Message}");
            return ExitCode.Integrity;
        }

        if (!json)
        {
            output.WriteLine($"against    {against.Path}: {finding.Message}");
        }

        if (!against.ChecksSignatures)
        {
            error.WriteLine($"basisd: note: no signature was verified; {against.Path} is as good as the place that it was kept in (--key)");
        }

        return ExitCode.Ok;
    }

    private static void Print(string directory, VerifyReport report, bool isCompared, TextWriter output)
    {
        output.WriteLine($"journal    {directory}");
        output.WriteLine($"identity   {report.Id}");
        output.WriteLine($"head       sequence {report.Head.Sequence}, hash {report.Head.Hash}");
        output.WriteLine($"frames     {report.Frames} verified, from sequence {report.FirstSequence}");
        output.WriteLine($"snapshots  {report.Snapshots} complete");
        output.WriteLine($"anchor     sequence {report.AnchoredSequence}: so much was committed at least");
        string behind = report.Stop switch
        {
            FrameDefect.EndOfLog => "nothing: the log ends cleanly",
            FrameDefect.MissingSegment => "no further segment",
            _ => $"bytes that were never committed ({report.Stop}): in flight on a running node, or left by a crash",
        };
        output.WriteLine($"behind it  {behind}");
        if (!isCompared)
        {
            output.WriteLine("not told   whether more was committed than is there: hold it against a head that was kept elsewhere (--against)");
        }

        output.WriteLine("sound");
    }

    private static void Write(Utf8JsonWriter json, string directory, VerifyReport report, HeadFinding? finding)
    {
        json.WriteStartObject();
        json.WriteBoolean("sound", report.Sound);
        json.WriteString("directory", directory);
        if (report.Sound || report.Failure is not null)
        {
            json.WriteString("id", report.Id.ToString());
            json.WriteNumber("head_sequence", report.Head.Sequence);
            json.WriteString("head_hash", report.Head.Hash.ToString());
            json.WriteNumber("first_sequence", report.FirstSequence);
            json.WriteNumber("frames", report.Frames);
            json.WriteNumber("snapshots", report.Snapshots);
            json.WriteNumber("anchored_sequence", report.AnchoredSequence);
            json.WriteString("behind", report.Stop.ToString());
            json.WriteBoolean("compared", finding is not null);
        }

        if (!report.Sound)
        {
            json.WriteString("problem", report.Message);
        }

        if (report.Failure is { } failure)
        {
            json.WriteStartObject("first_bad");
            json.WriteString("file", failure.File);
            json.WriteNumber("offset", failure.Offset);
            json.WriteNumber("expected_sequence", failure.ExpectedSequence);
            json.WriteString("finding", failure.Kind.ToString());
            json.WriteString("defect", failure.Defect.ToString());
            json.WriteEndObject();
        }

        if (finding is not null)
        {
            json.WriteStartObject("against");
            json.WriteBoolean("agrees", finding.Agrees);
            json.WriteString("message", finding.Message);
            json.WriteNumber("first_different", finding.FirstDifferent);
            json.WriteNumber("at_latest", finding.AtLatest);
            json.WriteNumber("compared", finding.Compared);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

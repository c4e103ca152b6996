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
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "verify", "recompute checksums and hash chain of every entry and print the head; exit 4 with the place of the first bad frame")
        {
            directory, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string? path = parsed.GetValue(directory) ?? JournalCommand.Place(null, parsed.GetValue(config), error)?.Directory;
            return path is null ? ExitCode.Usage : Verify(path, parsed.GetValue(json), parsed.InvocationConfiguration.Output, error);
        });
        return command.WithExamples(
            "basisd journal verify  # the node of this machine",
            "basisd journal verify /mnt/copy/basisd --json  # a copy, for a program");
    }

    private static int Verify(string directory, bool json, TextWriter output, TextWriter error)
    {
        VerifyReport report = JournalVerifier.Verify(directory);
        bool read = report.Sound || report.Failure is not null;
        JournalProblem? problem = read ? null : JournalProblem.Of(directory, report.Message);
        if (json)
        {
            JsonText.Print(output, writer => Write(writer, directory, report));
        }

        if (problem is not null)
        {
            return JournalCommand.Refuse(problem, error);
        }

        if (report.Sound)
        {
            if (!json)
            {
                Print(directory, report, output);
            }

            return ExitCode.Ok;
        }

        IntegrityFailure failure = report.Failure!;
        error.WriteLine($"basisd: {report.Message}");
        string place = $"{failure.File}, offset {failure.Offset}, expected sequence {failure.ExpectedSequence}";
        error.WriteLine($"basisd: first bad frame: {place}, found {failure.Defect}");
        error.WriteLine($"basisd: verified up to sequence {report.Head.Sequence}, hash {report.Head.Hash}");
        return ExitCode.Integrity;
    }

    private static void Print(string directory, VerifyReport report, TextWriter output)
    {
        output.WriteLine($"journal    {directory}");
        output.WriteLine($"identity   {report.Id}");
        output.WriteLine($"head       sequence {report.Head.Sequence}, hash {report.Head.Hash}");
        output.WriteLine($"frames     {report.Frames} verified, from sequence {report.FirstSequence}");
        output.WriteLine($"snapshots  {report.Snapshots} complete");
        output.WriteLine($"anchor     sequence {report.AnchoredSequence}");
        string behind = report.Stop switch
        {
            FrameDefect.EndOfLog => "nothing: the log ends cleanly",
            FrameDefect.MissingSegment => "no further segment",
            _ => $"bytes that were never committed ({report.Stop}): in flight on a running node, or left by a crash",
        };
        output.WriteLine($"behind it  {behind}");
        output.WriteLine("sound");
    }

    private static void Write(Utf8JsonWriter json, string directory, VerifyReport report)
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

        json.WriteEndObject();
    }
}

using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal export</c>: every entry as a JSON line, or the exact frames into a file that a journal can be repaired from.</summary>
internal static class JournalExportCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<string?> from = Point("--from", "first entry: its sequence, or a UTC time (default: the first that is kept)");
        Option<string?> to = Point("--to", "last entry: its sequence, or a UTC time (default: the head)");
        Option<string?> frames = new("--frames")
        {
            Description = "write the exact frames to FILE instead, for `basisd journal repair`; it gets its name only when it is whole",
            HelpName = "FILE",
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = new("--json") { Description = "with --frames: say what was written as JSON; entries are JSON lines anyway" };
        Command command = new(
            "export",
            "print every entry as one JSON object per line, with its chain hash; kinds that this version does not know as hex. With --frames, keep "
            + "the frames themselves in a file: what a damaged journal is repaired from")
        {
            directory, from, to, frames, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (!TryPoint(parsed.GetValue(from), "--from", error, out JournalPoint? first)
                || !TryPoint(parsed.GetValue(to), "--to", error, out JournalPoint? last))
            {
                return ExitCode.Usage;
            }

            if (IsBehind(first, last))
            {
                error.WriteLine($"basisd: --from {parsed.GetValue(from)} lies behind --to {parsed.GetValue(to)}; exchange them");
                return ExitCode.Usage;
            }

            if (JournalCommand.Place(parsed.GetValue(directory), parsed.GetValue(config), error) is not { } place)
            {
                return ExitCode.Usage;
            }

            JournalSpan? span = JournalSpan.Of(place.Directory, first, last, out JournalProblem? problem);
            using JournalWalk? walk = problem is null ? JournalWalk.Open(place.Directory, out problem) : null;
            if (walk is null)
            {
                return JournalCommand.Refuse(problem!, error);
            }

            if (span is not { } part)
            {
                error.WriteLine("basisd: the journal has no entry between these times; `basisd journal tail` shows when its last ones were made");
                return ExitCode.Usage;
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            return parsed.GetValue(frames) is { } file
                ? Frames(walk, file, part, parsed.GetValue(json), parsed.InvocationConfiguration)
                : Export(walk, place.Names, part.First, part.Last, output, error);
        });
        return command.WithExamples(
            "basisd journal export > audit.jsonl",
            "basisd journal export --from 2026-03-12T10:00Z --to 2026-03-12T11:00Z > hour.jsonl",
            "basisd journal export --from 1200 --to 1300 --config /etc/basisd/basisd.json",
            "basisd journal export --frames /backup/basisd.frames  # run it often: it is what a repair needs");
    }

    private static Option<string?> Point(string name, string description) =>
        new(name) { Description = description, HelpName = "SEQUENCE|UTC" };

    private static bool TryPoint(string? text, string option, TextWriter error, out JournalPoint? point)
    {
        point = null;
        if (text is null)
        {
            return true;
        }

        if (JournalPoint.TryParse(text, out JournalPoint read))
        {
            point = read;
            return true;
        }

        error.WriteLine($"basisd: {option} takes {JournalPoint.Forms}, not '{text}'");
        return false;
    }

    private static bool IsBehind(JournalPoint? first, JournalPoint? last) =>
        (first?.Sequence is { } a && last?.Sequence is { } b && a > b) || (first?.WallNs is { } from && last?.WallNs is { } to && from > to);

    private static int Export(JournalWalk walk, EntryNames names, ulong first, ulong last, TextWriter output, TextWriter error)
    {
        NoteCut(walk, first, error);
        EntryDescriber describer = new(names);
        LineOutput lines = new(output, json: true);
        ReadStep step = ReadStep.End;
        ulong sequence = 0;
        while (sequence < last && (step = walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
        {
            // Entries before the first wanted one are described too: a start among them says which names hold.
            sequence = header.Sequence;
            AuditEntry entry = describer.Describe(header, payload);
            if (sequence >= first && sequence <= last)
            {
                lines.Add(entry);
            }
        }

        lines.Flush();
        JournalCommand.Notes(walk, names, error);
        return End(walk, step, first, sequence, error);
    }

    private static int Frames(JournalWalk walk, string file, JournalSpan span, bool json, InvocationConfiguration streams)
    {
        TextWriter error = streams.Error;
        NoteCut(walk, span.First, error);
        using FrameFileWriter? writer = FrameFileWriter.Create(file, out string problem);
        ReadStep step = ReadStep.End;
        ulong sequence = 0;
        while (problem.Length == 0 && sequence < span.Last && (step = walk.Next(out FrameHeader header, out _)) == ReadStep.Frame)
        {
            sequence = header.Sequence;
            problem = sequence >= span.First && sequence <= span.Last ? writer!.Add(walk.Id, walk.Geometry, header, walk.FrameBytes) : string.Empty;
        }

        bool some = writer is { Frames: > 0 };
        problem = problem.Length == 0 && some ? writer!.Finish() : problem;
        if (problem.Length > 0)
        {
            error.WriteLine($"basisd: {problem}");
            return ExitCode.Usage;
        }

        if (some && json)
        {
            JsonText.Print(streams.Output, to => Write(to, file, walk.Id, writer!));
        }
        else if (some)
        {
            streams.Output.WriteLine($"{file}: {writer!.Frames} frames of journal {walk.Id}, sequence {writer.First} to {writer.Last.Sequence}, "
                + $"head {writer.Last.Hash}");
        }

        return End(walk, step, span.First, sequence, error);
    }

    private static void Write(Utf8JsonWriter json, string file, JournalId id, FrameFileWriter written)
    {
        json.WriteStartObject();
        json.WriteString("file", file);
        json.WriteString("id", id.ToString());
        json.WriteNumber("frames", written.Frames);
        json.WriteNumber("first_sequence", written.First);
        json.WriteNumber("last_sequence", written.Last.Sequence);
        json.WriteString("last_hash", written.Last.Hash.ToString());
        json.WriteEndObject();
    }

    private static void NoteCut(JournalWalk walk, ulong first, TextWriter error)
    {
        if (first > 0 && first < walk.FirstKept)
        {
            error.WriteLine($"basisd: note: the journal keeps entries from {walk.FirstKept}; older ones were cut behind a snapshot");
        }
    }

    private static int End(JournalWalk walk, ReadStep step, ulong first, ulong sequence, TextWriter error)
    {
        if (step == ReadStep.Failed)
        {
            error.WriteLine($"basisd: {walk.Problem}");
            return ExitCode.Integrity;
        }

        if (first > sequence)
        {
            error.WriteLine($"basisd: the journal ends at sequence {sequence}, before --from {first}; leave --from out, or name a lower one");
            return ExitCode.Usage;
        }

        return ExitCode.Ok;
    }
}

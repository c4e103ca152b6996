using System;
using System.CommandLine;
using System.IO;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal export</c>: every entry as a JSON line.</summary>
internal static class JournalExportCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<ulong?> from = new("--from") { Description = "first sequence (default: the first that is kept)", HelpName = "SEQUENCE" };
        Option<ulong?> to = new("--to") { Description = "last sequence (default: the head)", HelpName = "SEQUENCE" };
        Option<string?> config = CommonOptions.Config();
        Command command = new(
            "export", "print every entry as one JSON object per line, with its chain hash; kinds that this version does not know as hex")
        {
            directory, from, to, config,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            ulong first = parsed.GetValue(from) ?? 0;
            ulong last = parsed.GetValue(to) ?? ulong.MaxValue;
            if (first > last)
            {
                error.WriteLine($"basisd: --from {first} lies behind --to {last}; exchange them");
                return ExitCode.Usage;
            }

            if (JournalCommand.Place(parsed.GetValue(directory), parsed.GetValue(config), error) is not { } place)
            {
                return ExitCode.Usage;
            }

            using JournalWalk? walk = JournalWalk.Open(place.Directory, out JournalProblem? problem);
            return walk is null
                ? JournalCommand.Refuse(problem!, error)
                : Export(walk, place.Names, first, last, parsed.InvocationConfiguration.Output, error);
        });
        return command.WithExamples(
            "basisd journal export > audit.jsonl",
            "basisd journal export --from 1200 --to 1300 --config /etc/basisd/basisd.json");
    }

    private static int Export(JournalWalk walk, EntryNames names, ulong first, ulong last, TextWriter output, TextWriter error)
    {
        if (first > 0 && first < walk.FirstKept)
        {
            error.WriteLine($"basisd: note: the journal keeps entries from {walk.FirstKept}; older ones were cut behind a snapshot");
        }

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

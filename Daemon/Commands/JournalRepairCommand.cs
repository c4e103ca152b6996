using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal repair</c>: makes a damaged journal whole again from frames that were exported from it.</summary>
internal static class JournalRepairCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<string> from = new("--from", "--from-replica")
        {
            Description = "frames of this journal that were exported (`basisd journal export --frames`): from it earlier, or from a replica that "
                + "keeps the same journal. Whose they are is checked, not believed: identity, chain and anchor must fit",
            HelpName = "FILE",
            Required = true,
        };
        Option<bool> dry = new("--dry-run", "-n") { Description = "only say what is missing and what would be written" };
        Option<bool> without = new("--without-anchor")
        {
            Description = "where the file 'anchor' is lost: take the last known frame for the last one that was committed",
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "repair",
            "repair the journal of a stopped node from exported frames: what is intact and what the file has must be one unbroken chain up to the "
            + "anchor. The new log is written beside and verified before it takes the place of the damaged one, which is kept as "
            + "journal.damaged-TIME in the state directory. Exit 4 when frames are still missing: nothing is changed then")
        {
            directory, from, dry, without, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string? path = parsed.GetValue(directory) ?? JournalCommand.Place(null, parsed.GetValue(config), error)?.Directory;
            if (path is null)
            {
                return ExitCode.Usage;
            }

            RepairReport report = JournalRepair.Run(path, parsed.GetValue(from)!, parsed.GetValue(dry), parsed.GetValue(without));
            if (parsed.GetValue(json))
            {
                JsonText.Print(parsed.InvocationConfiguration.Output, writer => Write(writer, path, report));
            }
            else
            {
                Print(path, parsed.GetValue(from)!, report, parsed.InvocationConfiguration.Output);
            }

            if (report.Message.Length > 0)
            {
                error.WriteLine($"basisd: {report.Message}");
            }

            return report.Status switch
            {
                RepairStatus.Sound or RepairStatus.Possible or RepairStatus.Repaired => ExitCode.Ok,
                RepairStatus.Locked => ExitCode.No,
                RepairStatus.Impossible => ExitCode.Integrity,
                _ => ExitCode.Usage,
            };
        });
        return command.WithExamples(
            "basisd journal repair --from /backup/basisd.frames --dry-run  # look first",
            "basisd journal repair --from /backup/basisd.frames  # as the daemon's user, with the node stopped",
            "basisd journal repair --from-replica /mnt/replica/basisd.frames  # frames that another node exported from its copy");
    }

    private static void Print(string directory, string file, RepairReport report, TextWriter output)
    {
        if (report.Damage.Length == 0 && report.Status != RepairStatus.Sound)
        {
            return;
        }

        output.WriteLine($"journal    {directory}");
        output.WriteLine($"identity   {report.Id}");
        if (report.Status == RepairStatus.Sound)
        {
            output.WriteLine($"sound      up to sequence {report.Head.Sequence}: there is nothing to repair");
            return;
        }

        output.WriteLine($"damage     {report.Damage}");
        if (report.First == 0)
        {
            return;
        }

        output.WriteLine($"anchor     {(report.Anchored is { } anchored ? $"sequence {anchored}" : "lost")}");
        output.WriteLine($"from file  {Text(report.Filled, "nothing: every frame is in the log")}");
        output.WriteLine($"missing    {Text(report.Missing, "nothing")}");
        if (report.Status is RepairStatus.Possible or RepairStatus.Repaired)
        {
            string tense = report.Status == RepairStatus.Repaired ? "written  " : "to write ";
            output.WriteLine($"{tense}  sequence {report.First} to {report.Head.Sequence}, head {report.Head.Hash}");
        }

        if (report.Kept is { } kept)
        {
            output.WriteLine($"kept       {kept}");
        }

        output.WriteLine(report.Status switch
        {
            RepairStatus.Possible => $"nothing was changed; without --dry-run the journal is repaired from {file}",
            RepairStatus.Repaired => "repaired and verified again: the node may start",
            _ => "nothing was changed",
        });
    }

    private static string Text(IReadOnlyList<SequenceRange> ranges, string none)
    {
        ulong count = 0;
        foreach (SequenceRange range in ranges)
        {
            count += range.Count;
        }

        return count == 0 ? none : $"{count} frames: sequence {string.Join(", ", ranges)}";
    }

    private static void Write(Utf8JsonWriter json, string directory, RepairReport report)
    {
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString().ToLowerInvariant());
        json.WriteString("directory", directory);
        json.WriteString("message", report.Message);
        json.WriteString("damage", report.Damage);
        json.WriteString("id", report.Id.ToString());
        Write(json, "from_file", report.Filled);
        Write(json, "missing", report.Missing);
        json.WriteNumber("first_sequence", report.First);
        json.WriteNumber("head_sequence", report.Head.Sequence);
        json.WriteString("head_hash", report.Head.Hash.ToString());
        if (report.Anchored is { } anchored)
        {
            json.WriteNumber("anchored_sequence", anchored);
        }

        if (report.Kept is { } kept)
        {
            json.WriteString("kept", kept);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<SequenceRange> ranges)
    {
        json.WriteStartArray(name);
        foreach (SequenceRange range in ranges)
        {
            json.WriteStartObject();
            json.WriteNumber("first", range.First);
            json.WriteNumber("last", range.Last);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Audit;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal tail</c>: the last entries, and on request those that come.</summary>
internal static class JournalTailCommand
{
    private const int DefaultLines = 20;
    private const int MostLines = 100_000;

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<int> lines = new("-n", "--lines")
        {
            Description = $"how many entries, 0 to {MostLines}",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultLines,
        };
        lines.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MostLines)
            {
                result.AddError($"-n takes 0 to {MostLines}; for all entries use `basisd journal export`");
            }
        });
        Option<bool> follow = new("--follow", "-f") { Description = "go on with the entries that come, until Ctrl-C" };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = new("--json") { Description = "print JSON lines instead of text" };
        Command command = new(
            "tail", "print the last entries in words: causes, transitions with evidence, operator acts; the pieces of snapshots are left out")
        {
            directory, lines, follow, config, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (JournalCommand.Place(parsed.GetValue(directory), parsed.GetValue(config), error) is not { } place)
            {
                return ExitCode.Usage;
            }

            using JournalWalk? walk = JournalWalk.Open(place.Directory, out JournalProblem? problem);
            if (walk is null)
            {
                return JournalCommand.Refuse(problem!, error);
            }

            LineOutput output = new(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            EntryDescriber describer = new(place.Names);
            ReadStep end = Last(walk, describer, parsed.GetValue(lines), output);
            if (end == ReadStep.End && parsed.GetValue(follow))
            {
                using Interrupt interrupt = new();
                end = await FollowAsync(walk, describer, output, interrupt.Token).ConfigureAwait(false);
            }

            JournalCommand.Notes(walk, place.Names, error);
            if (end != ReadStep.Failed)
            {
                return ExitCode.Ok;
            }

            error.WriteLine($"basisd: {walk.Problem}");
            return ExitCode.Integrity;
        });
        return command.WithExamples(
            "basisd journal tail -n 100",
            "basisd journal tail --follow --json | jq 'select(.kind == \"transition\")'");
    }

    private static ReadStep Last(JournalWalk walk, EntryDescriber describer, int lines, LineOutput output)
    {
        Queue<AuditEntry> last = new();
        ReadStep step;
        while ((step = walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
        {
            if (ReservedKinds.IsPiece(header.Kind))
            {
                continue;
            }

            last.Enqueue(describer.Describe(header, payload));
            if (last.Count > lines)
            {
                last.Dequeue();
            }
        }

        foreach (AuditEntry entry in last)
        {
            output.Add(entry);
        }

        output.Flush();
        return step;
    }

    private static async Task<ReadStep> FollowAsync(JournalWalk walk, EntryDescriber describer, LineOutput output, CancellationToken cancel)
    {
        using PeriodicTimer timer = new(PollEvery);
        ReadStep step = ReadStep.End;
        try
        {
            while (step == ReadStep.End && await timer.WaitForNextTickAsync(cancel).ConfigureAwait(false))
            {
                step = Drain(walk, describer, output);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how following ends.
            return ReadStep.End;
        }

        return step;
    }

    private static ReadStep Drain(JournalWalk walk, EntryDescriber describer, LineOutput output)
    {
        ReadStep step;
        while ((step = walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload)) == ReadStep.Frame)
        {
            if (!ReservedKinds.IsPiece(header.Kind))
            {
                output.Add(describer.Describe(header, payload));
            }
        }

        output.Flush();
        return step;
    }
}

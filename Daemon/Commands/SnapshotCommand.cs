using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd snapshot</c>: the states in the journal that a start begins at.</summary>
public static class SnapshotCommand
{
    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new(
        "snapshot", "list and look into the snapshots of a journal, stopped or running, and have a running node take one")
    {
        List(), SnapshotShowCommand.Create(), Take(),
    };

    /// <summary>Opens a journal and lists its snapshots.</summary>
    /// <returns>Null when there is no journal, which was said, with the exit code.</returns>
    internal static IReadOnlyList<SnapshotInfo>? Read(string directory, TextWriter error, out int code)
    {
        using JournalWalk? walk = JournalWalk.Open(directory, out JournalProblem? problem);
        if (walk is null)
        {
            code = JournalCommand.Refuse(problem!, error);
            return null;
        }

        IReadOnlyList<SnapshotInfo> found = SnapshotList.Read(walk);
        code = walk.Problem.Length > 0 ? ExitCode.Integrity : ExitCode.Ok;
        if (walk.Problem.Length > 0)
        {
            error.WriteLine($"basisd: {walk.Problem}");
        }

        return found;
    }

    /// <summary>Writes one snapshot's members into an object that is open.</summary>
    internal static void Write(Utf8JsonWriter json, SnapshotInfo info)
    {
        json.WriteNumber("sequence", info.Begin);
        json.WriteNumber("end_sequence", info.End);
        json.WriteString("wall", AuditTime.Iso(info.WallNs));
        json.WriteNumber("bytes", info.Bytes);
        json.WriteString("sha256", info.Hash);
        json.WriteBoolean("complete", info.Complete);
    }

    private static Command List()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "every snapshot that the journal keeps, oldest first; a start begins at the last complete one")
        {
            directory, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string? path = parsed.GetValue(directory) ?? JournalCommand.Place(null, parsed.GetValue(config), error)?.Directory;
            if (path is null)
            {
                return ExitCode.Usage;
            }

            IReadOnlyList<SnapshotInfo>? found = Read(path, error, out int code);
            if (found is not null)
            {
                Print(found, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            }

            return code;
        });
        return command.WithExamples("basisd snapshot list", "basisd snapshot list /mnt/copy/basisd --json");
    }

    private static void Print(IReadOnlyList<SnapshotInfo> found, bool json, TextWriter output)
    {
        if (json)
        {
            JsonText.Print(output, writer =>
            {
                writer.WriteStartArray();
                foreach (SnapshotInfo info in found)
                {
                    writer.WriteStartObject();
                    Write(writer, info);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return;
        }

        if (found.Count == 0)
        {
            output.WriteLine("there is no snapshot yet: a start replays the journal from its begin");
            return;
        }

        output.WriteLine("sequence  time (UTC)                     bytes  state     SHA-256");
        foreach (SnapshotInfo info in found)
        {
            string state = info.Complete ? "complete" : "broken";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{info.Begin,8}  {AuditTime.Short(info.WallNs)}  {info.Bytes,9}  {state}  {info.Hash}"));
        }
    }

    private static Command Take()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("take", "have the running node write a snapshot now, and wait until it is on disk") { json };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            AdminResult<OperatorReply> answer = await client.SnapshotAsync(cancel).ConfigureAwait(false);
            if (answer is not { Outcome: AdminOutcome.Ok, Value: { } done } || !parsed.GetValue(json))
            {
                return ActAnswer.Print(parsed, answer);
            }

            JsonText.Print(parsed.InvocationConfiguration.Output, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("sequence", done.Sequence);
                writer.WriteString("message", done.Message);
                writer.WriteEndObject();
            });
            return ExitCode.Ok;
        });
        return command.WithExamples("basisd snapshot take && basisd journal export --frames /backup/basisd.frames");
    }
}

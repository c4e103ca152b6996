using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary><c>basisd snapshot show</c>: one snapshot, and what it holds in counts.</summary>
internal static class SnapshotShowCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<ulong?> sequence = new("--sequence", "-s")
        {
            Description = "which one, by the sequence that `basisd snapshot list` shows (default: the last complete one)",
            HelpName = "SEQUENCE",
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "show", "sequence, time, size and hash of a snapshot, and what it holds in counts; its bytes are put together and verified")
        {
            directory, sequence, config, json,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (JournalCommand.Place(parsed.GetValue(directory), parsed.GetValue(config), error) is not { } place)
            {
                return ExitCode.Usage;
            }

            IReadOnlyList<SnapshotInfo>? found = SnapshotCommand.Read(place.Directory, error, out int code);
            if (found is null || code != ExitCode.Ok)
            {
                return code;
            }

            ulong? wanted = parsed.GetValue(sequence);
            SnapshotInfo? info = found.LastOrDefault(s => s.Complete && (wanted is null || s.Begin == wanted));
            if (info is null)
            {
                string what = wanted is { } at ? $"no complete snapshot at sequence {at}" : "no complete snapshot";
                error.WriteLine($"basisd: there is {what}; `basisd snapshot list` shows what there is");
                return ExitCode.Usage;
            }

            return Show(place.Directory, info, parsed.GetValue(config), parsed.GetValue(json), parsed.InvocationConfiguration);
        });
        return command.WithExamples("basisd snapshot show", "basisd snapshot show --sequence 1200 --json");
    }

    private static int Show(string directory, SnapshotInfo info, string? config, bool json, InvocationConfiguration streams)
    {
        using JournalWalk? walk = JournalWalk.Open(directory, out JournalProblem? problem);
        if (walk is null)
        {
            return JournalCommand.Refuse(problem!, streams.Error);
        }

        byte[]? state = SnapshotList.State(walk, info);
        if (state is null)
        {
            streams.Error.WriteLine($"basisd: the running node cut the snapshot at sequence {info.Begin} away while it was read; try again");
            return ExitCode.No;
        }

        string unread = "without a configuration its content has no names";
        IReadOnlyList<(string Name, long Count)> counts = ConfigurationLoader.Load(config).Configuration is { } configuration
            ? SnapshotContent.Of(configuration, state, out unread)
            : [];
        if (json)
        {
            JsonText.Print(streams.Output, writer => Write(writer, info, counts));
        }
        else
        {
            streams.Output.WriteLine($"snapshot   sequence {info.Begin} to {info.End}");
            streams.Output.WriteLine($"time       {AuditTime.Short(info.WallNs)} UTC");
            streams.Output.WriteLine($"size       {info.Bytes} bytes");
            streams.Output.WriteLine($"sha256     {info.Hash}, verified");
            foreach ((string name, long count) in counts)
            {
                streams.Output.WriteLine($"{name,-22} {count}");
            }
        }

        if (unread.Length > 0)
        {
            streams.Error.WriteLine($"basisd: note: what it holds is not counted: {unread}");
        }

        return ExitCode.Ok;
    }

    private static void Write(Utf8JsonWriter json, SnapshotInfo info, IReadOnlyList<(string Name, long Count)> counts)
    {
        json.WriteStartObject();
        SnapshotCommand.Write(json, info);
        json.WriteStartObject("holds");
        foreach ((string name, long count) in counts)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Journal;

namespace Basisd.Commands;

/// <summary><c>basisd journal head</c>: the latest statement about the head, to be kept somewhere else.</summary>
internal static class JournalHeadCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string?> directory = JournalCommand.Directory();
        Option<string?> target = new("--out", "-o")
        {
            Description = "append the statement to FILE, for `basisd journal verify --against FILE`",
            HelpName = "FILE",
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "head",
            "print the latest signed statement about the journal's head: node, journal, sequence, chain hash, time. Kept on another machine it "
            + "proves later that nothing before it was cut off, rewritten or exchanged. A node without journal.head_key signs nothing; then the head "
            + "is stated unsigned")
        {
            directory, target, config, json,
        };
        command.SetAction(parsed =>
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

            string name = ConfigurationLoader.Load(parsed.GetValue(config)).Configuration?.Node.Name ?? "unknown";
            SignedHead? head = Last(walk, name, out JournalHead current);
            if (head is null)
            {
                error.WriteLine(walk.Problem.Length > 0 ? $"basisd: {walk.Problem}" : "basisd: the journal has no entry yet");
                return walk.Problem.Length > 0 ? ExitCode.Integrity : ExitCode.Usage;
            }

            return Print(head, current, parsed.GetValue(target), parsed.GetValue(json), parsed.InvocationConfiguration);
        });
        return command.WithExamples(
            "basisd journal head",
            "basisd journal head --out /mnt/other-machine/heads  # from a timer",
            "basisd journal verify --against /mnt/other-machine/heads --key head.pub");
    }

    private static SignedHead? Last(JournalWalk walk, string name, out JournalHead current)
    {
        SignedHead? last = null;
        long wall = 0;
        current = default;
        while (walk.Next(out FrameHeader header, out ReadOnlySpan<byte> payload) == ReadStep.Frame)
        {
            last = header.Kind == ReservedKinds.SignedHead ? SignedHead.Read(payload) ?? last : last;
            current = new JournalHead(header.Sequence, header.Hash);
            wall = Math.Max(0, header.WallNs);
        }

        bool none = walk.Problem.Length > 0 || current.Sequence == 0;
        return none ? null : last ?? new SignedHead(new HeadStatement(name, walk.Id, current, wall, ChainHash.Genesis), []);
    }

    private static int Print(SignedHead head, in JournalHead current, string? target, bool json, InvocationConfiguration streams)
    {
        bool signed = head.Signature.Length > 0;
        if (target is not null)
        {
            try
            {
                using FileStream file = new(target, FileMode.Append, FileAccess.Write);
                file.Write(HeadFile.Of(head));
                file.Flush(flushToDisk: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                streams.Error.WriteLine($"basisd: {target} cannot be written: {e.Message.TrimEnd('.')}");
                return ExitCode.Usage;
            }
        }

        JournalHead now = current;
        if (json)
        {
            JsonText.Print(streams.Output, writer => Write(writer, head, now));
        }
        else if (target is not null)
        {
            streams.Output.WriteLine($"{target}: sequence {head.Statement.Head.Sequence}, {(signed ? "signed" : "not signed")}");
        }
        else
        {
            streams.Output.Write(Encoding.UTF8.GetString(HeadFile.Of(head)));
        }

        if (!signed)
        {
            streams.Error.WriteLine("basisd: note: nothing is signed; `basisd keygen --out FILE` makes a key for journal.head_key");
        }

        return ExitCode.Ok;
    }

    private static void Write(Utf8JsonWriter json, SignedHead head, JournalHead current)
    {
        json.WriteStartObject();
        json.WriteString("node", head.Statement.Node);
        json.WriteString("journal", head.Statement.Journal.ToString());
        json.WriteNumber("sequence", head.Statement.Head.Sequence);
        json.WriteString("hash", head.Statement.Head.Hash.ToString());
        json.WriteString("time", AuditTime.Iso(head.Statement.WallNs));
        json.WriteString("previous", head.Statement.Previous.ToString());
        json.WriteBoolean("signed", head.Signature.Length > 0);
        json.WriteString("text", Encoding.UTF8.GetString(head.Statement.Text()));
        json.WriteString("signature", Convert.ToBase64String(head.Signature));
        json.WriteNumber("head_sequence", current.Sequence);
        json.WriteString("head_hash", current.Hash.ToString());
        json.WriteEndObject();
    }
}

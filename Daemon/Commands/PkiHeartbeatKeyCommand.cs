using System;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography;
using Basisd.Peers.Heartbeats;

namespace Basisd.Commands;

/// <summary><c>basisd pki heartbeat-key</c>: the key that all nodes of a cluster sign their heartbeats with.</summary>
public static class PkiHeartbeatKeyCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<FileInfo> output = new("--out", "-o")
        {
            Description = "where the key goes; the file must not exist",
            HelpName = "FILE",
            Required = true,
        };
        Option<bool> force = PkiCommand.Force();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "heartbeat-key",
            "make the key of the heartbeats (HMAC-SHA256), which every node of the cluster has alike. A file may hold up to four, one a line: the "
            + "first signs, all verify. To change it: add the new line below on every node, then move it to the top on every node, then remove the "
            + "old one.")
        {
            output, force, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(output)!.ToString();
            string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(HeartbeatKeys.MinBytes));
            string problem = PkiFile.Write("", parsed.GetValue(force), new PkiFile(path, key + "\n", IsSecret: true));
            if (problem.Length > 0)
            {
                return PkiCommand.Refuse(parsed, problem);
            }

            if (parsed.GetValue(json))
            {
                JsonText.Print(parsed.InvocationConfiguration.Output, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("key", path);
                    writer.WriteEndObject();
                });
                return ExitCode.Ok;
            }

            parsed.InvocationConfiguration.Output.WriteLine($"{path}: the key of the heartbeats; every node gets it, and nobody else");
            return ExitCode.Ok;
        });
        return command.WithExamples("basisd pki heartbeat-key --out heartbeat.key");
    }
}

using System.CommandLine;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;

namespace Basisd.Commands;

/// <summary><c>basisd version</c>.</summary>
public static class VersionCommand
{
    /// <summary>Version of this binary.</summary>
    public static string Text { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "version", "print the version, and the formats of journals that this binary reads; --json adds its hash, for attestation.binary_sha256")
        {
            json,
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonText.Print(output, Write);
                return ExitCode.Ok;
            }

            output.WriteLine($"basisd {Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            output.WriteLine($"journal format {FrameFormat.Version}, entries {EntryCodec.Version}, snapshots {NodeCore.SnapshotVersion}");
            return ExitCode.Ok;
        });
        return command.WithExamples("basisd version", "basisd version --json  # with the hash of this binary");
    }

    private static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", Text);
        json.WriteString("framework", RuntimeInformation.FrameworkDescription);
        json.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
        json.WriteNumber("journal_format", FrameFormat.Version);
        json.WriteNumber("entries", EntryCodec.Version);
        json.WriteNumber("snapshots", NodeCore.SnapshotVersion);
        json.WriteString("binary_sha256", RunningBinary.Sha256());
        json.WriteEndObject();
    }
}

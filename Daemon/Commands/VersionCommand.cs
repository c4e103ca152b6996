using System.CommandLine;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
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
        Command command = new("version", "print the version, and the formats of journals that this binary reads");
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine($"basisd {Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            output.WriteLine($"journal format {FrameFormat.Version}, entries {EntryCodec.Version}, snapshots {NodeCore.SnapshotVersion}");
            return ExitCode.Ok;
        });
        return command;
    }
}

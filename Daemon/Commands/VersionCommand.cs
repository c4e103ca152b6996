using System;
using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

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
        Command command = new("version", "print the version");
        command.SetAction(_ =>
        {
            Console.Out.WriteLine($"basisd {Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Ok;
        });
        return command;
    }
}

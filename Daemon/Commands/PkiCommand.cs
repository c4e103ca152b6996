using System;
using System.CommandLine;
using System.IO;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd pki</c>: the certificates by which the nodes of a cluster know each other, and the key of their heartbeats. Works without a daemon and
/// without a network, on whichever machine keeps the CA's key.
/// </summary>
public static class PkiCommand
{
    /// <summary>Name of the CA's certificate in its directory.</summary>
    internal const string AuthorityFile = "ca.crt";

    /// <summary>Name of the CA's key in its directory.</summary>
    internal const string AuthorityKeyFile = "ca.key";

    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new(
        "pki",
        "make what the nodes of a cluster prove themselves with: a small CA, a certificate for each node, a key for heartbeats. Nodes get their own "
        + "directory and never the CA's key. The same certificates serve etcd and its clients.")
    {
        PkiInitCommand.Create(),
        PkiNodeCommand.Create(),
        PkiShowCommand.Create(),
        PkiHeartbeatKeyCommand.Create(),
    };

    /// <summary>Where the CA lives.</summary>
    internal static Option<DirectoryInfo> Directory(string description) => new("--dir", "-d")
    {
        Description = description,
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Whether files are replaced.</summary>
    internal static Option<bool> Force() => new("--force")
    {
        Description = "replace files that exist; without it nothing is ever overwritten",
    };

    /// <summary>Says what went wrong. Returns the exit code for it.</summary>
    internal static int Refuse(ParseResult parsed, string problem)
    {
        ArgumentException.ThrowIfNullOrEmpty(problem);
        parsed.InvocationConfiguration.Error.WriteLine($"basisd: {problem}");
        return ExitCode.Usage;
    }
}

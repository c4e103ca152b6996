using System.CommandLine;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>Options that several verbs share, each with one meaning.</summary>
public static class CommonOptions
{
    /// <summary>Which configuration.</summary>
    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = $"configuration file (default: {ConfigurationLoader.DefaultPath} where it exists, else built-in defaults)",
        HelpName = "FILE",
    };

    /// <summary>Which run directory holds the sockets and the gate.</summary>
    public static Option<string?> RunDirectory() => new("--run-dir")
    {
        Description = "directory of the sockets and the gate (default: node.run_dir of the configuration)",
        HelpName = "DIR",
    };

    /// <summary>JSON instead of a table.</summary>
    public static Option<bool> Json() => new("--json") { Description = "print JSON instead of a table" };

    /// <summary>Why an operator acts.</summary>
    public static Option<string> Reason() => new("--reason", "-r")
    {
        Description = "why, in words that the audit trail will keep",
        HelpName = "TEXT",
        Required = true,
    };
}

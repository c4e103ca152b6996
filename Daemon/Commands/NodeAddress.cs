using System;
using System.CommandLine;
using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>
/// Where the node is that a verb talks to: <c>--run-dir</c>, else the configuration's <c>node.run_dir</c>, else the <c>./.basisd/run</c>
/// that <c>make run</c> leaves in a checkout, but never on a machine that has a configuration: there a missing page or socket must be said.
/// </summary>
public sealed class NodeAddress
{
    private const string LocalRunDirectory = ".basisd/run";

    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<string?> _run = CommonOptions.RunDirectory();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_run);
    }

    /// <summary>The configuration that was named, or null.</summary>
    public string? Config(ParseResult parsed) => parsed.GetValue(_config);

    /// <summary>The admin socket.</summary>
    /// <returns>Null when the configuration is wrong, which was said.</returns>
    public string? AdminSocket(ParseResult parsed) => Resolve(parsed, "admin.sock", c => c.Admin.Socket);

    /// <summary>The engine's socket.</summary>
    /// <returns>Null when the configuration is wrong, which was said.</returns>
    public string? EngineSocket(ParseResult parsed) => Resolve(parsed, "engine.sock", c => c.Engine.Socket);

    /// <summary>The gate page.</summary>
    /// <returns>Null when the configuration is wrong, which was said.</returns>
    public string? GatePage(ParseResult parsed) => Resolve(parsed, "gate", c => c.Gate.Path);

    private string? Resolve(ParseResult parsed, string name, Func<NodeConfiguration, string> configured)
    {
        if (parsed.GetValue(_run) is { } directory)
        {
            return Path.GetFullPath(Path.Combine(directory, name));
        }

        ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(_config));
        if (loaded.Configuration is null)
        {
            ConfigurationErrorsText.Report(loaded, parsed.InvocationConfiguration.Error);
            return null;
        }

        string path = configured(loaded.Configuration);
        string local = Path.GetFullPath(Path.Combine(LocalRunDirectory, name));
        bool isConfigured = parsed.GetValue(_config) is not null || File.Exists(ConfigurationLoader.DefaultPath);
        return !isConfigured && !File.Exists(path) && File.Exists(local) ? local : path;
    }
}

using System.CommandLine;
using System.IO;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary>How a verb is told which gate page it is about.</summary>
internal sealed class GateOptions
{
    private const string PageName = "gate";

    private readonly Option<string?> _path = new("--path") { Description = "the gate page (default: gate.path of the configuration)", HelpName = "FILE" };
    private readonly Option<string?> _runDirectory = CommonOptions.RunDirectory();
    private readonly Option<string?> _config = CommonOptions.Config();
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>Gives the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_path);
        command.Options.Add(_runDirectory);
        command.Options.Add(_config);
        command.Options.Add(_json);
    }

    /// <summary>Whether JSON was asked for.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The page's path.</summary>
    /// <returns>Null when the configuration that should name it is broken; what is wrong was said.</returns>
    public string? Path(ParseResult parsed, TextWriter error)
    {
        if (parsed.GetValue(_path) is { } path)
        {
            return path;
        }

        if (parsed.GetValue(_runDirectory) is { } directory)
        {
            return System.IO.Path.Combine(directory, PageName);
        }

        ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(_config));
        if (loaded.Configuration is null)
        {
            ConfigurationErrorsText.Report(loaded, error);
        }

        return loaded.Configuration?.Gate.Path;
    }
}

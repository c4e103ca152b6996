using System.CommandLine;

namespace Basisd.Commands;

/// <summary>How a verb is told which gate page it is about.</summary>
internal sealed class GateOptions
{
    private readonly Option<string?> _path = new("--path")
    {
        Description = "the gate page (default: gate.path of the configuration)",
        HelpName = "FILE",
    };

    private readonly NodeAddress _address = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>Gives the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_path);
        _address.AddTo(command);
        command.Options.Add(_json);
    }

    /// <summary>Whether JSON was asked for.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The page's path; without an option it is found where the other verbs find the node.</summary>
    /// <returns>Null when the configuration that should name it is broken; what is wrong was said.</returns>
    public string? Path(ParseResult parsed) => parsed.GetValue(_path) ?? _address.GatePage(parsed);
}

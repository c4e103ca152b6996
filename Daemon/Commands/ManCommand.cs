using System.CommandLine;
using System.IO;

namespace Basisd.Commands;

/// <summary><c>basisd man</c>: the manual pages, made from the tree of verbs and from the settings table and so never unlike them.</summary>
public static class ManCommand
{
    private const string Program = "basisd";
    private const string Settings = "basisd.json";

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> name = new("PAGE") { Description = "basisd for basisd(8), basisd.json for basisd.json(5)" };
        name.AcceptOnlyFromAmong(Program, Settings);
        Option<string?> date = new("--date") { Description = "date that the page shows, YYYY-MM-DD (default: none)", HelpName = "DATE" };
        Command command = new("man", "print a manual page as roff: `basisd man basisd | man -l -`") { name, date };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string at = parsed.GetValue(date) ?? "";
            if (parsed.GetValue(name) == Program)
            {
                ProgramManual.Write(CommandLine.Root(), at, output);
            }
            else
            {
                SettingsManual.Write(at, output);
            }

            return ExitCode.Ok;
        });
        return command.WithExamples("basisd man basisd | man -l -", "basisd man basisd.json > basisd.json.5");
    }
}

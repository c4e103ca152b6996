using System;
using System.CommandLine;
using System.IO;

namespace Basisd.Commands;

/// <summary><c>basisd man</c>: the manual pages, made from the tree of verbs and from the settings table and so never unlike them.</summary>
public static class ManCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new Command("man", "print a manual page as roff: `basisd man basisd | man -l -`")
    {
        Page(
            "basisd", "basisd(8): every verb with its options and examples",
            (date, output) => ProgramManual.Write(CommandLine.Root(), date, output)),
        Page("basisd.json", "basisd.json(5): every setting with its default, range and meaning", SettingsManual.Write),
    }.WithExamples("basisd man basisd | man -l -", "basisd man basisd.json > basisd.json.5");

    private static Command Page(string name, string description, Action<string, TextWriter> write)
    {
        Option<string?> date = new("--date") { Description = "date that the page shows, YYYY-MM-DD (default: none)", HelpName = "DATE" };
        Command command = new(name, description) { date };
        command.SetAction(parsed =>
        {
            write(parsed.GetValue(date) ?? "", parsed.InvocationConfiguration.Output);
            return ExitCode.Ok;
        });
        return command;
    }
}

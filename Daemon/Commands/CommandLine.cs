using System;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Basisd.Commands;

/// <summary>The verbs and how their words are taken: a wrong word is explained and exits with 2, never with a stack trace.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        foreach (ParseError error in parsed.Errors)
        {
            Console.Error.WriteLine($"basisd: {error.Message}");
        }

        Console.Error.WriteLine($"basisd: `basisd {VerbOf(parsed)}--help` explains it");
        return ExitCode.Usage;
    }

    /// <summary>The tree of verbs; the completion scripts are made from it too.</summary>
    public static RootCommand Root() => new("Platform safety daemon: decides what the platform may do, enforces it at the gate, remembers it in a journal.")
    {
        RunCommand.Create(),
        ReplayCommand.Create(),
        SimCommand.Create(),
        FeedCommand.Create(),
        StatusCommand.Create(),
        HaltCommand.Create(),
        PauseCommand.Create(),
        VersionCommand.Create(),
    };

    private static string VerbOf(ParseResult parsed)
    {
        string words = string.Empty;
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } verb; at = at.Parent)
        {
            words = verb.Command.Name + " " + words;
        }

        return words;
    }
}

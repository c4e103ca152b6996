using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;

namespace Basisd.Commands;

/// <summary>The verbs and how their words are taken: a wrong word is explained and exits with 2, never with a stack trace.</summary>
public static class CommandLine
{
    private const string About = "Platform safety daemon: decides what the platform may do, enforces it at the gate, remembers it in a journal.";

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs one command line with its output and its errors somewhere else than on the console.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(args);
        string? stray = UnknownOptions.First(parsed);
        if (parsed.Errors.Count == 0 && stray is null)
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        }

        foreach (ParseError problem in parsed.Errors)
        {
            error.WriteLine($"basisd: {problem.Message}");
        }

        if (stray is not null)
        {
            error.WriteLine($"basisd: {stray}");
        }

        error.WriteLine($"basisd: `basisd {VerbOf(parsed)}--help` explains it");
        return ExitCode.Usage;
    }

    /// <summary>The tree of verbs; the completion scripts are made from it too.</summary>
    public static RootCommand Root() => HelpExamples.ShownBy(new(About)
    {
        RunCommand.Create(),
        ReplayCommand.Create(),
        ValidateCommand.Create(),
        SimCommand.Create(),
        DrillCommand.Create(),
        FeedCommand.Create(),
        StatusCommand.Create(),
        TriggersCommand.Create(),
        ReconcileCommand.Create(),
        HaltCommand.Create(),
        PauseCommand.Create(),
        PlanCommand.Create(),
        IncidentCommand.Create(),
        CommandCommand.Create(),
        GateCommand.Create(),
        JournalCommand.Create(),
        SnapshotCommand.Create(),
        WebhookCommand.Create(),
        ClusterCommand.Create(),
        ReleaseCommand.Create(),
        ConfigCommand.Create(),
        CompletionCommand.Create(),
        ManCommand.Create(),
        BenchCommand.Create(),
        ResumeCommand.Create(),
        ContainCommand.Create(),
        ApproveCommand.Create(),
        KeygenCommand.Create(),
        PkiCommand.Create(),
        VersionCommand.Create(),
    });

    private static string VerbOf(ParseResult parsed)
    {
        string verb = string.Empty;
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } result; at = at.Parent)
        {
            verb = $"{result.Command.Name} {verb}";
        }

        return verb;
    }
}

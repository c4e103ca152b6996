using System;
using System.CommandLine;
using System.IO;
using Basisd.Host.Bench;

namespace Basisd.Commands;

/// <summary>The options that the measuring verbs share, and what becomes of figures: a table, JSON, a page, a comparison.</summary>
internal sealed class BenchOptionSet
{
    private const int MaxRuns = 100;

    private readonly string _stateDirectory;
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<int> _seconds = Bounded(
        "--seconds", $"time per section, 1 to {BenchOptions.MaxSeconds}; longer runs have truer tails", BenchOptions.DefaultSeconds,
        BenchOptions.MaxSeconds);

    private readonly Option<int> _runs = Bounded("--runs", $"measure so often and pool the runs, 1 to {MaxRuns}", 1, MaxRuns);
    private readonly Option<string?> _directory;

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "say what changed since earlier figures, which --json printed",
        HelpName = "OLD.json",
    };

    private readonly Option<string?> _document = new("--document")
    {
        Description = "write the figures and how they are read as a Markdown page",
        HelpName = "FILE",
    };

    /// <summary>Options whose journal lies where this directory does, unless asked otherwise.</summary>
    public BenchOptionSet(string stateDirectory)
    {
        _stateDirectory = stateDirectory;
        _directory = new("--dir")
        {
            Description = $"directory on the file system whose journal is measured (default: where {stateDirectory} lies)",
            HelpName = "DIR",
        };
    }

    /// <summary>Gives a verb the options.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="measures">Whether it measures, or reads what others measured.</param>
    public Command AddTo(Command command, bool measures)
    {
        Option[] options = measures ? [_json, _seconds, _runs, _directory, _compare, _document] : [_json, _compare, _document];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Runs asked for.</summary>
    public int RunsOf(ParseResult parsed) => parsed.GetValue(_runs);

    /// <summary>How and where to measure.</summary>
    public BenchOptions Of(ParseResult parsed, string executable)
    {
        string? given = parsed.GetValue(_directory);
        return new BenchOptions
        {
            Seconds = parsed.GetValue(_seconds),
            Directory = given is null ? BenchFolder.NearStateDirectory(_stateDirectory) : Path.GetFullPath(given),
            Executable = executable,
            Progress = Console.IsErrorRedirected ? static _ => { }
            : static text => Console.Error.WriteLine($"basisd: measuring {text} …"),
        };
    }

    /// <summary>The earlier figures that are asked for, read before anything is measured.</summary>
    /// <exception cref="BenchException">They cannot be read.</exception>
    public BenchResult? Before(ParseResult parsed) => parsed.GetValue(_compare) is { } path ? BenchJson.Read(path) : null;

    /// <summary>Shows the figures as they are asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="result">The figures.</param>
    /// <param name="before">Earlier ones, or null.</param>
    /// <param name="isTold">Whether the table was printed while it was measured.</param>
    /// <exception cref="BenchException">The page cannot be written.</exception>
    public void Publish(ParseResult parsed, BenchResult result, BenchResult? before, bool isTold)
    {
        if (parsed.GetValue(_document) is { } page)
        {
            WritePage(page, result);
        }

        if (IsJson(parsed))
        {
            using Stream output = Console.OpenStandardOutput();
            BenchJson.Write(output, result);
            output.WriteByte((byte)'\n');
            return;
        }

        if (!isTold)
        {
            BenchReport.Write(Console.Out, result.Machine);
            foreach (BenchSection section in result.Sections)
            {
                BenchReport.Write(Console.Out, section);
            }
        }

        if (before is not null)
        {
            BenchComparison.Write(Console.Out, result, before);
        }
    }

    private static void WritePage(string path, BenchResult result)
    {
        try
        {
            using StringWriter text = new();
            BenchDocument.Write(text, result);
            File.WriteAllText(path, text.ToString().TrimEnd() + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"{path} cannot be written: {e.Message}");
        }
    }

    private static Option<int> Bounded(string name, string description, int usual, int most)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1 || result.GetValueOrDefault<int>() > most)
            {
                result.AddError($"{name} takes 1 to {most}");
            }
        });
        return option;
    }
}

using System;
using System.CommandLine;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd replay</c>: recorded history through the daemon's own core, at full speed.</summary>
public static class ReplayCommand
{
    private const int ProgressAfterMs = 2_000;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        HistoryOptions history = new();
        Option<bool> json = new("--json") { Description = "print JSON instead of the timeline" };
        Option<string?> chart = new("--chart") { Description = "also write a chart as SVG", HelpName = "FILE" };
        Option<string?> config = new("--config", "-c")
        {
            Description = "take thresholds, holds and recovery from this configuration (default: built-in)",
            HelpName = "FILE",
        };
        Command command = new("replay", "play recorded candles through the daemon's own core and print what it would have done");
        history.AddTo(command);
        command.Options.Add(json);
        command.Options.Add(chart);
        command.Options.Add(config);
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            ConfigurationResult loaded = parsed.GetValue(config) is { } file
                ? ConfigurationLoader.Load(file)
                : ConfigurationLoader.Parse("built-in", "{}"u8);
            if (loaded.Configuration is null)
            {
                ConfigurationErrorsText.Report(loaded, error);
                return ExitCode.Usage;
            }

            HistoryPlan? plan = history.Open(parsed, topology: null, error);
            if (plan is null)
            {
                return ExitCode.Usage;
            }

            foreach (HistoryNotice notice in plan.Notices)
            {
                error.WriteLine($"basisd: note: {notice}");
            }

            HistoryRun run = new(plan, CoreSettingsMapping.Of(loaded.Configuration));
            HistoryReport? report = run.Play(Progress(error), out HistoryError? problem);
            if (report is null)
            {
                error.WriteLine($"basisd: {problem}");
                return ExitCode.Usage;
            }

            return Print(report, parsed.GetValue(json), parsed.GetValue(chart), parsed.InvocationConfiguration.Output, error);
        });
        return command;
    }

    private static int Print(HistoryReport report, bool json, string? chart, TextWriter output, TextWriter error)
    {
        if (json)
        {
            using MemoryStream text = new();
            HistoryJson.Write(report, text);
            output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        }
        else
        {
            HistoryText.Write(report, output);
        }

        if (chart is null)
        {
            return ExitCode.Ok;
        }

        try
        {
            File.WriteAllText(chart, HistoryChart.Render(report));
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"basisd: the chart could not be written to {chart}: {e.Message}");
            return ExitCode.Usage;
        }
    }

    // Only a person at a terminal wants to see it, and only when it takes a while.
    private static Action<long>? Progress(TextWriter error)
    {
        if (Console.IsErrorRedirected)
        {
            return null;
        }

        long begun = Environment.TickCount64;
        return reached =>
        {
            if (Environment.TickCount64 - begun > ProgressAfterMs)
            {
                error.Write($"\rreplaying {UtcText.Full(reached / FixedPoint.Second)} \r");
            }
        };
    }
}

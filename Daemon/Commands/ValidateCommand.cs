using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using Basisd.Host.Replay;
using Basisd.Host.Validation;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd validate</c>: holds the thresholds against recorded crises and quiet days.</summary>
public static class ValidateCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Argument<string> plan = new("PLAN")
        {
            Description = "the episodes, as JSON with comments; docs/validation.json is the repository's",
            HelpName = "FILE",
        };
        Option<string?> data = new("--data") { Description = "folder of the recorded data (default: the plan's own folder)", HelpName = "DIR" };
        Option<string?> outDirectory = new("--out") { Description = "write validation.md and charts/NAME.svg into this folder", HelpName = "DIR" };
        Option<string?> config = new("--config", "-c")
        {
            Description = "hold these thresholds against the data (default: built-in)",
            HelpName = "FILE",
        };
        Option<bool> json = new("--json") { Description = "print JSON instead of a table" };
        Command command = new("validate", "play recorded crises and quiet days, and say what tripped, how soon, and what should not have");
        command.Arguments.Add(plan);
        foreach (Option option in new Option[] { data, outDirectory, config, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string file = parsed.GetValue(plan)!;
            ValidationPlan? episodes = ValidationPlan.Load(file, out IReadOnlyList<string> problems);
            string folder = parsed.GetValue(data) ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
            EpisodeResult[]? results = episodes is null ? null : Play(episodes, folder, parsed.GetValue(config), error, out problems);
            if (episodes is null || results is null)
            {
                Say(problems, error);
                return ExitCode.Usage;
            }

            if (parsed.GetValue(outDirectory) is { } target && Write(episodes, results, target) is { } trouble)
            {
                Say([trouble], error);
                return ExitCode.Usage;
            }

            Print(results, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            return results.All(r => r.IsAsExpected) ? ExitCode.Ok : ExitCode.No;
        });
        return command.WithExamples(
            "basisd validate docs/validation.json --data ../shared/data              # what tripped, how soon; exit 1 if not as expected",
            "basisd validate docs/validation.json --data ../shared/data --out docs   # what `make validate` does",
            "basisd validate docs/validation.json --data ../shared/data --config node-1.json --json");
    }

    private static EpisodeResult[]? Play(
        ValidationPlan plan, string folder, string? config, TextWriter error, out IReadOnlyList<string> problems)
    {
        if (!Directory.Exists(folder))
        {
            problems = [$"there is no folder {folder}; --data names the folder of the recorded data"];
            return null;
        }

        RunProgress? progress = RunProgress.For(error, plan.Episodes.Count, 0, ValidationRun.Whole);
        EpisodeResult[]? results = ValidationRun.Play(plan.Episodes, folder, config, progress is null ? null : progress.Reached, out problems);
        progress?.Done();
        return results;
    }

    private static void Say(IReadOnlyList<string> problems, TextWriter error)
    {
        foreach (string problem in problems)
        {
            error.WriteLine($"basisd: {problem}");
        }
    }

    private static string? Write(ValidationPlan plan, EpisodeResult[] results, string folder)
    {
        try
        {
            string charts = Path.Combine(folder, ValidationDocument.ChartFolder);
            Directory.CreateDirectory(charts);
            using StringWriter document = new();
            ValidationDocument.Write(plan, results, document);
            File.WriteAllText(Path.Combine(folder, "validation.md"), document.ToString());
            foreach (EpisodeResult result in results.Where(r => r.Report is not null && r.Episode.Kind == EpisodeKind.Crisis))
            {
                string onset = $"Onset {UtcText.Full(result.Episode.Onset / FixedPoint.Second)[..^3]}: {result.Episode.OnsetIs}.";
                string svg = HistoryChart.Render(result.Report!, result.Episode.Title, onset, result.Episode.Onset);
                File.WriteAllText(Path.Combine(charts, $"{result.Episode.Name}.svg"), svg);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be written: {e.Message}";
        }
    }

    private static void Print(EpisodeResult[] results, bool json, TextWriter output)
    {
        if (json)
        {
            using MemoryStream bytes = new();
            ValidationJson.Write(results, bytes);
            output.WriteLine(Encoding.UTF8.GetString(bytes.ToArray()));
            return;
        }

        output.WriteLine($"{"episode",-34}  {"kind",-6}  {"trips",5}  {"protected",-22}  as expected");
        foreach (EpisodeResult result in results)
        {
            string kind = result.Episode.Kind == EpisodeKind.Crisis ? "crisis" : "quiet";
            string expected = result.Report is null ? $"not played: {result.NotPlayed}" : result.IsAsExpected ? "yes" : "NO";
            output.WriteLine($"{result.Episode.Name,-34}  {kind,-6}  {result.Acting.Count,5}  {Protected(result),-22}  {expected}");
        }

        foreach (string sentence in new ValidationFindings(results).Sentences)
        {
            output.WriteLine($"- {sentence.Replace("`", string.Empty, StringComparison.Ordinal)}");
        }
    }

    private static string Protected(EpisodeResult result)
    {
        EpisodeProtection protection = result.Protection;
        return result.Report is null || result.Episode.Kind == EpisodeKind.Quiet ? "-"
            : protection.Since is not null ? "before the onset"
            : protection.First is null ? "never" : $"{MeasureText.Time(protection.First.At - result.Episode.Onset)} after onset";
    }
}

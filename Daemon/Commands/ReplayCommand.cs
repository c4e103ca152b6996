using System.CommandLine;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Market;

namespace Basisd.Commands;

/// <summary><c>basisd replay</c>: recorded history through the daemon's own core, at full speed.</summary>
public static class ReplayCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        HistoryOptions history = new();
        Option<bool> json = new("--json") { Description = "print JSON instead of text" };
        Option<string?> chart = new("--chart")
        {
            Description = "also draw it, as SVG: prices, measured values, limits, trips, modes",
            HelpName = "FILE",
        };
        Option<string?> config = new("--config", "-c")
        {
            Description = "take thresholds, holds and recovery from this configuration (default: built-in)",
            HelpName = "FILE",
        };
        Option<string[]> whatIf = new("--what-if")
        {
            Description = "play twice, as configured and with this setting changed, and print both side by side; may be given again",
            HelpName = "TRIGGER.KEY=VALUE",
        };
        Option<string?> sweep = new("--sweep")
        {
            Description =
                $"play once for each value of a setting (FROM..TO/STEPS or A,B,C; at most {SweepRange.MaxSteps}) and print trips and blocked time",
            HelpName = "TRIGGER.KEY=RANGE",
        };
        Command command = new("replay", "play recorded history through the daemon's own core and print what it would have done");
        history.AddTo(command);
        foreach (Option option in new Option[] { json, chart, config, whatIf, sweep })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            InvocationConfiguration console = parsed.InvocationConfiguration;
            ReplayRequest request = new(
                parsed.GetValue(config), parsed.GetValue(json), parsed.GetValue(chart), console.Output, console.Error,
                () => Open(history, parsed, console.Error));
            string[] changes = parsed.GetValue(whatIf) ?? [];
            if (changes.Length > 0 && parsed.GetValue(sweep) is not null)
            {
                console.Error.WriteLine("basisd: --what-if and --sweep do not go together; give one of them");
                return ExitCode.Usage;
            }

            return parsed.GetValue(sweep) is { } range ? ReplaySweep.Run(request, range)
                : changes.Length > 0 ? ReplayWhatIf.Run(request, changes) : Plain(request);
        });
        return command.WithExamples(
            "basisd sim market --out market && basisd replay market --chart market.svg",
            "basisd replay market --what-if market.volatility_spike.ratio_ppm=6000000  # side by side with the settings in force",
            "basisd replay market --what-if asset.settlement_unit_deviation.persist=60s --what-if venue.api_failure.enabled=false",
            "basisd replay market --sweep market.volatility_spike.ratio_ppm=2500000..8000000/12 --chart sweep.svg",
            "basisd replay market --sweep asset.settlement_unit_deviation.persist=0s,30s,60s,5m --json");
    }

    private static HistoryPlan? Open(HistoryOptions history, ParseResult parsed, TextWriter error)
    {
        HistoryPlan? plan = history.Open(parsed, topology: null, error);
        foreach (HistoryNotice notice in plan?.Notices ?? [])
        {
            error.WriteLine($"basisd: note: {notice}");
        }

        return plan;
    }

    private static int Plain(ReplayRequest request)
    {
        ConfigurationResult loaded = SettingOverlay.Load(request.Config, [], "");
        if (loaded.Configuration is null)
        {
            ConfigurationErrorsText.Report(loaded, request.Error);
            return ExitCode.Usage;
        }

        if (request.Open() is not { } plan)
        {
            return ExitCode.Usage;
        }

        RunProgress? progress = RunProgress.For(request.Error, 1, plan.FirstTime, plan.LastTime);
        HistoryRun run = new(plan, CoreSettingsMapping.Of(loaded.Configuration), HistoryTracer.Over(plan));
        HistoryReport? report = run.Play(progress is null ? null : at => progress.Reached(0, at), out HistoryError? problem);
        progress?.Done();
        if (report is null)
        {
            request.Error.WriteLine($"basisd: {problem}");
            return ExitCode.Usage;
        }

        request.Print(() => HistoryText.Write(report, request.Output), json => HistoryJson.Write(report, json));
        return request.Draw(() => HistoryChart.Render(report));
    }
}

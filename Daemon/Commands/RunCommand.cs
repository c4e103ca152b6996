using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;

namespace Basisd.Commands;

/// <summary><c>basisd run</c>: the daemon.</summary>
public static class RunCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string?> config = CommonOptions.Config();
        Option<string?> state = new("--state-dir") { Description = "directory of journal and snapshots", HelpName = "DIR" };
        Option<string?> run = CommonOptions.RunDirectory();
        Option<string?> listen = new("--listen")
        {
            Description = "address of metrics and health, for example 127.0.0.1:9465; port 0 takes a free one",
            HelpName = "ADDRESS",
        };
        Option<int?> scale = new("--time-scale") { Description = "demonstrations only: core seconds per second", HelpName = "N" };
        Command command = new("run", "run the daemon in the foreground until SIGTERM or Ctrl-C") { config, state, run, listen, scale };
        command.SetAction(async (parsed, _) =>
        {
            byte[] given = Overrides(parsed.GetValue(state), parsed.GetValue(run), parsed.GetValue(listen), parsed.GetValue(scale));
            ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(config), given);
            if (!ConfigurationErrorsText.Report(loaded, Console.Error))
            {
                return ExitCode.Usage;
            }

            AssemblyFailure? failure = await NodeProcess.RunAsync(loaded.Configuration!, VersionCommand.Text).ConfigureAwait(false);
            if (failure is null)
            {
                return ExitCode.Ok;
            }

            return failure.IsIntegrity ? ExitCode.Integrity : ExitCode.No;
        });
        return command;
    }

    private static byte[] Overrides(string? state, string? run, string? listen, int? scale)
    {
        if (state is null && run is null && listen is null && scale is null)
        {
            return [];
        }

        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteStartObject("node");
            WriteIf(json, "state_dir", state is null ? null : Path.GetFullPath(state));
            WriteIf(json, "run_dir", run is null ? null : Path.GetFullPath(run));
            json.WriteEndObject();
            json.WriteStartObject("http");
            WriteIf(json, "listen", listen);
            json.WriteEndObject();
            json.WriteStartObject("clock");
            if (scale is { } factor)
            {
                json.WriteNumber("time_scale", factor);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}

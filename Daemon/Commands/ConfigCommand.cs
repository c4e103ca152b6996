using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Host.Configuration;

namespace Basisd.Commands;

/// <summary><c>basisd config</c>: looks at a configuration without a daemon.</summary>
public static class ConfigCommand
{
    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new("config", "check a configuration, show the values in force, print its schema")
    {
        Check(),
        Show(),
        Schema(),
        Reference(),
    };

    private static Command Check()
    {
        Argument<string?> file = new("FILE")
        {
            Description = $"main configuration file; conf.d/*.json beside it counts too (default: {ConfigurationLoader.DefaultPath} where it exists)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "check", "say everything that is wrong, each as FILE:LINE: path: what; allowed; how to mend it (exit 2), or that all is well")
        {
            file, config, json,
        };
        command.SetAction(parsed =>
        {
            ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(file) ?? parsed.GetValue(config));
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonText.Print(output, writer => WriteCheck(writer, loaded));
            }
            else
            {
                PrintCheck(loaded, output, parsed.InvocationConfiguration.Error);
            }

            return loaded.Configuration is null ? ExitCode.Usage : ExitCode.Ok;
        });
        return command.WithExamples(
            "basisd config check  # what the daemon would read",
            "basisd config check /tmp/new/basisd.json && install -m 0640 /tmp/new/basisd.json /etc/basisd/");
    }

    private static Command Show()
    {
        Option<string?> config = CommonOptions.Config();
        Option<bool> json = CommonOptions.Json();
        Command command = new("show", "print every setting in force: its value, whether its default is a seed number, and the line that set it")
        {
            config, json,
        };
        command.SetAction(parsed =>
        {
            ConfigurationResult loaded = ConfigurationLoader.Load(parsed.GetValue(config));
            if (!ConfigurationErrorsText.Report(loaded, parsed.InvocationConfiguration.Error))
            {
                return ExitCode.Usage;
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonText.PrintStream(output, stream => ConfigurationView.WriteJson(loaded.Configuration!, stream));
            }
            else
            {
                ConfigurationView.WriteTable(loaded.Configuration!, output);
            }

            return ExitCode.Ok;
        });
        return command.WithExamples("basisd config show | grep seed", "basisd config show --json -c /tmp/new/basisd.json");
    }

    private static Command Schema()
    {
        Command command = new("schema", "print the JSON Schema of the configuration, for editors and pipelines");
        command.SetAction(parsed =>
        {
            JsonText.PrintStream(parsed.InvocationConfiguration.Output, ConfigurationSchema.Write);
            return ExitCode.Ok;
        });
        return command.WithExamples("basisd config schema > basisd.schema.json  # then \"$schema\": \"basisd.schema.json\" in the file");
    }

    private static Command Reference()
    {
        Command command = new("reference", "print all settings with default, range and meaning as a Markdown table");
        command.SetAction(parsed =>
        {
            ConfigurationView.WriteReference(parsed.InvocationConfiguration.Output);
            return ExitCode.Ok;
        });
        return command;
    }

    // The lines begin with the file, so that editors jump to them.
    private static void PrintCheck(ConfigurationResult loaded, TextWriter output, TextWriter error)
    {
        foreach (string warning in loaded.Warnings)
        {
            error.WriteLine($"basisd: warning: {warning}");
        }

        foreach (ConfigurationError problem in loaded.Errors)
        {
            error.WriteLine(problem.ToString());
        }

        if (loaded.Configuration is { } configuration)
        {
            string from = loaded.Files.Count == 0 ? "built-in defaults" : string.Join(", ", loaded.Files);
            output.WriteLine($"ok: {from}: {configuration.Topology.Scopes.Length} scopes, sha256 {Convert.ToHexStringLower(configuration.Hash)}");
        }
        else
        {
            string errors = loaded.Errors.Count == 1 ? "1 error" : $"{loaded.Errors.Count} errors";
            error.WriteLine($"basisd: the configuration has {errors}; a daemon would not start with it, and a running one would refuse it whole");
        }
    }

    private static void WriteCheck(Utf8JsonWriter json, ConfigurationResult loaded)
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", loaded.Configuration is not null);
        if (loaded.Configuration is { } configuration)
        {
            json.WriteString("sha256", Convert.ToHexStringLower(configuration.Hash));
            json.WriteNumber("scopes", configuration.Topology.Scopes.Length);
        }

        json.WriteStartArray("files");
        foreach (string file in loaded.Files)
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (ConfigurationError problem in loaded.Errors)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteString("path", problem.Path);
            json.WriteString("problem", problem.Problem);
            json.WriteString("allowed", problem.Allowed);
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (string warning in loaded.Warnings)
        {
            json.WriteStringValue(warning);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

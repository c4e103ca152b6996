using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Basisd.Gate;
using Basisd.Host.Configuration;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd gate check</c>: the check that an engine makes, once, with the reason in words.</summary>
internal static class GateCheckCommand
{
    private const int Most = GateLayout.MaxScopesPerCheck - 1;

    /// <summary>The verb.</summary>
    public static Command Create(GateOptions options)
    {
        Argument<string> action = new("ACTION") { Description = $"one of {string.Join(", ", GateActions.All.ToArray())}" };
        Argument<string[]> scopes = new("SCOPE")
        {
            Description = $"up to {Most} scopes, for example module/rewards asset/BTC venue/alpha; the platform always counts",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Command command = new(
            "check", "print allow, queue or deny for an action on scopes, strictest wins; exit 0 only for allow, 1 for queue and deny")
        {
            action, scopes,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (options.Path(parsed) is not { } path)
            {
                return ExitCode.Usage;
            }

            string[] names = parsed.GetValue(scopes) ?? [];
            string asked = parsed.GetValue(action)!;
            using GateReader reader = GateReader.Attach(path);
            (GateVerdict verdict, string reason, int code) = Judge(reader, asked, names);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (options.Json(parsed))
            {
                JsonText.Print(output, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("action", asked);
                    json.WriteStartArray("scopes");
                    foreach (string name in names)
                    {
                        json.WriteStringValue(name);
                    }

                    json.WriteEndArray();
                    json.WriteString("verdict", GateCommand.TextOf(verdict));
                    json.WriteString("reason", reason);
                    json.WriteEndObject();
                });
            }
            else
            {
                output.WriteLine(GateCommand.TextOf(verdict));
                if (reason.Length > 0)
                {
                    error.WriteLine($"basisd: {reason}");
                }
            }

            return code;
        });
        return command.WithExamples(
            "basisd gate check open module/rewards asset/BTC venue/alpha route/BTC@alpha",
            "if basisd gate check withdraw asset/ETH; then ...; fi");
    }

    // The gate's own answer to everything unknown is deny (R-3.3); the exit code tells a wrong word from a real answer.
    private static (GateVerdict Verdict, string Reason, int Code) Judge(GateReader reader, string asked, string[] names)
    {
        if (!GateActions.TryParse(asked, out GateAction action))
        {
            string meant = NearestName.Of(asked, GateActions.All.ToArray()) is { } near ? $"; did you mean {near}" : string.Empty;
            string all = string.Join(", ", GateActions.All.ToArray());
            return (GateVerdict.Deny, $"unknown action \"{asked}\"{meant}; actions are {all}", ExitCode.Usage);
        }

        if (reader.Result == GateAttachResult.Attached)
        {
            foreach (string name in names)
            {
                if (reader.IndexOf(name) < 0)
                {
                    return (GateVerdict.Deny, Unknown(reader, name), ExitCode.Usage);
                }
            }

            int distinct = WithPlatform(names).Count;
            if (distinct > GateLayout.MaxScopesPerCheck)
            {
                return (GateVerdict.Deny, $"{distinct - 1} scopes beside the platform; a check takes at most {Most}", ExitCode.Usage);
            }
        }

        GateVerdict verdict = reader.Select([.. WithPlatform(names)]).Check((int)action);
        if (verdict == GateVerdict.Allow)
        {
            return (verdict, string.Empty, ExitCode.Ok);
        }

        string closed = GateCommand.WhyClosed(reader, BootClock.NowNs());
        return (verdict, closed.Length > 0 ? $"the gate is closed: {closed}" : Binding(reader, action, names), ExitCode.No);
    }

    private static HashSet<string> WithPlatform(string[] names) => new(names, StringComparer.Ordinal) { GateNames.Platform };

    private static string Unknown(GateReader reader, string name)
    {
        List<string> known = [];
        for (int i = 0; i < reader.ScopeCount; i++)
        {
            known.Add(reader.Cell(i).Name);
        }

        string meant = NearestName.Of(name, known) is { } near ? $"did you mean {near}? " : string.Empty;
        return $"unknown scope \"{name}\"; {meant}`basisd gate` lists them";
    }

    /// <summary>Which of the scopes are why it is not allowed.</summary>
    private static string Binding(GateReader reader, GateAction action, string[] names)
    {
        List<string> parts = [];
        foreach (string name in WithPlatform(names))
        {
            GateCell cell = reader.Cell(reader.IndexOf(name));
            Permission permission = PermissionWord.Of(cell.Word, action);
            if (permission != Permission.Allow)
            {
                // NORMAL takes nothing away by itself.
                string why = cell.Mode == (byte)Mode.Normal
                    ? " because a required input was not seen yet, or the configuration forbids it"
                    : string.Empty;
                parts.Add($"{name} ({GateCommand.ModeOf(cell)}) says {(permission == Permission.Queue ? "queue" : "deny")}{why}");
            }
        }

        return parts.Count == 0 ? "it has just changed; ask again" : string.Join(", ", parts);
    }
}

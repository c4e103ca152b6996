using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Basisd.Gate;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd gate</c>: the permission page as an engine sees it, read from the page itself. It asks no daemon, so it tells the truth also
/// when the daemon hangs.
/// </summary>
public static class GateCommand
{
    /// <summary>The verb and its parts.</summary>
    public static Command Create()
    {
        GateOptions options = new();
        Command command = new(
            "gate", "show the permission page as an engine reads it: valid or closed, and what each scope may do (exit 1 when closed)")
        {
            GateCheckCommand.Create(options),
            Header(),
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (options.Path(parsed) is not { } path)
            {
                return ExitCode.Usage;
            }

            using GateReader reader = GateReader.Attach(path);
            string closed = WhyClosed(reader, BootClock.NowNs());
            if (options.Json(parsed))
            {
                JsonText.Print(parsed.InvocationConfiguration.Output, json => Write(json, reader, closed));
            }
            else
            {
                Print(reader, closed, parsed.InvocationConfiguration.Output, error);
            }

            return closed.Length == 0 ? ExitCode.Ok : ExitCode.No;
        });
        return command.WithExamples(
            "basisd gate",
            "basisd gate --run-dir /tmp/demo/run --json",
            "basisd gate && echo open");
    }

    /// <summary>Why every check on the page answers deny; empty while it is valid.</summary>
    internal static string WhyClosed(GateReader reader, long nowBootNs)
    {
        if (reader.Result != GateAttachResult.Attached)
        {
            return reader.Problem;
        }

        GateHeader header = reader.Header();
        if (header.Retired)
        {
            return $"{reader.Path}: its daemon has stopped";
        }

        if (header.ValidUntilBootNs is GateLayout.ClosedForEver or GateLayout.ClosedUntilRenewed)
        {
            return $"{reader.Path}: its daemon (pid {header.DaemonPid}) keeps it closed: it starts, stops, or has found a fault; see `basisd status`";
        }

        long left = header.ValidUntilBootNs - nowBootNs;
        if (left <= 0)
        {
            return $"{reader.Path}: not renewed since it ran out {Ago(-left)} ago: its daemon (pid {header.DaemonPid}) is dead, stopped or stalled";
        }

        return (ulong)left > GateLayout.MaxHorizonNs ? $"{reader.Path}: its validity lies too far ahead to be believed" : string.Empty;
    }

    /// <summary>Mode of a cell as people read it.</summary>
    internal static string ModeOf(in GateCell cell) => cell.Mode <= (byte)Mode.Dmm ? ModeText.Of((Mode)cell.Mode, cell.Stage) : $"mode {cell.Mode}";

    /// <summary>Name of an answer.</summary>
    internal static string TextOf(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Allow => "allow",
        GateVerdict.Queue => "queue",
        _ => "deny",
    };

    private static Command Header()
    {
        Command command = new("header", "print basis_gate.h, the C header that fits the pages of this binary: `basisd gate header > basis_gate.h`");
        command.SetAction(parsed =>
        {
            using Stream header = typeof(GateCommand).Assembly.GetManifestResourceStream("basis_gate.h")
                ?? throw new InvalidOperationException("the binary was built without basis_gate.h");
            using StreamReader text = new(header);
            parsed.InvocationConfiguration.Output.Write(text.ReadToEnd());
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(GateReader reader, string closed, TextWriter output, TextWriter error)
    {
        if (reader.Result != GateAttachResult.Attached)
        {
            error.WriteLine($"basisd: the gate is closed: {closed}");
            error.WriteLine("basisd: every check answers deny; is the daemon running, and is this its page? see --run-dir and gate.path");
            return;
        }

        GateHeader header = reader.Header();
        long now = BootClock.NowNs();
        string clock = header.Clock == GateClock.Coarse ? ", on the coarse clock" : string.Empty;
        output.WriteLine(closed.Length == 0
            ? $"gate    open: {reader.Path}, valid for another {Ago(header.ValidUntilBootNs - now)}{clock}"
            : $"gate    CLOSED, every check answers deny: {closed}");
        string made = Ago(now - (long)header.Generation);
        output.WriteLine($"writer  pid {header.DaemonPid}, epoch {header.Epoch}, page made {made} ago, {header.Renewals} renewals");
        output.WriteLine(header.LastSequence == 0
            ? "change  none yet"
            : $"change  journal sequence {header.LastSequence}, {Ago(now - header.UpdatedAtBootNs)} ago");
        output.WriteLine();
        int width = "scope".Length;
        for (int i = 0; i < reader.ScopeCount; i++)
        {
            width = Math.Max(width, reader.Cell(i).Name.Length);
        }

        string permissions = closed.Length == 0 ? "permissions" : "permissions that the page last said";
        output.WriteLine($"{"scope".PadRight(width)}  {"mode",-12}  {"sequence",8}  {permissions}");
        for (int i = 0; i < reader.ScopeCount; i++)
        {
            GateCell cell = reader.Cell(i);
            output.WriteLine($"{cell.Name.PadRight(width)}  {ModeOf(cell),-12}  {cell.Sequence,8}  {Permissions(cell.Word)}");
        }
    }

    // Said from the side of what is taken away: that is what an operator looks for.
    private static string Permissions(ulong word)
    {
        string denied = Actions(word, Permission.Deny, out int denials);
        string queued = Actions(word, Permission.Queue, out int queues);
        return (denials, queues) switch
        {
            (0, 0) => "all allowed",
            (GateActions.Count, _) => "all denied",
            (_, 0) => $"denied: {denied}",
            (0, _) => $"queued: {queued}",
            _ => $"denied: {denied}; queued: {queued}",
        };
    }

    private static string Actions(ulong word, Permission permission, out int count)
    {
        string text = string.Empty;
        count = 0;
        for (int action = 0; action < GateActions.Count; action++)
        {
            if (PermissionWord.Of(word, (GateAction)action) == permission)
            {
                text += (count++ == 0 ? string.Empty : " ") + GateActions.NameOf((GateAction)action);
            }
        }

        return text;
    }

    private static string Ago(long ns) => ns < 10 * FixedPoint.Second ? $"{ns / FixedPoint.Millisecond} ms" : EvidenceText.Seconds(ns);

    private static void Write(Utf8JsonWriter json, GateReader reader, string closed)
    {
        json.WriteStartObject();
        json.WriteString("path", reader.Path);
        json.WriteBoolean("open", closed.Length == 0);
        json.WriteString("why_closed", closed);
        json.WriteString("attach", reader.Result.ToString());
        if (reader.Result == GateAttachResult.Attached)
        {
            GateHeader header = reader.Header();
            json.WriteNumber("daemon_pid", header.DaemonPid);
            json.WriteNumber("epoch", header.Epoch);
            json.WriteNumber("generation", header.Generation);
            json.WriteString("clock", header.Clock == GateClock.Coarse ? "coarse" : "boottime");
            json.WriteNumber("valid_until_boot_ns", header.ValidUntilBootNs);
            json.WriteNumber("now_boot_ns", BootClock.NowNs());
            json.WriteNumber("renewals", header.Renewals);
            json.WriteNumber("last_sequence", header.LastSequence);
            json.WriteStartArray("scopes");
            for (int i = 0; i < reader.ScopeCount; i++)
            {
                Write(json, reader.Cell(i));
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in GateCell cell)
    {
        json.WriteStartObject();
        json.WriteString("scope", cell.Name);
        json.WriteString("mode", ModeOf(cell));
        json.WriteNumber("stage", cell.Stage);
        json.WriteNumber("sequence", cell.Sequence);
        json.WriteString("word", $"0x{cell.Word:x16}");
        json.WriteStartObject("permissions");
        for (int action = 0; action < GateActions.Count; action++)
        {
            Permission permission = PermissionWord.Of(cell.Word, (GateAction)action);
            json.WriteString(GateActions.NameOf((GateAction)action), permission switch
            {
                Permission.Allow => "allow",
                Permission.Queue => "queue",
                _ => "deny",
            });
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}

using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Host.Http;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>The status of a node as a table: banner first, then what is restricted and why.</summary>
public sealed class StatusTable
{
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Green = "\u001b[32m";
    private const string Plain = "\u001b[0m";

    private readonly bool _color;
    private readonly bool _all;

    /// <summary>Creates a table.</summary>
    /// <param name="color">Whether to colour modes.</param>
    /// <param name="all">Whether unrestricted scopes are shown as well.</param>
    public StatusTable(bool color, bool all)
    {
        _color = color;
        _all = all;
    }

    /// <summary>Whether standard output is a terminal that wants colour.</summary>
    public static bool WantsColor() => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Renders one snapshot.</summary>
    public string Render(StatusSnapshot status)
    {
        StringBuilder text = new();
        string scale = status.TimeScale == 1 ? string.Empty : $", time {status.TimeScale}x";
        text.Append($"basisd {status.Version} on {status.Node}: {status.State}, platform {Painted(status.PlatformMode)}{scale}\n");
        text.Append($"banner   {status.Banner}\n");
        string gate = status.Gate.Valid ? "valid" : "closed";
        text.Append($"gate     {gate}, {status.Gate.Path}\n");
        text.Append($"journal  entry {status.Journal.Sequence}, committed {status.Journal.Committed}, head {status.Journal.HeadHash[..16]}, ");
        text.Append(Signed(status.Journal)).Append('\n');
        if (status.Attestation is { Binary: "mismatch" } or { Configuration: "mismatch" })
        {
            text.Append($"attest   binary {status.Attestation.Binary}, configuration {status.Attestation.Configuration}: `basisd version --json`\n");
        }

        text.Append(status.Attestation.BinaryReplaced ? "binary   the file on disk is not the one that runs: a restart would run another\n" : "");
        text.Append(status.ContainedScope.Length > 0 ? $"ordered  the exposure of {status.ContainedScope} is contained by signature\n" : "");
        if (!status.Journal.AcceptsCommits)
        {
            text.Append($"space    {status.Journal.FreeBytes >> 20} MiB free, below journal.free_space_floor: engine commits are refused\n");
        }

        if (status.Journal.Problem.Length > 0)
        {
            text.Append($"problem  {status.Journal.Problem}\n");
        }

        text.Append($"engine   {(status.EngineSessions.Count == 0 ? "nobody is connected" : SessionsOf(status))}\n");
        text.Append(CommandTable.RenderOutstanding(status.Commands));
        text.Append(IncidentTable.RenderStatus(status));
        if (status.Webhook is { Pending: > 0 } webhook)
        {
            text.Append($"webhook  {WebhookCommand.Summary(webhook)}\n");
        }

        text.Append($"time     {UtcText.Full(status.CoreTime / FixedPoint.Second)} UTC (core)\n\n");
        Scopes(text, status);
        Causes(text, status);
        return text.ToString();
    }

    private static string SessionsOf(StatusSnapshot status)
    {
        List<string> names = [];
        foreach (EngineSessionStatus session in status.EngineSessions)
        {
            names.Add($"{session.Name} (pid {session.Pid})");
        }

        return string.Join(", ", names);
    }

    private static string Signed(JournalStatus journal) =>
        journal.SignedHead is { } head ? $"signed up to {head.Sequence}" : "not signed";

    private static string ModeOf(ScopeStatus scope) => scope.Mode == "RECOVERY" ? $"RECOVERY {scope.Stage}/{PermissionMatrix.LastStage}" : scope.Mode;

    private static string Denied(ScopeStatus scope)
    {
        List<string> words = [];
        foreach ((string action, string permission) in scope.Permissions)
        {
            if (permission != "allow")
            {
                words.Add(permission == "queue" ? action + " (queued)" : action);
            }
        }

        return words.Count == scope.Permissions.Count ? "everything" : string.Join(", ", words);
    }

    private void Scopes(StringBuilder text, StatusSnapshot status)
    {
        text.Append($"{"scope",-20}  {"mode",-13}  not allowed\n");
        int free = 0;
        foreach (ScopeStatus scope in status.Scopes)
        {
            string denied = Denied(scope);
            bool plain = scope.Mode == "NORMAL" && denied.Length == 0;
            if (plain && !_all)
            {
                free++;
                continue;
            }

            string awaits = scope.AwaitingInputs.Count == 0 ? string.Empty : $"  (awaits {string.Join(", ", scope.AwaitingInputs)})";
            string mode = ModeOf(scope);
            string padding = new(' ', Math.Max(0, 13 - mode.Length));
            text.Append($"{scope.Name,-20}  {Painted(mode)}{padding}  {(denied.Length == 0 ? "-" : denied)}{awaits}\n");
        }

        if (free > 0)
        {
            text.Append($"{free} scopes are NORMAL and unrestricted{(_all ? string.Empty : " (--all shows them)")}\n");
        }
    }

    private static void Causes(StringBuilder text, StatusSnapshot status)
    {
        if (status.Causes.Count == 0)
        {
            return;
        }

        text.Append($"\n{"cause",-36}  {"scope",-20}  {"sev",-3}  {"status",-8}  {"measured",12}  {"limit",12}  clears in\n");
        foreach (CauseStatusView cause in status.Causes)
        {
            string left = cause.Status == "cleared" ? "-" : $"{cause.HoldLeftNs / FixedPoint.Second} s";
            string of = string.Join(", ", Array.FindAll([cause.Condition, cause.Subject], t => t.Length > 0));
            text.Append(
                $"{cause.Trigger,-36}  {cause.Scope,-20}  P{cause.Severity,-2}  {cause.Status,-8}  {cause.MeasuredText,12}  "
                + $"{cause.ThresholdText,12}  {left}{(of.Length == 0 ? string.Empty : $"  ({of})")}\n");
        }
    }

    private string Painted(string mode)
    {
        if (!_color)
        {
            return mode;
        }

        string paint = mode switch
        {
            "NORMAL" => Green,
            "BSCB" or "DMM" => Red,
            _ => Yellow,
        };
        return paint + mode + Plain;
    }
}

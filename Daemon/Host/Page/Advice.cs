using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>
/// What a person must do next, the most urgent first, in words that can be acted upon. It only reads; it proposes no way around a rule.
/// </summary>
internal static class Advice
{
    private const int MaxInputs = 3;

    /// <summary>The lines; empty where nothing is to do.</summary>
    public static List<string> Of(StatusSnapshot status)
    {
        List<string> lines = [];
        if (status.State != "ready")
        {
            lines.Add(status.State == "stopping"
                ? "The node is stopping. Start it again, or see to it that its engines stay stopped."
                : "Wait: the node is starting.");
        }

        Incidents(lines, status);
        Platform(lines, status);
        Scopes(lines, status);
        Machine(lines, status);
        return lines;
    }

    private static void Incidents(List<string> lines, StatusSnapshot status)
    {
        foreach (IncidentStatus incident in status.Incidents.Where(IncidentsPart.IsAtWork))
        {
            string[] missed = [.. incident.Deadlines.Where(d => d is { State: "missed", MetAt: null }).Select(d => d.Name)];
            if (missed.Length > 0)
            {
                string verb = missed.Length == 1 ? "is" : "are";
                lines.Add($"INC-{incident.Number}: {string.Join(", ", missed)} {verb} overdue. Do it now and record it.");
            }

            ProtocolStepStatus? step = incident.Steps.FirstOrDefault(s => s.State == "next");
            if (step is not null && incident.State == "open")
            {
                lines.Add($"INC-{incident.Number}: step {step.Number} of {incident.Steps.Count}, {step.Name}, is due from {step.Responsible}.");
            }
        }
    }

    private static void Platform(List<string> lines, StatusSnapshot status)
    {
        if (status.PlatformMode == "DMM")
        {
            lines.Add("Only signatures leave DMM: basisd resume plan says what is missing for them.");
        }
        else if (status.PlatformMode.StartsWith("RECOVERY", StringComparison.Ordinal))
        {
            lines.Add("The platform opens stage by stage as its checks pass. Nothing to do, unless a new cause halts it.");
        }
    }

    private static void Scopes(List<string> lines, StatusSnapshot status)
    {
        HashSet<string> closed = [.. status.Scopes.Where(s => s.Mode == "BSCB").Select(s => s.Name)];
        if (closed.Count > 0 && status.PlatformMode != "DMM")
        {
            lines.Add("Closed scopes come back by themselves through RECOVERY, once their causes are clear for their hold and the checks pass.");
        }

        string[] paused = [.. status.Causes.Where(c => c.Trigger == "operator.pause").Select(c => c.Scope).Distinct(StringComparer.Ordinal)];
        if (paused.Length > 0)
        {
            lines.Add($"An operator paused {string.Join(", ", paused)}: basisd pause SCOPE --lift --reason TEXT ends it.");
        }

        string[] awaited = [.. status.Scopes.SelectMany(s => s.AwaitingInputs).Distinct(StringComparer.Ordinal)];
        if (awaited.Length > 0)
        {
            string more = awaited.Length > MaxInputs ? $" and {awaited.Length - MaxInputs} more" : "";
            lines.Add($"Scopes wait for inputs: {string.Join(", ", awaited.Take(MaxInputs))}{more}. Look at what feeds them.");
        }
    }

    private static void Machine(List<string> lines, StatusSnapshot status)
    {
        CommandStatus[] missed = [.. status.Commands.Commands.Where(c => c.Misses > 0 && c.State is ("outstanding" or "acknowledged"))];
        if (missed.Length > 0)
        {
            lines.Add($"{missed.Length} {(missed.Length == 1 ? "command has" : "commands have")} missed a window: see whether the engine obeys.");
        }

        if (status.Commands.Containment is { Constraint.Length: > 0 } held)
        {
            lines.Add($"The containment of {held.Scope} has no plan: {held.Constraint} {held.Position}".TrimEnd() + ".");
        }

        if (status.EngineSessions.Count == 0 && status.State == "ready")
        {
            lines.Add("No engine is connected: nobody takes commands, nobody feeds observations.");
        }

        if (!status.Journal.AcceptsCommits)
        {
            lines.Add("The disk is nearly full: engine commits are refused until space is free.");
        }

        if (status.Journal.Problem.Length > 0)
        {
            lines.Add($"The journal needs a look: {status.Journal.Problem}");
        }
    }
}

using System;
using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>
/// Says whether somebody who watches must hear of a new snapshot at once. Sequence numbers, times and counters move with every snapshot and
/// wait for the heartbeat; what a person acts upon does not.
/// </summary>
internal static class StatusChange
{
    /// <summary>Whether anything that a person acts upon differs.</summary>
    public static bool Concerns(StatusSnapshot before, StatusSnapshot after) =>
        before.State != after.State || before.PlatformMode != after.PlatformMode || before.StateHash != after.StateHash
        || before.Banner != after.Banner || before.Users?.Incident != after.Users?.Incident
        || before.Gate.Valid != after.Gate.Valid || before.Journal.AcceptsCommits != after.Journal.AcceptsCommits
        || before.Journal.Problem != after.Journal.Problem
        || Differ(before.Scopes, after.Scopes, Differs) || Differ(before.Causes, after.Causes, Differs)
        || Differ(before.Commands.Commands, after.Commands.Commands, (a, b) => a != b)
        || before.Commands.Containment != after.Commands.Containment
        || Differ(before.EngineSessions, after.EngineSessions, (a, b) => a.Session != b.Session)
        || Differ(before.Incidents, after.Incidents, Differs);

    private static bool Differs(ScopeStatus before, ScopeStatus after)
    {
        if (before.Mode != after.Mode || before.Stage != after.Stage || before.Permissions.Count != after.Permissions.Count
            || before.AwaitingInputs.Count != after.AwaitingInputs.Count)
        {
            return true;
        }

        foreach ((string action, string permission) in before.Permissions)
        {
            if (!after.Permissions.TryGetValue(action, out string? now) || now != permission)
            {
                return true;
            }
        }

        return Differ(before.AwaitingInputs, after.AwaitingInputs, (a, b) => a != b);
    }

    // The rest of a hold counts down by itself on the other side.
    private static bool Differs(CauseStatusView before, CauseStatusView after) =>
        before with { HoldLeftNs = 0 } != after with { HoldLeftNs = 0 } || before.HoldLeftNs < 0 != after.HoldLeftNs < 0;

    private static bool Differs(IncidentStatus before, IncidentStatus after) =>
        before.Number != after.Number || before.Severity != after.Severity || before.State != after.State
        || Differ(before.Deadlines, after.Deadlines, (a, b) => a != b) || Differ(before.Steps, after.Steps, (a, b) => a != b);

    private static bool Differ<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, T, bool> differs)
    {
        if (before.Count != after.Count)
        {
            return true;
        }

        for (int i = 0; i < before.Count; i++)
        {
            if (differs(before[i], after[i]))
            {
                return true;
            }
        }

        return false;
    }
}

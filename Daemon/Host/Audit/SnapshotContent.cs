using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Host.Configuration;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>What a snapshot holds, in counts, read by the very code that a start reads it with. Changes nothing.</summary>
public static class SnapshotContent
{
    /// <summary>Counts a snapshot.</summary>
    /// <param name="configuration">Names and settings that the journal was written with.</param>
    /// <param name="state">The bytes.</param>
    /// <param name="problem">Why it cannot be read here; empty when it can.</param>
    /// <returns>Names and numbers in a fixed order; empty with a problem.</returns>
    public static IReadOnlyList<(string Name, long Count)> Of(NodeConfiguration configuration, ReadOnlySpan<byte> state, out string problem)
    {
        problem = string.Empty;
        NodeCore core = new(configuration.Topology, CoreSettingsMapping.Of(configuration));
        try
        {
            core.ReadSnapshot(state);
        }
        catch (Exception e) when (e is CanonicalFormatException or InvalidDataException)
        {
            problem = e.Message;
            return [];
        }

        DurableState durable = core.State;
        Span<int> modes = stackalloc int[(int)Mode.Dmm + 1];
        modes.Clear();
        foreach (Scope scope in core.Topology.Scopes)
        {
            modes[(int)durable.Safety.ModeOf(scope.Index)]++;
        }

        int active = 0;
        int cleared = 0;
        for (int slot = 0; slot < durable.Safety.Causes.HighWater; slot++)
        {
            CauseStatus status = durable.Safety.Causes[slot].Status;
            active += status == CauseStatus.Active ? 1 : 0;
            cleared += status is not CauseStatus.Active and not CauseStatus.Free ? 1 : 0;
        }

        return
        [
            ("scopes_normal", modes[(int)Mode.Normal]),
            ("scopes_recovery", modes[(int)Mode.Recovery]),
            ("scopes_bscb", modes[(int)Mode.Bscb]),
            ("scopes_dmm", modes[(int)Mode.Dmm]),
            ("causes_active", active),
            ("causes_cleared", cleared),
            ("incident_open", durable.Incidents.OpenId),
            ("commands_outstanding", durable.Commands.Outstanding),
            ("facts", durable.Facts),
            ("engine_commit", durable.Commits.Id),
            ("engine_commit_bytes", durable.Commits.Length),
        ];
    }
}

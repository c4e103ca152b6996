using System;
using System.Collections.Generic;
using System.Globalization;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>What can make a difference of a slot that was led to its state.</summary>
/// <param name="Mode">The platform's mode.</param>
/// <param name="Stage">Its stage of recovery.</param>
/// <param name="Epoch">The cluster's DMM epoch that it entered last, 0 for none.</param>
/// <param name="IsActive">Whether that holds here.</param>
/// <param name="Causes">Its causes, and which of them came later than that epoch.</param>
internal sealed record ClusterDmmFacts(Mode Mode, int Stage, long Epoch, bool IsActive, string Causes)
{
    public bool InDmm => Mode == Mode.Dmm;

    public static ClusterDmmFacts Of(NodeCore core)
    {
        SafetyState safety = core.State.Safety;
        List<string> causes = [];
        for (int slot = 0; slot < safety.Causes.HighWater; slot++)
        {
            Cause cause = safety.Causes[slot];
            if (cause.Status != CauseStatus.Free)
            {
                causes.Add($"{cause.Trigger} {cause.Status} {cause.TrippedAt > core.State.ClusterDmm.EnteredAt}");
            }
        }

        causes.Sort(StringComparer.Ordinal);
        string all = string.Join(',', causes);
        return new(safety.ModeOf(0), safety.StageOf(0), core.State.ClusterDmm.Epoch, core.State.ClusterDmm.IsActive, all);
    }

    /// <summary>As a state of the search counts it: epochs told from the cluster's, no number that nothing compares.</summary>
    public string Key(long clusterEpoch) => string.Create(
        CultureInfo.InvariantCulture, $"{Mode} {Stage} {Epoch > 0} {IsActive} {Math.Min(clusterEpoch - Epoch, 2)} {Causes}");
}

using System.Collections.Generic;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Collects for <see cref="Banner"/> what it derives the users' texts from: modes, published permissions, the incident. Says nothing of its own.
/// </summary>
internal static class UserNotice
{
    /// <summary>The feed of this moment.</summary>
    /// <param name="core">The node.</param>
    /// <param name="gateClosed">Whether readers deny everything, whatever the words say.</param>
    /// <param name="incidents">As they are published.</param>
    public static BannerReply Of(NodeCore core, bool gateClosed, IReadOnlyList<IncidentStatus> incidents)
    {
        SafetyState safety = core.State.Safety;
        BannerTally tally = new();
        foreach (Scope scope in core.Topology.Scopes)
        {
            ulong word = gateClosed ? PermissionWord.DenyAll : core.Gate.PublishedOf(scope.Index);
            tally.Add(scope, safety.ModeOf(scope.Index), word);
        }

        string mode = ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform));
        return BannerReply.Of(mode, Banner.Of(tally, Latest(core, incidents), core.Now));
    }

    private static BannerIncident Latest(NodeCore core, IReadOnlyList<IncidentStatus> incidents)
    {
        long open = core.State.Incidents.OpenId;
        if (open != 0)
        {
            return new BannerIncident(open, null);
        }

        BannerIncident latest = default;
        foreach (IncidentStatus incident in incidents)
        {
            latest = incident.Number > latest.Number ? new BannerIncident(incident.Number, incident.ClosedAt) : latest;
        }

        return latest;
    }
}

using System;
using System.Collections.Generic;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Cluster;

/// <summary>A slot as a node sees it that only follows: modes and causes as its owner journaled them, and nothing permitted here.</summary>
internal sealed record StandbyPicture(
    string PlatformMode, long CoreTime, string StateHash, JournalStatus Journal, IReadOnlyList<ScopeStatus> Scopes,
    IReadOnlyList<CauseStatusView> Causes, IReadOnlyList<IncidentStatus> Incidents)
{
    // Permissions are the owner's to tell, and a line that is made without them would contradict it.
    private const string Told = "This node is a standby: the owner of the slot tells what users are told.";

    /// <summary>How often one is made, ns.</summary>
    public const long EveryNs = 250 * FixedPoint.Millisecond;

    /// <summary>Looks at a copy; on the task that follows.</summary>
    public static StandbyPicture Of(FollowedCopy copy)
    {
        NodeCore core = copy.Core;
        SafetyState safety = core.State.Safety;
        Dictionary<string, string> nothing = new(GateActions.Count, StringComparer.Ordinal);
        for (int action = 0; action < GateActions.Count; action++)
        {
            nothing[GateActions.NameOf((GateAction)action)] = "deny";
        }

        List<ScopeStatus> scopes = new(safety.ScopeCount);
        foreach (Scope scope in core.Topology.Scopes)
        {
            scopes.Add(new ScopeStatus(
                scope.Name, ModeText.Of(safety.ModeOf(scope.Index)), safety.StageOf(scope.Index), safety.SinceOf(scope.Index), nothing, []));
        }

        IReadOnlyList<IncidentStatus> incidents = IncidentViews.Of(core.State.Register);
        NodeJournal? journal = copy.Journal;
        JournalStatus status = new(
            (long)(journal?.CommittedSequence ?? 0), (long)(journal?.CommittedSequence ?? 0), journal?.Committed.Hash.ToString() ?? "",
            journal?.Segments ?? 0, journal?.Bytes ?? 0, journal?.FreeBytes ?? 0);
        return new StandbyPicture(
            ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform)), core.Now,
            Convert.ToHexStringLower(core.State.Hash()), status, scopes, StatusBuilder.CausesOf(core), incidents);
    }

    /// <summary>The status of a node that acts for no slot.</summary>
    /// <param name="configuration">The node's configuration.</param>
    /// <param name="version">Version of the binary.</param>
    /// <param name="state"><c>starting</c>, <c>standby</c> or <c>stopping</c>.</param>
    /// <param name="startedAt">Wall clock at the start of the process, Unix ns.</param>
    /// <param name="bootNow">CLOCK_BOOTTIME, ns.</param>
    /// <param name="attestation">What runs, beside what is expected to run.</param>
    /// <param name="cluster">The cluster.</param>
    public StatusSnapshot ToStatus(
        NodeConfiguration configuration, string version, string state, long startedAt, long bootNow, AttestationStatus attestation,
        ClusterStatus cluster) => new()
        {
            Node = configuration.Node.Name,
            Version = version,
            State = state,
            PlatformMode = PlatformMode,
            Banner = Told,
            CoreTime = CoreTime,
            StartedAt = startedAt,
            PublishedBootNs = bootNow,
            TimeScale = configuration.TimeScale,
            ConfigurationHash = Convert.ToHexStringLower(configuration.Hash),
            Attestation = attestation,
            StateHash = StateHash,
            Gate = new GateStatus(false, configuration.Gate.Path, 0),
            Journal = Journal,
            EngineSessions = [],
            Scopes = Scopes,
            Causes = Causes,
            Incidents = Incidents,
            Cluster = cluster,
            Counters = new Dictionary<string, long>(StringComparer.Ordinal),
        };
}

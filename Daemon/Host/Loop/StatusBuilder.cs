using System;
using System.Collections.Generic;
using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Makes the published picture of the node: the status record for people and the gauges for Prometheus. Reads only, on the loop thread.
/// </summary>
public sealed class StatusBuilder
{
    private readonly NodeParts _parts;
    private readonly GatePublisher _gate;
    private readonly EngineIntake _intake;
    private readonly SnapshotTaker _snapshots;
    private readonly HeadDesk _heads;
    private readonly string[] _reasons = Array.ConvertAll(Enum.GetNames<RejectReason>(), NodeMetrics.SnakeCase);
    private readonly long _startedAt = BootClock.WallNs();

    /// <summary>Creates the builder of one node.</summary>
    internal StatusBuilder(NodeParts parts, GatePublisher gate, EngineIntake intake, SnapshotTaker snapshots, HeadDesk heads)
    {
        _heads = heads;
        _parts = parts;
        _gate = gate;
        _intake = intake;
        _snapshots = snapshots;
    }

    /// <summary><c>starting</c>, <c>ready</c> or <c>stopping</c>.</summary>
    public string State { get; set; } = "starting";

    /// <summary>Builds the snapshot and sets the gauges.</summary>
    public StatusSnapshot Build(long bootNow)
    {
        NodeCore core = _parts.Core;
        SafetyState safety = core.State.Safety;
        List<ScopeStatus> scopes = new(safety.ScopeCount);
        foreach (Scope scope in core.Topology.Scopes)
        {
            scopes.Add(ScopeOf(scope, safety.ModeOf(scope.Index)));
        }

        SetMetrics(core, safety);
        bool closed = _parts.Gate.IsClosed;
        IReadOnlyList<IncidentStatus> incidents = IncidentViews.Of(core.State.Register);
        BannerReply users = UserNotice.Of(core, closed, incidents);
        return new StatusSnapshot
        {
            Node = _parts.Configuration.Node.Name,
            Version = _parts.Version,
            State = State,
            PlatformMode = ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform)),
            Banner = users.Banner,
            Users = users,
            CoreTime = core.Now,
            StartedAt = _startedAt,
            PublishedBootNs = bootNow,
            LatencyHeld = _parts.Latency is not null,
            TimeScale = _parts.Configuration.TimeScale,
            ConfigurationHash = Convert.ToHexStringLower(_parts.Configuration.Hash),
            Attestation = _parts.Attestation.Status,
            ContainedScope = safety.Contained ? core.Topology.Scopes[safety.ContainedScope].Name : "",
            StateHash = Convert.ToHexStringLower(core.State.Hash()),
            Gate = new GateStatus(!closed, _parts.Gate.Path, closed ? 0 : ValidUntil(bootNow)),
            Journal = JournalOf(),
            EngineSessions = SessionsOf(),
            Scopes = scopes,
            Causes = CausesOf(core),
            Commands = CommandsView.Of(core),
            Incidents = incidents,
            Webhook = WebhookDesk.StatusOf(_parts),
            Cluster = _parts.Cluster?.Current,
            Counters = CountersOf(core),
        };
    }

    private long ValidUntil(long bootNow) => Math.Min(bootNow + _parts.Configuration.Gate.ValidityNs, _parts.Right.DeadlineNs);

    private ScopeStatus ScopeOf(Scope scope, Mode mode)
    {
        NodeCore core = _parts.Core;
        ulong word = core.Gate.PublishedOf(scope.Index);
        Dictionary<string, string> permissions = new(GateActions.Count, StringComparer.Ordinal);
        for (int action = 0; action < GateActions.Count; action++)
        {
            permissions[GateActions.NameOf((GateAction)action)] = PermissionWord.Of(word, (GateAction)action) switch
            {
                Permission.Allow => "allow",
                Permission.Queue => "queue",
                _ => "deny",
            };
        }

        List<string> awaiting = [];
        for (int input = 0; input < core.Inputs.Count; input++)
        {
            InputBinding binding = core.Inputs[input];
            bool missing = core.Inputs.LastSeen[input] == 0 || core.Now - core.Inputs.LastSeen[input] > binding.MaxAgeNs;
            if (missing && Array.IndexOf(binding.Scopes, scope.Index) >= 0)
            {
                awaiting.Add(binding.Name);
            }
        }

        NodeMetrics metrics = _parts.Metrics;
        metrics.ScopeMode[scope.Index].Set((int)mode);
        metrics.ScopeStage[scope.Index].Set(core.State.Safety.StageOf(scope.Index));
        metrics.ScopeInputsAwaited[scope.Index].Set(awaiting.Count);
        SafetyState safety = core.State.Safety;
        return new ScopeStatus(scope.Name, ModeText.Of(mode), safety.StageOf(scope.Index), safety.SinceOf(scope.Index), permissions, awaiting);
    }

    /// <summary>The latched causes.</summary>
    public static List<CauseStatusView> CausesOf(NodeCore core)
    {
        SafetyState safety = core.State.Safety;
        List<CauseStatusView> causes = new(safety.Causes.Count);
        for (int slot = 0; slot < safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref safety.Causes[slot];
            if (cause.Status == CauseStatus.Free)
            {
                continue;
            }

            bool active = cause.Status == CauseStatus.Active;
            causes.Add(new CauseStatusView(
                cause.Id, core.Topology.Scopes[cause.Scope].Name, TriggerNames.NameOf(cause.Trigger), (int)cause.Severity,
                active ? "active" : "cleared", cause.Evidence.Measured, cause.Evidence.Threshold, cause.Evidence.WindowNs,
                EvidenceText.Condition(cause.Evidence.Measure), EvidenceText.Measured(cause.Trigger, cause.Evidence),
                EvidenceText.Limit(cause.Trigger, cause.Evidence), core.Topology.SubjectOf(cause.Evidence), cause.LatchedAt,
                active ? core.Judge.HoldLeft(slot, core.Now) : 0));
        }

        return causes;
    }

    private JournalStatus JournalOf() => new(
        (long)_parts.Journal.Appended.Sequence, (long)_parts.Committed, _parts.Journal.Appended.Hash.ToString(),
        _parts.Journal.Segments, _parts.Journal.Bytes, _parts.Journal.FreeBytes)
    {
        AcceptsCommits = !_parts.Journal.BelowFloor,
        Problem = _parts.Journal.CutRefused ?? "",
        SignedHead = _heads.Shown,
    };

    private List<EngineSessionStatus> SessionsOf()
    {
        List<EngineSessionStatus> sessions = [];
        foreach (EngineSessionInfo info in _intake.Sessions.Values)
        {
            sessions.Add(new EngineSessionStatus(info.Id, info.Name, info.Peer.ProcessId, 0, 0, 0));
        }

        return sessions;
    }

    private static Dictionary<string, long> CountersOf(NodeCore core)
    {
        long observations = 0;
        foreach (long count in core.Counters.Observations)
        {
            observations += count;
        }

        return new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["observations"] = observations,
            ["evaluator_faults"] = core.Counters.EvaluatorFaults,
            ["unknown_index"] = core.Counters.UnknownIndex,
            ["commands_outstanding"] = core.State.Commands.Outstanding,
            ["engine_commit_id"] = core.State.Commits.Id,
            ["incident_open"] = core.State.Incidents.OpenId,
            ["dmm_epoch"] = core.State.Safety.DmmEpoch,
        };
    }

    private static void SetLedger(NodeCore core, LedgerMetrics metrics)
    {
        foreach (Venue venue in core.Topology.Venues)
        {
            if (core.Reconciler.HasGateway(venue.Index))
            {
                metrics.Differences[venue.Index].Set(core.State.Records.Of(venue.Index)?.Differences.Count ?? 0);
                metrics.Clean[venue.Index].Set(LedgerList.CleanAt(core.Reconciler, venue.Index));
            }
        }
    }

    private void SetMetrics(NodeCore core, SafetyState safety)
    {
        NodeMetrics metrics = _parts.Metrics;
        Span<int> active = stackalloc int[TriggerNames.Limit];
        Span<int> latched = stackalloc int[TriggerNames.Limit];
        active.Clear();
        latched.Clear();
        for (int slot = 0; slot < safety.Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref safety.Causes[slot];
            active[(int)cause.Trigger] += cause.Status == CauseStatus.Active ? 1 : 0;
            latched[(int)cause.Trigger] += cause.Status != CauseStatus.Free ? 1 : 0;
        }

        for (int trigger = 0; trigger < metrics.TriggerFired.Length && trigger < TriggerNames.Limit; trigger++)
        {
            metrics.TriggerFired[trigger]?.Set(core.Counters.Trips[trigger]);
            metrics.CausesActive[trigger]?.Set(active[trigger]);
            metrics.CausesLatched[trigger]?.Set(latched[trigger]);
            metrics.TriggerShadowTrips[trigger]?.Set(core.Counters.ShadowTrips[trigger]);
            if (trigger is > 0 and <= TriggerNames.CatalogueCount)
            {
                metrics.TriggerWarming[trigger]?.Set(core.Judge.Readings.WarmingOn((TriggerId)trigger));
            }
        }

        for (int kind = 0; kind < metrics.Observations.Length && kind < NodeCounters.Kinds; kind++)
        {
            metrics.Observations[kind]?.Set(core.Counters.Observations[kind]);
        }

        metrics.EngineSessionsClosed.With("left").Set(_parts.Engine.Counters.Closed(RejectReason.None));
        for (int reason = 1; reason < EngineCounters.Reasons; reason++)
        {
            metrics.EngineSessionsClosed.With(_reasons[reason]).Set(_parts.Engine.Counters.Closed((RejectReason)reason));
            long rejected = _parts.Engine.Counters.Rejected((RejectReason)reason);
            metrics.ObservationsRejected.With(_reasons[reason]).Set(rejected);
        }

        CommandsView.SetMetrics(core, metrics.ControlMetrics);
        metrics.Process.Attestation.Set(_parts.Attestation.Status);
        WebhookDesk.SetMetrics(_parts);
        metrics.GatePublished.Set(core.Now);
        metrics.GateValid.Set(_parts.Gate.IsClosed ? 0 : 1);
        metrics.GateUpdates.Set(_gate.Writes);
        metrics.JournalSequence.Set((long)_parts.Journal.Appended.Sequence);
        metrics.JournalCommitted.Set((long)_parts.Committed);
        metrics.JournalBytes.Set(_parts.Journal.Bytes);
        metrics.JournalFree.Set(_parts.Journal.FreeBytes);
        metrics.JournalBelowFloor.Set(_parts.Journal.BelowFloor ? 1 : 0);
        metrics.JournalCutRefused.Set(_parts.Journal.CutRefused is null ? 0 : 1);
        metrics.JournalHeadSequence.Set(_heads.Shown?.Sequence ?? 0);
        metrics.JournalHeadTime.Set(_heads.Shown?.At ?? 0);
        metrics.SnapshotTime.Set(_snapshots.LastAt);
        metrics.SnapshotBytes.Set(_snapshots.LastBytes);
        metrics.EngineSessions.Set(_parts.Engine.OpenSessions);
        metrics.EngineHeartbeat.Set(_intake.LastHeartbeat);
        metrics.Inputs.Set(core.Inputs);
        SetLedger(core, metrics.Ledger);
        metrics.CoreTime.Set(core.Now);
        metrics.ProbesDropped.Set(_parts.Probing?.Dropped ?? 0);
        metrics.Process.LogDropped.Set(_parts.Log.Dropped);
    }
}

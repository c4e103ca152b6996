using System;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Metrics;

/// <summary>
/// The metrics of a node that is alone, or of a slot that a cluster's node acts for (SPEC 14), declared once, with their cells already taken, so that
/// the loop touches plain cells and nothing else.
/// Every cell exists at 0 from the start: an alert must not wait for the first event. Points in time are exposed, never ages.
/// </summary>
public sealed class NodeMetrics
{
    private static readonly string[] ModeNames = ["NORMAL", "RECOVERY", "BSCB", "DMM"];
    private static readonly string[] CommitResults = ["ok", "failed"];

    /// <summary>Declares all of them.</summary>
    /// <param name="registry">Where: the registry of the process, or of the slot.</param>
    /// <param name="topology">The names.</param>
    /// <param name="process">The metrics of the process around it.</param>
    public NodeMetrics(MetricRegistry registry, Topology topology, ProcessMetrics process)
    {
        Registry = registry;
        Process = process;
        StateFamily modes = registry.States("basisd_scope_mode", "Mode of a scope: 1 at the one that holds.", "mode", ModeNames, "scope");
        NumberFamily stages = registry.Gauge("basisd_scope_recovery_stage", "Stage of RECOVERY, 0 to 4; 0 outside it.", MetricScale.One, "scope");
        NumberFamily inputs = registry.Gauge(
            "basisd_scope_inputs_awaited", "Required inputs of a scope that are missing or stale.", MetricScale.One, "scope");
        Inputs = new InputMetrics(registry);
        ScopeMode = [.. topology.Scopes.Select(s => modes.With(s.Name))];
        ScopeStage = [.. topology.Scopes.Select(s => stages.With(s.Name))];
        ScopeInputsAwaited = [.. topology.Scopes.Select(s => inputs.With(s.Name))];
        TriggerFired = ByTrigger(registry.Counter("basisd_triggers_fired_total", "Trips of a trigger.", MetricScale.One, "trigger"));
        TriggerShadowTrips = ByTrigger(registry.Counter(
            "basisd_triggers_shadow_trips_total", "Trips that a trigger in shadow would have made.", MetricScale.One, "trigger"));
        CausesActive = ByTrigger(registry.Gauge("basisd_causes_active", "Causes whose condition holds.", MetricScale.One, "trigger"));
        CausesLatched = ByTrigger(registry.Gauge("basisd_causes_latched", "Causes that are latched, active or cleared.", MetricScale.One, "trigger"));
        TriggerWarming = ByTrigger(
            registry.Gauge("basisd_triggers_warming", "Scopes on which a trigger has less than its baseline (R-5.3).", MetricScale.One, "trigger"));
        NumberFamily transitions = registry.Counter("basisd_transitions_total", "Changes of a mode.", MetricScale.One, "from", "to");
        Transitions = [.. ModeNames.Select(from => ModeNames.Select(to => transitions.With(from, to)).ToArray())];
        Observations = ByKind(registry);
        ObservationsRejected = registry.Counter("basisd_observations_rejected_total", "Observations refused, by reason.", MetricScale.One, "reason");
        Reaction = registry.Histogram(
            "basisd_reaction_seconds", "From the arrival of an observation to the gate closed.", HistogramBounds.HotPath).Single!;
        Step = registry.Histogram("basisd_step_seconds", "One batch through the core.", HistogramBounds.HotPath).Single!;
        GatePublished = Time(registry, "basisd_gate_published_timestamp_seconds", "Last renewal of the gate page, core time.");
        GateValid = registry.Gauge("basisd_gate_valid", "Whether readers may trust the gate page, 1 or 0.").Single!;
        GateUpdates = registry.Counter("basisd_gate_updates_total", "Changes of permission words.").Single!;
        Commit = registry.Histogram("basisd_journal_commit_seconds", "Group commits of the journal.", HistogramBounds.Storage).Single!;
        NumberFamily commits = registry.Counter("basisd_journal_commits_total", "Group commits, by result.", MetricScale.One, "result");
        Commits = [.. CommitResults.Select(r => commits.With(r))];
        JournalSequence = registry.Gauge("basisd_journal_sequence", "Sequence of the last entry.").Single!;
        JournalCommitted = registry.Gauge("basisd_journal_committed_sequence", "Sequence of the last durable entry.").Single!;
        JournalBytes = registry.Gauge("basisd_journal_bytes", "Size of the journal's segments.").Single!;
        JournalFree = registry.Gauge("basisd_journal_free_bytes", "Free space where the journal is.").Single!;
        JournalBelowFloor = registry.Gauge(
            "basisd_journal_below_floor", "1 while free space is below the floor: engine commits are refused, protection goes on.").Single!;
        JournalCutRefused = registry.Gauge(
            "basisd_journal_cut_refused", "1 while the older snapshot does not read back whole, so the journal is not cut.").Single!;
        JournalHeadSequence = registry.Gauge(
            "basisd_journal_head_sequence", "Sequence of the latest signed statement of the journal's head; 0 while nothing is signed.").Single!;
        JournalHeadTime = Time(
            registry, "basisd_journal_head_timestamp_seconds", "Latest signed statement of the journal's head; 0 while nothing is signed.");
        SnapshotTime = Time(registry, "basisd_snapshot_timestamp_seconds", "Last complete snapshot, core time.");
        SnapshotBytes = registry.Gauge("basisd_snapshot_bytes", "Size of the last complete snapshot.").Single!;
        EngineSessions = registry.Gauge("basisd_engine_sessions", "Engine connections.").Single!;
        EngineSessionsTotal = registry.Counter("basisd_engine_sessions_total", "Engine connections since start.").Single!;
        EngineSessionsClosed = registry.Counter(
            "basisd_engine_sessions_closed_total", "Engine connections that ended, by reason.", MetricScale.One, "reason");
        EngineHeartbeat = Time(registry, "basisd_engine_heartbeat_timestamp_seconds", "Last heartbeat of the engine, core time.");
        EngineCommits = registry.Counter("basisd_engine_commits_total", "States that the engine committed.").Single!;
        Ledger = new LedgerMetrics(registry, topology);
        CoreTime = Time(registry, "basisd_core_timestamp_seconds", "Core time of the last step.");
        OperatorCommands = registry.Counter("basisd_operator_commands_total", "Acts of operators, by outcome.", MetricScale.One, "outcome");
        OperatorCommands.With("done");
        OperatorCommands.With("refused");
        ControlMetrics = new ControlMetrics(registry);
        Incidents = new IncidentMetrics(registry);
        GateLate = registry.Counter(
            "basisd_gate_late_total", "Stricter gate words that were stored later than the window of a publication.").Single!;
        Probes = registry.Counter("basisd_probes_total", "Health probes of venues, by outcome.", MetricScale.One, "venue", "outcome");
        ProbesDropped = registry.Counter("basisd_probes_dropped_total", "Results of probes that the loop did not take in time.").Single!;
        Gateways = new GatewayMetrics(registry);
        Webhook = new WebhookMetrics(registry);
    }

    /// <summary>Where they are declared.</summary>
    public MetricRegistry Registry { get; }

    /// <summary>The process.</summary>
    public ProcessMetrics Process { get; }

    /// <summary>Required inputs.</summary>
    public InputMetrics Inputs { get; }

    /// <summary>Mode, by scope index; the state is the number of <see cref="Mode"/>.</summary>
    public StateCell[] ScopeMode { get; }

    /// <summary>Recovery stage, by scope index.</summary>
    public MetricCell[] ScopeStage { get; }

    /// <summary>Required inputs that are missing or stale, by scope index.</summary>
    public MetricCell[] ScopeInputsAwaited { get; }

    /// <summary>Trips, by number of <see cref="TriggerId"/>; null where there is no such trigger.</summary>
    public MetricCell?[] TriggerFired { get; }

    /// <summary>Active causes, by trigger number.</summary>
    public MetricCell?[] CausesActive { get; }

    /// <summary>Latched causes, by trigger number.</summary>
    public MetricCell?[] CausesLatched { get; }

    /// <summary>Trips of shadow triggers, by trigger number.</summary>
    public MetricCell?[] TriggerShadowTrips { get; }

    /// <summary>Scopes on which a trigger is warming, by trigger number.</summary>
    public MetricCell?[] TriggerWarming { get; }

    /// <summary>Mode changes, by [from][to].</summary>
    public MetricCell[][] Transitions { get; }

    /// <summary>Observations applied, by number of <see cref="ObservationKind"/>.</summary>
    public MetricCell?[] Observations { get; }

    /// <summary>Observations refused; the engine's room names the reasons.</summary>
    public NumberFamily ObservationsRejected { get; }

    /// <summary>Observation to gate, ns.</summary>
    public HistogramCell Reaction { get; }

    /// <summary>One batch through the core, ns.</summary>
    public HistogramCell Step { get; }

    /// <summary>Last renewal of the gate, Unix ns.</summary>
    public MetricCell GatePublished { get; }

    /// <summary>1 while the gate is valid.</summary>
    public MetricCell GateValid { get; }

    /// <summary>Changes of permission words.</summary>
    public MetricCell GateUpdates { get; }

    /// <summary>Group commits, ns; the journal's thread alone writes it.</summary>
    public HistogramCell Commit { get; }

    /// <summary>Group commits: [0] done, [1] failed.</summary>
    public MetricCell[] Commits { get; }

    /// <summary>Last sequence.</summary>
    public MetricCell JournalSequence { get; }

    /// <summary>Last durable sequence.</summary>
    public MetricCell JournalCommitted { get; }

    /// <summary>Size of the segments.</summary>
    public MetricCell JournalBytes { get; }

    /// <summary>Free space.</summary>
    public MetricCell JournalFree { get; }

    /// <summary>1 below the floor of free space.</summary>
    public MetricCell JournalBelowFloor { get; }

    /// <summary>1 while the journal is not cut because a snapshot is hurt.</summary>
    public MetricCell JournalCutRefused { get; }

    /// <summary>Sequence of the latest signed head.</summary>
    public MetricCell JournalHeadSequence { get; }

    /// <summary>Latest signed head, Unix ns.</summary>
    public MetricCell JournalHeadTime { get; }

    /// <summary>Last snapshot, Unix ns.</summary>
    public MetricCell SnapshotTime { get; }

    /// <summary>Size of the last snapshot.</summary>
    public MetricCell SnapshotBytes { get; }

    /// <summary>Engine connections.</summary>
    public MetricCell EngineSessions { get; }

    /// <summary>Engine connections since start.</summary>
    public MetricCell EngineSessionsTotal { get; }

    /// <summary>Engine connections that ended; the engine's room names the reasons.</summary>
    public NumberFamily EngineSessionsClosed { get; }

    /// <summary>Last heartbeat of the engine, Unix ns.</summary>
    public MetricCell EngineHeartbeat { get; }

    /// <summary>States that the engine committed.</summary>
    public MetricCell EngineCommits { get; }

    /// <summary>Reconciliation.</summary>
    public LedgerMetrics Ledger { get; }

    /// <summary>Core time, Unix ns.</summary>
    public MetricCell CoreTime { get; }

    /// <summary>Operator acts by outcome.</summary>
    public NumberFamily OperatorCommands { get; }

    /// <summary>Commands and the containment.</summary>
    public ControlMetrics ControlMetrics { get; }

    /// <summary>Incidents and their deadlines.</summary>
    public IncidentMetrics Incidents { get; }

    /// <summary>Stricter words that were stored late.</summary>
    public MetricCell GateLate { get; }

    /// <summary>Health probes, by venue and outcome; the probing takes the cells of the venues that it probes.</summary>
    public NumberFamily Probes { get; }

    /// <summary>Results of probes lost.</summary>
    public MetricCell ProbesDropped { get; }

    /// <summary>Polls of venue gateways.</summary>
    public GatewayMetrics Gateways { get; }

    /// <summary>The webhook.</summary>
    public WebhookMetrics Webhook { get; }

    private static MetricCell Time(MetricRegistry registry, string name, string help) => registry.Gauge(name, help, MetricScale.Nanoseconds).Single!;

    private static MetricCell[] ByKind(MetricRegistry registry)
    {
        NumberFamily family = registry.Counter("basisd_observations_total", "Observations applied, by kind.", MetricScale.One, "kind");
        ObservationKind[] kinds = Enum.GetValues<ObservationKind>();
        MetricCell[] cells = new MetricCell[(int)kinds.Max() + 1];
        foreach (ObservationKind kind in kinds)
        {
            cells[(int)kind] = family.With(SnakeCase(kind.ToString()));
        }

        return cells;
    }

    private static MetricCell?[] ByTrigger(NumberFamily family)
    {
        MetricCell?[] cells = new MetricCell?[TriggerNames.Limit];
        for (byte number = 0; number < TriggerNames.Limit; number++)
        {
            if (TriggerNames.IsKnown(number))
            {
                cells[number] = family.With(TriggerNames.NameOf((TriggerId)number));
            }
        }

        return cells;
    }

    internal static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}

using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Controls;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Operators' acts and questions, taken by the loop between two rounds. Halting, pausing and stating are cheap; a resumption is prepared
/// here and judged by the core. It decides nothing.
/// </summary>
internal sealed partial class OperatorDesk
{
    private readonly NodeParts _parts;
    private readonly Effects _effects;
    private readonly Action _stepped;
    private readonly CommitWaiters _waiters;
    private readonly ResumptionDesk _resumption;
    private readonly ContainmentOrders _containment;
    private readonly SnapshotTaker _snapshots;
    private readonly PlanAnswers _plans;
    private readonly ReconcileDesk _ledgers;
    private readonly IncidentRecordsDesk _incidents;

    /// <summary>Creates the desk.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="effects">The loop's effects.</param>
    /// <param name="stepped">Called after every step that asks for something: journals and publishes it.</param>
    /// <param name="waiters">Where answers wait until they are durable.</param>
    /// <param name="snapshots">Who takes snapshots.</param>
    public OperatorDesk(NodeParts parts, Effects effects, Action stepped, CommitWaiters waiters, SnapshotTaker snapshots)
    {
        _parts = parts;
        _effects = effects;
        _stepped = stepped;
        _waiters = waiters;
        _snapshots = snapshots;
        _plans = new PlanAnswers(parts.Core, CoreSettingsMapping.Of(parts.Configuration));
        _ledgers = new ReconcileDesk(parts, Answer);
        _incidents = new IncidentRecordsDesk(parts, Answer);
        Webhook = new WebhookDesk(parts, Answer);
        _resumption = new ResumptionDesk(parts.Core, parts.Configuration, new IntegrityCheck(parts).Problems);
        _containment = new ContainmentOrders(parts.Core, parts.Configuration, _resumption);
    }

    /// <summary>The loop's side of the webhook.</summary>
    public WebhookDesk Webhook { get; }

    /// <summary>Takes one act or question; the answer goes out when what it did is durable.</summary>
    public void Take(PendingCommand pending, long now)
    {
        OperatorCommand command = pending.Command;
        switch (command.Act)
        {
            case OperatorAct.ResumePlan or OperatorAct.Resume:
                TakeResumption(pending, now);
                return;
            case OperatorAct.ContainPlan or OperatorAct.Contain:
                TakeContainment(pending, now);
                return;
            case OperatorAct.Ledgers or OperatorAct.Poll or OperatorAct.Explain:
                TakeLedgers(pending, now);
                return;
            case OperatorAct.Incidents or OperatorAct.RecordIncident:
                TakeIncident(pending, now);
                return;
            case OperatorAct.Webhook or OperatorAct.WebhookTest:
                Webhook.Take(pending);
                return;
            case OperatorAct.Declare:
                Declare(pending, now);
                return;
            case OperatorAct.Snapshot:
                // The answer waits for its last frame like every answer waits for what it tells.
                _snapshots.Ask((begin, bytes) => Answer(pending, accepted: true, $"snapshot of {bytes} bytes taken", begin));
                return;
            case OperatorAct.Triggers:
                TriggersReply list = TriggerList.Of(_parts.Core, _parts.Core.Triggers.Settings);
                Answer(pending, new OperatorReply(true, "", "platform", "-", 0) { Triggers = list });
                return;
            case OperatorAct.PlanReduce or OperatorAct.PlanReallocate:
                Plan(pending, now);
                return;
        }

        if (!_parts.Core.Topology.TryFind(command.Scope, out Scope scope))
        {
            Answer(pending, accepted: false, $"there is no scope '{command.Scope}'; `basisd status` lists them", 0);
            return;
        }

        if (command.Act == OperatorAct.Command)
        {
            Order(pending, scope, now);
            return;
        }

        Bind(pending, scope, now);
    }

    // Halts, pauses, lifts a pause.
    private void Bind(PendingCommand pending, Scope scope, long now)
    {
        OperatorCommand command = pending.Command;
        NodeInputKind kind = command.Act switch
        {
            OperatorAct.Halt => NodeInputKind.Halt,
            OperatorAct.Pause => NodeInputKind.Pause,
            _ => NodeInputKind.Lift,
        };
        StepResult result = Step(new NodeInput
        {
            Kind = kind,
            Now = now,
            Scope = scope.Index,
            Uid = command.Uid,
            Text = Encoding.UTF8.GetBytes(command.Reason),
        });
        ulong sequence = _parts.Journal.Appended.Sequence;
        (bool accepted, string message) = result switch
        {
            StepResult.Done => (true, $"{command.Scope} is {ModeText.Of(_parts.Core.State.Safety.ModeOf(scope.Index))}"),
            StepResult.NoChange when kind == NodeInputKind.Lift => (false, $"{command.Scope} is not paused by an operator"),
            StepResult.NoChange => (true, $"{command.Scope} was so already: {ModeText.Of(_parts.Core.State.Safety.ModeOf(scope.Index))}"),
            _ => (false, "the platform is not paused but halted: use `basisd halt`; only a signed resumption ends that"),
        };
        string act = command.Act.ToString();
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", command.Scope).Warning(
            "operator (uid {Uid}) {Act} {ScopeName}: {Reason}", command.Uid, act, command.Scope, command.Reason));
        Answer(pending, accepted, message, sequence);
    }

    // To the moment of the question first: ages are judged against core time.
    private void Plan(PendingCommand pending, long now)
    {
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        string problem = "";
        ReductionPlanView? reduction = pending.Command.Reduce is { } reduce ? _plans.Reduce(reduce, out problem) : null;
        ReallocationPlanView? reallocation = pending.Command.Reallocate is { } move ? _plans.Reallocate(move, out problem) : null;
        Answer(pending, new OperatorReply(problem.Length == 0, problem, pending.Command.Scope, "-", 0)
        {
            Reduction = reduction,
            Reallocation = reallocation,
        });
    }

    /// <summary>A round has passed: answers those whose polls have ended.</summary>
    public void Advance(long now) => _ledgers.Advance(now);

    private void TakeLedgers(PendingCommand pending, long now) => _ledgers.Take(pending, now, (venue, uid, reason) =>
    {
        string name = _parts.Core.Topology.Venues[venue].Name;
        string text = pending.Command.Reason;
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", $"venue/{name}").Warning(
            "operator (uid {Uid}) explains the differences of {Venue}: {Reason}", uid, name, text));
        return Step(new NodeInput
        {
            Kind = NodeInputKind.Explain,
            Now = now,
            Scope = _parts.Core.Topology.Venues[venue].ScopeIndex,
            Number = venue,
            Uid = uid,
            Text = reason,
        });
    });

    private void TakeIncident(PendingCommand pending, long now)
    {
        // First to the moment of the act: what the node itself records next comes before what people do.
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        if (pending.Command.Act == OperatorAct.Incidents)
        {
            _incidents.Show(pending);
            return;
        }

        _incidents.Take(pending, (record, uid) => Step(new NodeInput
        {
            Kind = NodeInputKind.IncidentRecord,
            Now = now,
            Scope = Topology.Platform,
            Uid = uid,
            Incident = record,
        }));
    }

    private void TakeResumption(PendingCommand pending, long now)
    {
        // First to the moment of the question: what a passed second latches must be in the state that the approvals are held against.
        Step(new NodeInput { Kind = NodeInputKind.Tick, Now = now });
        if (pending.Command.Act == OperatorAct.ResumePlan)
        {
            ResumptionPlan plan = _resumption.Plan();
            Answer(pending, new OperatorReply(true, "", "platform", plan.PlatformMode, 0) { Plan = plan });
            return;
        }

        ResumptionClaim claim = _resumption.Judge(pending.Command.Approvals);
        StepResult result = Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = now,
            Scope = Topology.Platform,
            Number = claim.Signatures,
            Signatures = claim.Signatures,
            DmmEpoch = claim.DmmEpoch,
            Attested = claim.Attested,
            Argument0 = claim.ClusterDmmEpoch,
            Resumption = claim.Counted,
            Uid = pending.Command.Uid,
            Text = claim.Record,
        });
        bool accepted = result == StepResult.Done;
        SafetyState safety = _parts.Core.State.Safety;
        string mode = ModeText.Of(safety.ModeOf(Topology.Platform), safety.StageOf(Topology.Platform));
        string missing = claim.Missing.Count > 0 ? string.Join("; ", claim.Missing) : "the state machine does not accept it";
        string message = accepted
            ? $"accepted: platform is {mode}; each further stage opens when its checks pass"
            : $"refused, nothing was changed: {missing}";
        uint uid = pending.Command.Uid;
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", "platform").Warning(
            "operator (uid {Uid}) Resume: {Outcome}", uid, message));
        long sequence = (long)_parts.Journal.Appended.Sequence;
        Answer(pending, new OperatorReply(accepted, message, "platform", mode, sequence) { Approvals = claim.Answers });
        NoteSigner(pending, claim.Answers, now);
    }

    private void Answer(PendingCommand pending, bool accepted, string message, ulong sequence)
    {
        string mode = _parts.Core.Topology.TryFind(pending.Command.Scope, out Scope scope)
            ? ModeText.Of(_parts.Core.State.Safety.ModeOf(scope.Index), _parts.Core.State.Safety.StageOf(scope.Index))
            : "-";
        Answer(pending, new OperatorReply(accepted, message, pending.Command.Scope, mode, (long)sequence));
    }

    private void Answer(PendingCommand pending, OperatorReply reply)
    {
        _parts.Metrics.OperatorCommands.With(reply.Accepted ? "done" : "refused").AddOwned(1);
        _waiters.Add(new PendingReply(_parts.Journal.Appended.Sequence, 0, 0, null, pending, reply, null));
    }

    // Who signs without the right to is a matter of its own: once is a typo, again and again is an attack (systemic.system_compromise). However
    // many of one submission are wrong, it is one mistake.
    private void NoteSigner(PendingCommand pending, IReadOnlyList<ApprovalAnswer> answers, long now)
    {
        foreach (ApprovalAnswer answer in answers)
        {
            if (answer.IsForeign)
            {
                Step(new NodeInput
                {
                    Kind = NodeInputKind.SignatureRefused,
                    Now = now,
                    Scope = Topology.Platform,
                    Uid = pending.Command.Uid,
                    Text = Encoding.UTF8.GetBytes($"{answer.Signer}: {answer.Reason}"),
                });
                return;
            }
        }
    }

    private void Declare(PendingCommand pending, long now)
    {
        OperatorCommand command = pending.Command;
        TriggerId trigger = TriggerNames.TryParse(command.Trigger, out TriggerId named) ? named : TriggerId.None;
        StepResult result = Step(new NodeInput
        {
            Kind = NodeInputKind.Statement,
            Now = now,
            Scope = Topology.Platform,
            Number = (long)trigger,
            Uid = command.Uid,
            Text = Encoding.UTF8.GetBytes(command.Reason),
        });
        bool accepted = result != StepResult.Refused;
        string mode = ModeText.Of(_parts.Core.State.Safety.ModeOf(Topology.Platform));
        string message = result switch
        {
            StepResult.Done => $"{command.Trigger} is declared; platform is {mode}",
            StepResult.NoChange => $"{command.Trigger} is declared already; platform is {mode}",
            _ => $"'{command.Trigger}' is not for operators to state; `basisd incident declare --help` lists those that are",
        };
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", "platform").Warning(
            "operator (uid {Uid}) declares {Trigger}: {Reason}", command.Uid, command.Trigger, command.Reason));
        Answer(pending, accepted, message, accepted ? _parts.Journal.Appended.Sequence : 0);
    }

    private void Order(PendingCommand pending, Scope scope, long now)
    {
        OperatorCommand command = pending.Command;
        StepResult result = Step(new NodeInput
        {
            Kind = NodeInputKind.Command,
            Now = now,
            Scope = scope.Index,
            Number = command.Kind,
            Argument0 = command.Argument0,
            Argument1 = command.Argument1,
            Uid = command.Uid,
            Text = Encoding.UTF8.GetBytes(command.Reason),
        });
        bool accepted = result == StepResult.Done;
        string word = CommandNames.Of((CommandKind)command.Kind);
        string message = accepted
            ? CommandsView.TakenText(_parts.Core.State, word, command.Scope) : CommandsView.RefusedText(_parts.Core.Controls.Refusal);
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", command.Scope).Warning(
            "operator (uid {Uid}) orders {Command} {ScopeName}: {Reason} ({Outcome})", command.Uid, word, command.Scope, command.Reason, message));
        Answer(pending, accepted, message, accepted ? _parts.Journal.Appended.Sequence : 0);
    }

    private StepResult Step(in NodeInput input)
    {
        StepResult result = _parts.Core.Step(input, _effects);
        if (!_effects.IsEmpty)
        {
            _stepped();
        }

        return result;
    }
}

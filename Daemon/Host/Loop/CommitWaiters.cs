using System;
using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Engine;
using Basisd.Host.Logging;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;
using Serilog;

namespace Basisd.Host.Loop;

/// <summary>
/// What waits for the journal: looser gate words, confirmations of engine commits, commands, answers to operators, log lines of
/// transitions. Nothing leaves before its sequence is durable (R-2.4, SPEC 8).
/// </summary>
public sealed class CommitWaiters
{
    private readonly Queue<PendingReply> _waiting = new(256);
    private readonly NodeCore _core;
    private readonly GatePublisher _gate;
    private readonly EngineEndpoint _engine;
    private readonly LogRelay _log;

    /// <summary>Creates the queue of one node.</summary>
    public CommitWaiters(NodeCore core, GatePublisher gate, EngineEndpoint engine, LogRelay log)
    {
        _core = core;
        _gate = gate;
        _engine = engine;
        _log = log;
    }

    /// <summary>Things that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Called before an operator is answered: who asks next must see what the answer said.</summary>
    public required Action BeforeAnswer { get; init; }

    /// <summary>Adds one thing; sequences never go back.</summary>
    public void Add(in PendingReply reply) => _waiting.Enqueue(reply);

    /// <summary>Lets out everything that is durable up to a sequence.</summary>
    public void Release(ulong committed)
    {
        while (_core.TryTakeLoosened(committed, out GateWrite write))
        {
            _gate.Publish(write);
        }

        while (_waiting.TryPeek(out PendingReply next) && next.Sequence <= committed)
        {
            _waiting.Dequeue();
            if (next.CommitId != 0)
            {
                _engine.CommitDone(next.Session, next.CommitId, (long)next.Sequence);
            }

            if (next.HandsOver && !WaitsForCommit(next))
            {
                _engine.HandOver(next.Session, _core.State.Commits.Id, _core.State.Commits.Bytes);
            }

            if (next.Command is { } command)
            {
                Tell(command, next);
            }

            if (next.Operator is { } asked)
            {
                BeforeAnswer();
                asked.Complete(next.Reply!);
            }

            if (next.Moved is { } moved)
            {
                Log(moved, next.Sequence);
            }
        }
    }

    // What was withdrawn while its entry became durable, because exposure is frozen by now, is not told any more.
    private void Tell(in EngineCommand command, in PendingReply reply)
    {
        long session = reply.Session;
        if (command.Kind == EngineCommandKind.Activate)
        {
            Activate(command, reply);
            return;
        }

        if (!_core.State.Commands.TryFind(command.Id, out Command known) || !_core.Controls.IsTellable(known))
        {
            return;
        }

        if (session == 0)
        {
            _engine.Command(command);
        }
        else
        {
            _engine.Command(session, command);
        }
    }

    // Also when it was acknowledged and is forgotten: that was another life of the engine.
    private void Activate(in EngineCommand command, in PendingReply reply)
    {
        bool isCurrent = _core.State.Takeover.Stage == TakeoverStage.Active && command.Id == _core.State.Takeover.ActivationId;
        if (isCurrent && !WaitsForCommit(reply))
        {
            _engine.Activate(reply.Session, command, _core.State.Commits.Id, _core.State.Commits.Bytes);
        }
    }

    // The state that is handed over must be durable: behind a commit that is not yet, it waits once more.
    private bool WaitsForCommit(in PendingReply reply)
    {
        ulong last = 0;
        bool waits = false;
        foreach (PendingReply other in _waiting)
        {
            waits |= other.CommitId != 0;
            last = other.Sequence;
        }

        if (waits)
        {
            Add(reply with { Sequence = last });
        }

        return waits;
    }

    private void Log(Transition moved, ulong sequence)
    {
        string scope = _core.Topology.Scopes[moved.Scope].Name;
        string from = ModeText.Of(moved.From, moved.FromStage);
        string to = ModeText.Of(moved.To, moved.ToStage);
        bool tightens = moved.To > moved.From;
        LogEvent kind = moved.To == Mode.Dmm ? LogEvents.MaintenanceEntered : LogEvents.ModeChanged;
        string trigger = moved.Trigger == TriggerId.None ? "-" : TriggerNames.NameOf(moved.Trigger);
        string loosened = moved.From == Mode.Bscb ? "every cause cleared" : moved.From == Mode.Dmm ? "signed resumption" : "checks passed";
        bool byOperator = moved.Trigger is TriggerId.OperatorHalt or TriggerId.OperatorPause;
        string measured = byOperator
            ? "by an operator"
            : $"{EvidenceText.Quantity(moved.Evidence.Measure)} "
                + $"{EvidenceText.Measured(moved.Trigger, moved.Evidence)}, limit {EvidenceText.Limit(moved.Trigger, moved.Evidence)}";
        string evidence = tightens ? measured : loosened;
        _log.Post(log =>
        {
            ILogger line = log.Of(kind).ForContext("Scope", scope).ForContext("Trigger", trigger).ForContext("Sequence", sequence);
            line.Write(
                tightens ? Serilog.Events.LogEventLevel.Warning : Serilog.Events.LogEventLevel.Information,
                "{ScopeName} {From} → {To}: {Cause}, {Evidence} (entry {Entry})", scope, from, to, trigger, evidence, sequence);
        });
    }
}

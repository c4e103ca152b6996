using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Engine;
using Basisd.Host.Logging;
using Basisd.Node;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>Turns what came through the engine's socket into inputs of the core, in the order of its arrival.</summary>
public sealed class EngineIntake
{
    private const int PartBytes = 32 * 1024;

    private readonly NodeParts _parts;
    private readonly Effects _effects;
    private readonly Action _stepped;
    private readonly CommitWaiters _waiters;
    private readonly List<Controls.Command> _toTell = [];

    /// <summary>Creates the intake.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="effects">The loop's effects.</param>
    /// <param name="stepped">Called after every step that asks for something: journals and publishes it.</param>
    /// <param name="waiters">Where confirmations of commits wait.</param>
    public EngineIntake(NodeParts parts, Effects effects, Action stepped, CommitWaiters waiters)
    {
        _parts = parts;
        _effects = effects;
        _stepped = stepped;
        _waiters = waiters;
    }

    /// <summary>Sessions that said hello and are still there, by number.</summary>
    public SortedDictionary<long, EngineSessionInfo> Sessions { get; } = [];

    /// <summary>Core time of the engine's last heartbeat, 0 before the first.</summary>
    public long LastHeartbeat { get; private set; }

    /// <summary>Takes one item.</summary>
    public void Take(ref readonly InboxItem item, long now)
    {
        switch (item.Kind)
        {
            case InboxItemKind.Observation:
                LastHeartbeat = item.Record.Kind == ObservationKind.EngineHeartbeat ? now : LastHeartbeat;
                // What waited in the socket while this thread did not run still happened one after the other: the core takes the
                // source's time where it is not ahead of ours, and never goes back for it.
                long at = Math.Min(now, item.Record.SourceTime);
                StepResult taken = Step(new NodeInput { Kind = NodeInputKind.Observation, Now = at, Observation = ref item.Record });
                if (taken == StepResult.Late && _parts.Engine.RefuseLate(item.Session, item.Record))
                {
                    Refused(item, RejectReason.SourceTimeOld, now);
                }

                break;
            case InboxItemKind.SequenceGap:
                Step(new NodeInput
                {
                    Kind = NodeInputKind.IntegrityFault,
                    Now = now,
                    Number = item.Session,
                    Text = "records of the engine are missing"u8,
                });
                Warn(item, "the engine's records have a gap: {Detail}", $"{item.Record.V1} from number {item.Record.V0}");
                break;
            case InboxItemKind.Rejected:
                Refused(item, item.Reason, now);
                break;
            case InboxItemKind.Commit:
                Commit(item, now);
                break;
            case InboxItemKind.SessionOpened:
                Opened(item);
                break;
            case InboxItemKind.SessionClosed:
                Closed(item);
                break;
            default:
                break;
        }
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

    private void Refused(in InboxItem item, RejectReason reason, long now)
    {
        byte[] text = Encoding.UTF8.GetBytes(reason.ToString());
        Step(new NodeInput { Kind = NodeInputKind.RecordRefused, Now = now, Number = item.Session, Text = text });
        Warn(item, "a record of the engine was refused: {Detail}; further ones of this session are counted", reason.ToString());
    }

    private void Commit(in InboxItem item, long now)
    {
        long id = item.Record.V0;
        ReadOnlySpan<byte> bytes = _parts.Engine.CommitBytes(item);
        if (id == _parts.Core.State.Commits.Id && bytes.SequenceEqual(_parts.Core.State.Commits.Bytes))
        {
            // The engine did not hear of it: the same commit again is confirmed again, once it is durable.
            _waiters.Add(new PendingReply(_parts.Journal.Appended.Sequence, item.Session, id, null, null, null, null));
            return;
        }

        if (id <= _parts.Core.State.Commits.Id || _parts.Journal.BelowFloor)
        {
            _parts.Engine.RefuseCommit(item.Session, id);
            return;
        }

        int start = 0;
        do
        {
            int length = Math.Min(PartBytes, bytes.Length - start);
            Step(new NodeInput
            {
                Kind = NodeInputKind.EngineCommit,
                Now = now,
                Number = id,
                Start = start,
                Total = bytes.Length,
                Text = bytes.Slice(start, length),
            });
            start += length;
        }
        while (start < bytes.Length);

        _parts.Metrics.EngineCommits.AddOwned(1);
        _waiters.Add(new PendingReply(_parts.Journal.Appended.Sequence, item.Session, id, null, null, null, null));
    }

    private void Opened(in InboxItem item)
    {
        _parts.Metrics.EngineSessionsTotal.AddOwned(1);
        if (!_parts.Engine.TryGetSession(item.Session, out EngineSessionInfo info))
        {
            return;
        }

        Sessions[item.Session] = info;
        _parts.Log.Post(log => log.Of(LogEvents.EngineConnected).Information(
            "engine {Name} connected (session {Session}, pid {Pid})", info.Name, info.Id, info.Peer.ProcessId));

        // Before its activate: what the last owner's engine did not live to tell must be found at the venues for the slot to open.
        if (_parts.Core.State.Takeover.Stage == TakeoverStage.Reconciling)
        {
            _waiters.Add(new PendingReply(_parts.Journal.Appended.Sequence, item.Session, 0, null, null, null, null) { HandsOver = true });
        }

        // An engine that comes back hears again of every command of which something is awaited; of the newest only once its entry is durable.
        _toTell.Clear();
        _parts.Core.AddCommandsToTell(_toTell);
        foreach (Controls.Command command in _toTell)
        {
            EngineCommand told = CommandWire.Of(command, _parts.Core.State.Epoch);
            _waiters.Add(new PendingReply(_parts.Journal.Appended.Sequence, item.Session, 0, told, null, null, null));
        }
    }

    // Here and not in the switch above: what a lambda captures there would be allocated for every observation.
    private void Closed(in InboxItem item)
    {
        long session = item.Session;
        Sessions.Remove(session);
        string why = item.Reason == RejectReason.None ? "it left" : item.Reason.ToString();
        _parts.Log.Post(log => log.Of(LogEvents.EngineLost).Information("engine session {Session} ended: {Reason}", session, why));
    }

    private void Warn(in InboxItem item, string template, string detail)
    {
        long session = item.Session;
        _parts.Log.Post(log => log.Of(LogEvents.RecordRejected).ForContext("Session", session).Warning(template, detail));
    }
}

using System;

namespace Basisd.Engine;

// What sessions are told to do, and the state that comes before an activate.
internal sealed unsafe partial class SessionTable
{
    /// <summary>Hands a state over to a session that asked for it and has not got it yet.</summary>
    public void HandOver(EngineSession session, long commitId, ReadOnlyMemory<byte> state)
    {
        bool asked = (session.Flags & SessionFlags.HandOver) != SessionFlags.None;
        if (asked && commitId != 0 && commitId != session.HandedId && !state.IsEmpty && session.Drop == RejectReason.None)
        {
            (session.HandOver, session.HandedId) = (new HandOver(commitId, state), commitId);
            Flush(session);
        }
    }

    /// <summary>Sends an activate, behind the state if the session asked for that and has not got it yet.</summary>
    public bool Activate(EngineSession session, in EngineCommand command, long commitId, ReadOnlyMemory<byte> state)
    {
        HandOver(session, commitId, state);
        if (session.HandOver is not { } handing)
        {
            return Command(session, command);
        }

        // The rest of the state waits for room in the socket, and the activate behind it.
        handing.Activate = command;
        return session.Drop == RejectReason.None;
    }

    /// <summary>Queues and sends a command.</summary>
    public bool Command(EngineSession session, in EngineCommand command)
    {
        // A newer word about ownership overtakes none: what was on its way is void.
        if (command.Kind is EngineCommandKind.Activate or EngineCommandKind.Deactivate && session.HandOver is not null)
        {
            (session.HandOver, session.HandedId) = (null, 0);
        }

        bool queued = session.Drop == RejectReason.None && QueueCommand(session, command);
        if (queued)
        {
            Flush(session);
        }

        return queued;
    }

    private bool QueueCommand(EngineSession session, in EngineCommand command)
    {
        ControlRecord record = new()
        {
            Kind = ControlKind.Command,
            Flags = (ushort)command.Kind,
            Index = (uint)command.Scope,
            V0 = command.Id,
            V1 = command.Epoch,
            V2 = command.DeadlineNs,
            V3 = command.Argument0,
            V4 = command.Argument1,
        };
        if (!session.Enqueue(ref record, []))
        {
            _anyDrop = true;
            return false;
        }

        _counters.Command();
        return true;
    }
}

using System;

namespace Basisd.Engine;

// What sessions are told to do, and the state that comes before an activate.
internal sealed unsafe partial class SessionTable
{
    /// <summary>Hands a state over to a session that asked for it, and sends the activate behind it.</summary>
    public bool Activate(EngineSession session, in EngineCommand command, long commitId, ReadOnlyMemory<byte> state)
    {
        if ((session.Flags & SessionFlags.HandOver) == SessionFlags.None || commitId == 0 || state.IsEmpty)
        {
            return Command(session, command);
        }

        session.HandOver = new HandOver(commitId, state, command);
        Flush(session);
        return session.Drop == RejectReason.None;
    }

    /// <summary>Queues and sends a command.</summary>
    public bool Command(EngineSession session, in EngineCommand command)
    {
        // A newer word about ownership overtakes none: what was on its way is void.
        if (command.Kind is EngineCommandKind.Activate or EngineCommandKind.Deactivate)
        {
            session.HandOver = null;
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

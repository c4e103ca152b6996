using System;

namespace Basisd.Engine;

// The state of the last owner's engine, and who may act on it.
public sealed unsafe partial class EngineEndpoint
{
    /// <summary>
    /// Hands a state over to one session, if that asked for it: an engine that waits for its activate reads at its venues what the last owner's
    /// engine did not live to tell (SPEC 12). Call only when that commit is committed.
    /// </summary>
    /// <param name="session">Session.</param>
    /// <param name="commitId">Id of the commit, 0 for none. Later commits of engines must be larger.</param>
    /// <param name="state">Its bytes, at most <see cref="EngineProtocol.MaxCommitBytes"/>; copied.</param>
    public void HandOver(long session, long commitId, ReadOnlySpan<byte> state)
    {
        _decoder.Raise(commitId);
        if (_table.Find(session) is { } found)
        {
            _table.HandOver(found, commitId, state.ToArray());
        }
    }

    /// <summary>
    /// Activates engines (SPEC 12): each that asked for it is handed the latest committed state first, unless it has that from before, so that it
    /// goes on where the last owner's engine was. Call only when that commit is committed.
    /// </summary>
    /// <param name="session">Session, 0 for every one that asked for commands.</param>
    /// <param name="command">The activate.</param>
    /// <param name="commitId">Id of the commit, 0 for none. Later commits of engines must be larger.</param>
    /// <param name="state">Its bytes, at most <see cref="EngineProtocol.MaxCommitBytes"/>; copied.</param>
    /// <returns>Sessions that are told.</returns>
    public int Activate(long session, in EngineCommand command, long commitId, ReadOnlySpan<byte> state)
    {
        _decoder.Raise(commitId);
        byte[] copy = state.ToArray();
        int reached = 0;
        foreach (EngineSession told in _table.Sessions)
        {
            bool isMeant = told.IsOpen && (session == 0 ? (told.Flags & SessionFlags.Commands) != SessionFlags.None : told.Id == session);
            reached += isMeant && _table.Activate(told, command, commitId, copy) ? 1 : 0;
        }

        return reached;
    }
}

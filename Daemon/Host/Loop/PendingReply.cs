using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>Something that may go out only once a journal sequence is durable.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Session">Engine session of a commit, or of a command for one session alone; 0 otherwise.</param>
/// <param name="CommitId">Commit to confirm, 0 otherwise.</param>
/// <param name="Command">Command to send, or null.</param>
/// <param name="Operator">Operator's act to answer, or null.</param>
/// <param name="Reply">The answer to it.</param>
/// <param name="Moved">Transition to log, or null.</param>
public readonly record struct PendingReply(
    ulong Sequence, long Session, long CommitId, EngineCommand? Command, PendingCommand? Operator, OperatorReply? Reply, Transition? Moved)
{
    /// <summary>Whether the session is to be handed the last commit.</summary>
    public bool HandsOver { get; init; }
}

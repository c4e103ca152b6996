using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>A state that an engine was told is committed is never lost: whoever takes the slot over has it, or a later one.</summary>
internal sealed class EngineCommitChecker(int slots)
{
    private readonly long[] _acknowledged = new long[slots];

    /// <summary>An engine is told that its state is committed.</summary>
    public void Acknowledged(int slot, long commit) => _acknowledged[slot] = long.Max(_acknowledged[slot], commit);

    /// <summary>A node takes a slot over.</summary>
    public void TakenOver(int slot, int node, NodeCore core)
    {
        if (core.State.Commits.Id < _acknowledged[slot])
        {
            throw new SimViolationException(
                "no acknowledged commit is lost",
                $"the engine of slot {slot} was told of commit {_acknowledged[slot]}, node {node} takes over with {core.State.Commits.Id}");
        }
    }
}

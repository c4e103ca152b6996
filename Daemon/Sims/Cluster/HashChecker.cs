using System.Collections.Generic;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Replicas' state hash is equal at equal sequence: whoever says one of a journal, owner or follower, says the same as everybody before.
/// </summary>
internal sealed class HashChecker
{
    private readonly Dictionary<(int Slot, ulong Sequence, ulong Chain), (ulong Hash, int Node)> _said = [];

    /// <summary>A node says a state hash.</summary>
    /// <param name="slot">Of which slot.</param>
    /// <param name="sequence">Behind which entry.</param>
    /// <param name="chain">Hash over the journal up to there: another one is another history.</param>
    /// <param name="hash">The state hash.</param>
    /// <param name="node">Who says it.</param>
    public void Said(int slot, ulong sequence, ulong chain, ulong hash, int node)
    {
        if (!_said.TryAdd((slot, sequence, chain), (hash, node)) && _said[(slot, sequence, chain)] is var before && before.Hash != hash)
        {
            throw new SimViolationException(
                "replicas' state hash is equal at equal sequence",
                $"slot {slot} has at {sequence} the state {hash:x16} on node {node}, {before.Hash:x16} on node {before.Node}");
        }
    }
}

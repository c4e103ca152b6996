namespace Basisd.Sims.Cluster;

/// <summary>
/// Authority never expands in failover: a gate that opens after a takeover shows at most what the state that was taken over allowed and what a
/// takeover may
/// open; no gate ever shows more than the committed state allows.
/// </summary>
internal sealed class AuthorityChecker(int slots)
{
    private const string Promise = "authority never expands";

    private readonly byte[] _committed = new byte[slots];
    private readonly byte[] _before = new byte[slots];
    private readonly ulong[] _epoch = new ulong[slots];

    /// <summary>A state was committed; it shows these permissions.</summary>
    public void Committed(int slot, ulong epoch, byte shown)
    {
        if (epoch >= _epoch[slot])
        {
            _committed[slot] = shown;
        }
    }

    /// <summary>A node begins to take a slot over, with a state that allows this.</summary>
    public void TakenOver(int slot, ulong epoch, byte allowed)
    {
        if (epoch > _epoch[slot])
        {
            _epoch[slot] = epoch;
            _before[slot] = allowed;
        }
    }

    /// <summary>The takeover is through: its gate opens.</summary>
    public void Opens(int slot, int node, byte shown)
    {
        byte most = (byte)(_before[slot] & SimState.Reduce);
        if ((shown & ~most) != 0)
        {
            throw new SimViolationException(
                Promise, $"the gate of slot {slot} opens on node {node} with {shown:x2}, at most {most:x2} may follow from a takeover");
        }
    }

    /// <summary>A gate was read open.</summary>
    public void Read(int slot, int node, ulong epoch, byte shown)
    {
        if (epoch == _epoch[slot] && (shown & ~_committed[slot]) != 0)
        {
            throw new SimViolationException(
                Promise, $"the gate of slot {slot} on node {node} shows {shown:x2}, the committed state allows {_committed[slot]:x2}");
        }
    }
}

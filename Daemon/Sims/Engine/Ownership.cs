using System.Threading;

namespace Basisd.Sims.Engine;

/// <summary>
/// Whether this engine may do anything at a venue. Beside a single node: always, and the gate says what. In a cluster, which the daemon's hello
/// reply says: from activate to deactivate, and only while the gate page is of that same epoch. Must never take an older activation for a newer
/// word: what is decided first and done last counts for nothing. For any thread.
/// </summary>
internal sealed class Ownership(GateView gate)
{
    private readonly Lock _lock = new();
    private bool _isNeeded;
    private bool _isActive;
    private Tenure? _tenure;
    private long _turn;

    /// <summary>The latest ownership, over or not; null beside a single node, and before the first activate.</summary>
    public Tenure? Tenure => Volatile.Read(ref _tenure);

    /// <summary>Whether a venue may be told anything now.</summary>
    public bool MayAct
    {
        get
        {
            lock (_lock)
            {
                return !_isNeeded || (_isActive && _tenure is { } tenure && gate.Epoch == (ulong)tenure.Epoch);
            }
        }
    }

    /// <summary>Whether an order may be sent whatever the gate says: an engine without an ownership has nothing to send it under.</summary>
    public bool HasStamp
    {
        get
        {
            lock (_lock)
            {
                return !_isNeeded || _tenure is not null;
            }
        }
    }

    /// <summary>A session begins: in a cluster nothing is done before its activate.</summary>
    public void Begin(bool isCluster)
    {
        lock (_lock)
        {
            _turn++;
            _isNeeded = isCluster;
            _isActive = false;
            _tenure = isCluster ? _tenure : null;
        }
    }

    /// <summary>A word about ownership was heard: whatever was heard before it and is not done yet is void. Deactivate is done with it.</summary>
    /// <returns>Its number, for <see cref="Activate"/>.</returns>
    public long Turn(bool isActivation)
    {
        lock (_lock)
        {
            _isActive &= isActivation;
            return ++_turn;
        }
    }

    /// <summary>Acts from now on.</summary>
    /// <param name="turn">Number of the word that says so.</param>
    /// <param name="tenure">Under what.</param>
    /// <returns>False when something else was heard since.</returns>
    public bool Activate(long turn, Tenure tenure)
    {
        lock (_lock)
        {
            if (turn != _turn)
            {
                return false;
            }

            Volatile.Write(ref _tenure, tenure);
            _isActive = true;
            return true;
        }
    }
}

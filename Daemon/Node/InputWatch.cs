namespace Basisd.Node;

/// <summary>
/// When each required input was last seen since this start. A scope whose inputs were not all seen yet is awaiting: its gate shows at most
/// the BSCB row until the first of each has come (R-4.1, "the gate opens scope by scope as inputs arrive"). That is no cause and no mode;
/// an input that was seen and then stays away is one, by <c>internal.input_stale</c>.
/// </summary>
public sealed class InputWatch
{
    private readonly InputBinding[] _bindings;
    private readonly int[] _awaited;

    /// <summary>Starts with nothing seen.</summary>
    public InputWatch(InputBinding[] bindings, int scopes)
    {
        _bindings = bindings;
        LastSeen = new long[bindings.Length];
        _awaited = new int[scopes];
        foreach (InputBinding binding in bindings)
        {
            foreach (int scope in binding.Scopes)
            {
                _awaited[scope]++;
            }
        }
    }

    /// <summary>Core time at which each input was last seen, 0 for never.</summary>
    public long[] LastSeen { get; }

    /// <summary>Number of inputs.</summary>
    public int Count => _bindings.Length;

    /// <summary>One input's binding.</summary>
    public InputBinding this[int input] => _bindings[input];

    /// <summary>Whether the scope still waits for a first input.</summary>
    public bool IsAwaiting(int scope) => _awaited[scope] > 0;

    /// <summary>Notes that an input was seen.</summary>
    /// <returns>True the first time since the start.</returns>
    public bool Seen(int input, long now)
    {
        bool first = LastSeen[input] == 0;
        LastSeen[input] = now;
        if (first)
        {
            foreach (int scope in _bindings[input].Scopes)
            {
                _awaited[scope]--;
            }
        }

        return first;
    }

    /// <summary>Whether every input of a scope is seen and within its age.</summary>
    public bool IsFresh(int scope, long now)
    {
        if (_awaited[scope] > 0)
        {
            return false;
        }

        for (int input = 0; input < _bindings.Length; input++)
        {
            if (now - LastSeen[input] > _bindings[input].MaxAgeNs && System.Array.IndexOf(_bindings[input].Scopes, scope) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}

using System;
using System.Threading;

namespace Basisd.Host.Metrics;

/// <summary>One state out of a fixed few. Holding the index is what makes exactly one of the samples 1.</summary>
public sealed class StateCell
{
    private readonly int _states;
    private int _state;

    internal StateCell(string[] labels, int states)
    {
        Labels = labels;
        _states = states;
    }

    /// <summary>Index of the state.</summary>
    public int State => Volatile.Read(ref _state);

    internal string[] Labels { get; }

    /// <summary>Goes to a state; any thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    public void Set(int state)
    {
        if ((uint)state >= (uint)_states)
        {
            throw new ArgumentOutOfRangeException(nameof(state));
        }

        Volatile.Write(ref _state, state);
    }
}

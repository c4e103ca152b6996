using System;

namespace Basisd.Safety;

/// <summary>The transitions of one step, in order, in memory fixed at start. One input moves at most one scope and the platform.</summary>
public sealed class TransitionList
{
    /// <summary>Most transitions that one input can cause.</summary>
    public const int Capacity = 2;

    private readonly Transition[] _items = new Transition[Capacity];

    /// <summary>Transitions held.</summary>
    public int Count { get; private set; }

    /// <summary>The transitions in order.</summary>
    public ReadOnlySpan<Transition> Items => _items.AsSpan(0, Count);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    internal void Add(in Transition transition) => _items[Count++] = transition;
}

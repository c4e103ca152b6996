using System;

namespace Basisd.Cluster;

/// <summary>The effects of one step, in the order in which they are to be carried out.</summary>
public sealed class ClusterEffects
{
    private const int Room = 256;

    private ClusterEffect[] _items = new ClusterEffect[Room];
    private int _count;

    /// <summary>The effects.</summary>
    public ReadOnlySpan<ClusterEffect> Items => _items.AsSpan(0, _count);

    /// <summary>Forgets everything, keeps the memory.</summary>
    public void Clear()
    {
        _items.AsSpan(0, _count).Clear();
        _count = 0;
    }

    internal void Add(in ClusterEffect effect)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _items.Length * 2);
        }

        _items[_count++] = effect;
    }
}

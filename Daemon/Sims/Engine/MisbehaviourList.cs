using System.Collections.Generic;
using System.Threading;

namespace Basisd.Sims.Engine;

/// <summary>The misbehaviours that are in force. For any thread.</summary>
public sealed class MisbehaviourList
{
    private readonly List<Misbehaviour> _items = [];
    private readonly Lock _lock = new();
    private long _last;

    /// <summary>Those in force.</summary>
    public IReadOnlyList<Misbehaviour> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    /// <summary>Adds one.</summary>
    /// <returns>It, with its number.</returns>
    public Misbehaviour Add(Misbehaviour wanted)
    {
        lock (_lock)
        {
            Misbehaviour added = wanted with { Id = ++_last };
            _items.Add(added);
            return added;
        }
    }

    /// <summary>Takes one back, or all.</summary>
    /// <param name="id">Its number; null for all.</param>
    /// <returns>How many there were.</returns>
    public int Remove(long? id)
    {
        lock (_lock)
        {
            return _items.RemoveAll(m => id is null || m.Id == id);
        }
    }

    /// <summary>Whether one of a kind is in force.</summary>
    public bool Has(MisbehaviourKind kind)
    {
        lock (_lock)
        {
            return _items.Exists(m => m.Kind == kind);
        }
    }

    /// <summary>Takes one time of the oldest of a kind.</summary>
    /// <returns>It, or null when none is in force.</returns>
    public Misbehaviour? Use(MisbehaviourKind kind)
    {
        lock (_lock)
        {
            int index = _items.FindIndex(m => m.Kind == kind);
            if (index < 0)
            {
                return null;
            }

            Misbehaviour used = _items[index];
            if (used.Left > 0)
            {
                _items[index] = used with { Left = used.Left - 1 };
                if (used.Left == 1)
                {
                    _items.RemoveAt(index);
                }
            }

            return used;
        }
    }
}

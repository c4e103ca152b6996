using System;
using System.Threading;
using Basisd.Node;

namespace Basisd.Probes;

/// <summary>
/// Results on their way to the loop: all memory is made at the start, and when the loop does not come the oldest result gives way and is
/// counted, because the newest says most of how a venue is now. Never blocks the loop for longer than one copy.
/// </summary>
public sealed class ProbeQueue
{
    /// <summary>Results that may wait: a second of 256 venues.</summary>
    public const int Capacity = 1_024;

    private readonly Lock _sync = new();
    private readonly Observation[] _items = new Observation[Capacity];
    private readonly Action _wake;
    private int _first;
    private int _count;
    private ulong _sequence;
    private long _dropped;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="wake">Wakes the loop; called from any thread when the queue was empty and is no longer.</param>
    public ProbeQueue(Action wake) => _wake = wake;

    /// <summary>Results that gave way. Any thread.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Adds a result; gives it its number. Any thread.</summary>
    public void Add(Observation call)
    {
        bool wasEmpty;
        lock (_sync)
        {
            wasEmpty = _count == 0;
            if (_count == Capacity)
            {
                _first = (_first + 1) % Capacity;
                _count--;
                _dropped++;
            }

            call.Sequence = ++_sequence;
            _items[(_first + _count) % Capacity] = call;
            _count++;
        }

        if (wasEmpty)
        {
            _wake();
        }
    }

    /// <summary>Takes the oldest result; the loop alone.</summary>
    /// <returns>False when none waits.</returns>
    public bool TryTake(out Observation call)
    {
        lock (_sync)
        {
            if (_count == 0)
            {
                call = default;
                return false;
            }

            call = _items[_first];
            _first = (_first + 1) % Capacity;
            _count--;
            return true;
        }
    }
}

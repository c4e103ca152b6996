using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Cluster;

/// <summary>
/// What happened in the cluster since this process began, as it saw it; the oldest goes first. Takeovers are in the slot's journal as well.
/// </summary>
internal sealed class ClusterHistory
{
    /// <summary>Events that are kept.</summary>
    public const int Capacity = 256;

    private readonly Queue<ClusterEventView> _events = new(Capacity);
    private ClusterEventView[] _newestFirst = [];

    /// <summary>The events, newest first. Replaced, never changed.</summary>
    public IReadOnlyList<ClusterEventView> NewestFirst => _newestFirst;

    /// <summary>Adds one.</summary>
    public void Add(ClusterEventView happened)
    {
        if (_events.Count == Capacity)
        {
            _events.Dequeue();
        }

        _events.Enqueue(happened);
        _newestFirst = [.. _events.Reverse()];
    }
}

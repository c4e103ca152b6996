using System;
using System.Collections.Concurrent;
using System.Threading;
using Basisd.Linux;

namespace Basisd.Host.Cluster;

/// <summary>
/// The way from every other thread to the cluster's: bounded, and it wakes. What the outside may send without end (peers, operators) is refused
/// when it is full; what the node itself sends is bounded by what it has under way, so that a full inbox there is a bug.
/// </summary>
internal sealed class ClusterInbox : IDisposable
{
    private const int Capacity = 4096;

    /// <summary>Of which so many are kept for the node itself.</summary>
    private const int Own = 1024;

    private readonly ConcurrentQueue<ClusterPost> _posts = new();
    private int _count;

    /// <summary>Readable while something may be there.</summary>
    public int Descriptor { get; } = EventFd.Open();

    /// <summary>Tells what the outside sends.</summary>
    /// <returns>False when too much waits: nothing was taken.</returns>
    public bool TryPost(ClusterPost post) => TryPost(post, Capacity - Own);

    /// <summary>Tells what the node itself has to say.</summary>
    /// <exception cref="InvalidOperationException">It is full: the cluster's thread stands still, and the node must not go on without it.</exception>
    public void Post(ClusterPost post)
    {
        if (!TryPost(post, Capacity))
        {
            throw new InvalidOperationException($"{Capacity} messages wait for the cluster's thread: it stands still");
        }
    }

    /// <summary>Wakes the thread to look at what it polls.</summary>
    public void Wake() => _ = EventFd.Signal(Descriptor);

    /// <summary>Takes the next one; the cluster's thread alone.</summary>
    public bool TryTake(out ClusterPost? post)
    {
        if (!_posts.TryDequeue(out post))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => EventFd.Close(Descriptor);

    private bool TryPost(ClusterPost post, int most)
    {
        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _posts.Enqueue(post);
        Wake();
        return true;
    }
}

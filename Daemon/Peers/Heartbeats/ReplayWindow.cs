using System;
using Basisd.Cluster;

namespace Basisd.Peers.Heartbeats;

/// <summary>
/// Tells the heartbeats of the peers that are new from those that somebody plays back. Within one life only a higher sequence counts. A new life
/// counts only once the one known is silent or has said that it stops: otherwise a recorded heartbeat of an old life would push the living one
/// out. Lives that ended are remembered; one of them comes back only with a sequence that was never heard and while its follower is silent, which
/// is what a node looks like that stood still while somebody played an old recording. Time comes as data; allocates nothing.
/// </summary>
public sealed class ReplayWindow
{
    /// <summary>Lives of a peer that are remembered after their end.</summary>
    public const int DeadBoots = 8;

    private readonly Life[] _current;
    private readonly Life[] _dead;
    private readonly int[] _nextDead;
    private readonly long _quietNs;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="nodes">Nodes of the cluster.</param>
    /// <param name="quietNs">Silence of a life after which another one may follow, ns; <see cref="ClusterSettings.SuspectNs"/>.</param>
    public ReplayWindow(int nodes, long quietNs)
    {
        _current = new Life[nodes];
        _dead = new Life[nodes * DeadBoots];
        _nextDead = new int[nodes];
        _quietNs = quietNs;
    }

    /// <summary>Judges a heartbeat whose tag and fields are right, and remembers it if it counts.</summary>
    /// <param name="beat">The heartbeat.</param>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    public HeartbeatReject Judge(Heartbeat beat, long now)
    {
        ref Life current = ref _current[beat.Node];
        bool stops = (beat.Health & NodeHealth.Stopping) != NodeHealth.None;
        if (current.Boot == beat.Boot)
        {
            if (beat.Seq <= current.Seq)
            {
                return HeartbeatReject.Replayed;
            }

            current = new Life(beat.Boot, beat.Seq, now, stops);
            return HeartbeatReject.None;
        }

        bool isOver = current.Boot == 0 || current.Stops || now - current.HeardAt >= _quietNs;
        Span<Life> dead = _dead.AsSpan(beat.Node * DeadBoots, DeadBoots);
        int known = Find(dead, beat.Boot);
        if (known >= 0 && (beat.Seq <= dead[known].Seq || dead[known].Stops || !isOver))
        {
            return HeartbeatReject.DeadBoot;
        }

        if (!isOver)
        {
            return HeartbeatReject.SecondBoot;
        }

        if (known >= 0)
        {
            dead[known] = current;
        }
        else if (current.Boot != 0)
        {
            ref int next = ref _nextDead[beat.Node];
            dead[next] = current;
            next = (next + 1) % DeadBoots;
        }

        current = new Life(beat.Boot, beat.Seq, now, stops);
        return HeartbeatReject.None;
    }

    private static int Find(ReadOnlySpan<Life> dead, ulong boot)
    {
        for (int i = 0; i < dead.Length; i++)
        {
            if (dead[i].Boot == boot)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Life(ulong Boot, ulong Seq, long HeardAt, bool Stops);
}

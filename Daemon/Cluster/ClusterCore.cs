using System;

namespace Basisd.Cluster;

/// <summary>
/// The cluster as this node decides it (PROTOCOL.md): <c>Step(input) → effects</c>, without a clock, a socket or a thread. Owned by one thread.
/// It must never let two nodes act for one slot, and never keep a slot without owner when a healthy copy could own it.
/// </summary>
public sealed class ClusterCore
{
    /// <summary>Creates a node of a cluster that knows nothing yet.</summary>
    /// <param name="settings">The cluster.</param>
    /// <param name="boot">The life of this process: random, not 0.</param>
    public ClusterCore(ClusterSettings settings, ulong boot)
    {
        Settings = settings.Problem() is { } problem ? throw new ArgumentException(problem, nameof(settings)) : settings;
        Boot = boot;
    }

    /// <summary>The cluster.</summary>
    public ClusterSettings Settings { get; }

    /// <summary>The life of this process.</summary>
    public ulong Boot { get; }

    /// <summary>Takes one input. <paramref name="effects"/> is cleared first.</summary>
    public void Step(in ClusterInput input, ClusterEffects effects)
    {
        effects.Clear();
    }

    /// <summary>Fills the heartbeat that goes out now.</summary>
    public void WriteHeartbeat(Heartbeat beat)
    {
        beat.Node = Settings.Self;
        beat.Boot = Boot;
        beat.Fingerprint = Settings.Fingerprint;
    }
}

using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>One node as this one hears it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it receives heartbeats.</param>
/// <param name="IsSelf">Whether it is this node.</param>
/// <param name="State"><c>heard</c>, <c>silent</c> or <c>unheard</c> (never in this life of ours).</param>
/// <param name="SilenceNs">Since its latest heartbeat; -1 before the first.</param>
/// <param name="Boot">The life of its process, hex; empty before the first heartbeat.</param>
/// <param name="Health">What it says of itself: ready, arbiter_seen, stopping, dmm, engine_alive, low_disk.</param>
public sealed record ClusterNodeStatus(
    string Name, string Address, bool IsSelf, string State, long SilenceNs, string Boot, IReadOnlyList<string> Health);

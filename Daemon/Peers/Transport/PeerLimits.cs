using System;
using Basisd.Cluster;

namespace Basisd.Peers.Transport;

/// <summary>Bounds of the peers' transport: whatever a peer or a stranger does, the node's memory and its threads stay its own.</summary>
internal static class PeerLimits
{
    /// <summary>Largest request body, bytes; a longer one is refused unread.</summary>
    public const int BodyBytes = 256;

    /// <summary>Handshakes at a time; more are closed at once. Strangers can fill these and nothing else.</summary>
    public const int Handshakes = 32;

    /// <summary>Connections of one node at a time; the oldest one goes when a further one comes. A restart or a new certificate needs two.</summary>
    public const int ConnectionsPerNode = 4;

    /// <summary>Requests at a time on one connection: a pull for each slot, and what is asked besides.</summary>
    public const int Streams = (2 * ClusterSettings.MaxSlots) + 8;

    /// <summary>All headers of a request together, bytes.</summary>
    public const int HeaderBytes = 8 * 1024;

    /// <summary>Most bytes of an error's text that a client reads.</summary>
    public const int ErrorBytes = 512;

    /// <summary>Room that a client needs for an answer to a pull, and one byte to see that it is no longer.</summary>
    public const int AnswerRoom = PullFormat.AnswerBytes + PullAnswer.MaxFrameBytes + 1;

    /// <summary>Window of a stream, bytes: one answer is sent without waiting for a way back.</summary>
    public const int WindowBytes = 2 << 20;

    /// <summary>Time for a handshake.</summary>
    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(2);

    /// <summary>Time for the headers of a request.</summary>
    public static readonly TimeSpan Headers = TimeSpan.FromSeconds(2);

    /// <summary>Time for the body of a request.</summary>
    public static readonly TimeSpan Body = TimeSpan.FromSeconds(2);

    /// <summary>Time that the host has beyond the wait of a pull.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);

    /// <summary>Time that a client gives an answer beyond the wait that it asked for.</summary>
    public static readonly TimeSpan Reply = TimeSpan.FromSeconds(3);

    /// <summary>Time for a connection.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(1);

    /// <summary>A silent connection is asked for a sign of life after this, and given up after as long again. .NET has no shorter one.</summary>
    public static readonly TimeSpan Ping = TimeSpan.FromSeconds(1);

    /// <summary>A connection is made anew after this, so that both sides look at each other's certificate again.</summary>
    public static readonly TimeSpan ConnectionLife = TimeSpan.FromHours(1);

    /// <summary>First pause before a peer that could not be reached is tried again; doubles up to <see cref="LastPause"/>.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest pause.</summary>
    public static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Time for open requests when the server stops.</summary>
    public static readonly TimeSpan Stop = TimeSpan.FromSeconds(1);
}

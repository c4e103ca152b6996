using System;

namespace Basisd.Host.Http;

/// <summary>Bounds of the endpoints: whatever a client does, the node's memory and its threads stay its own.</summary>
public static class HttpLimits
{
    /// <summary>Largest request body, bytes: eight approvals; a reason and a scope are far less.</summary>
    public const int BodyBytes = 16 * 1024;

    /// <summary>Longest request line, bytes.</summary>
    public const int RequestLineBytes = 2 * 1024;

    /// <summary>All headers together, bytes; Prometheus sends about 400.</summary>
    public const int HeaderBytes = 16 * 1024;

    /// <summary>Connections over TCP at a time; more are closed at once.</summary>
    public const int TcpConnections = 64;

    /// <summary>Connections over the admin socket at a time, counted apart, so that nobody on the network can keep an operator out.</summary>
    public const int AdminConnections = 32;

    /// <summary>Requests that are answered at a time; more get 503. A scrape of 5,000 scopes takes about a megabyte.</summary>
    public const int ConcurrentRequests = 16;

    /// <summary>Longest reason, in characters.</summary>
    public const int ReasonChars = 512;

    /// <summary>CLOCK_BOOTTIME since the last snapshot after which the loop counts as standing still, ns.</summary>
    public const long LoopStallNs = 2_000_000_000;

    /// <summary>
    /// Streams of events over TCP at a time; more get 503. Each is a connection, so it must be well below <see cref="TcpConnections"/>.
    /// </summary>
    public const int EventStreams = 16;

    /// <summary>Streams of events over the admin socket at a time, counted apart for the same reason as its connections.</summary>
    public const int AdminEventStreams = 4;

    /// <summary>A stream gets the snapshot at least this often, CLOCK_BOOTTIME ns, however little changed.</summary>
    public const long EventHeartbeatNs = 5_000_000_000;

    /// <summary>How often a stream looks at what the loop published.</summary>
    public static readonly TimeSpan EventLook = TimeSpan.FromMilliseconds(200);

    /// <summary>Time for the headers of a request.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Time for which an idle connection is kept.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    /// <summary>Time that the loop has for an operator's act.</summary>
    public static readonly TimeSpan ActTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Time for open requests when the server stops.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);
}

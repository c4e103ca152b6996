using System;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Sims.Server;

/// <summary>Where and how a simulated venue is served.</summary>
public sealed record VenueServerOptions
{
    /// <summary>Connections at a time; more are closed at once.</summary>
    public const int MaxConnections = 256;

    /// <summary>Time between two steps of the prices unless it is told, ms.</summary>
    public const int DefaultTickMs = 250;

    /// <summary>Address; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Whether an address that others can reach is meant: the simulator asks nobody who they are.</summary>
    public bool MayBeRemote { get; init; }

    /// <summary>Time between two steps of the prices; zero: they step only when they are told.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(DefaultTickMs);

    /// <summary>Certificate for TLS; null serves plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }
}

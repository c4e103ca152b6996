using Basisd.Safety;

namespace Basisd.Engine;

/// <summary>Settings of <see cref="EngineEndpoint"/>. The defaults are engineering defaults unless a source is named.</summary>
public sealed record EngineOptions
{
    /// <summary>Most sessions and unfinished handshakes together: a session id keeps 8 bits for its slot.</summary>
    public const int ConnectionsLimit = 256;

    /// <summary>Smallest inbox: one packet must always fit.</summary>
    public const int SmallestInbox = 4 * EngineDecoder.MaxItemsPerPacket;

    /// <summary>Smallest outbox, bytes: two pages of names fit.</summary>
    public const int SmallestOutbox = 4 * EngineProtocol.MaxBatchBytes;

    /// <summary>Sessions open at a time, from 1.</summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>Connections at a time that have not said hello yet, beside the sessions, so that silent ones cannot lock an engine out.</summary>
    public int MaxHandshakes { get; init; } = 16;

    /// <summary>Items that one poll hands over at most.</summary>
    public int InboxItems { get; init; } = 4096;

    /// <summary>Packets that one poll takes from one session at most.</summary>
    public int PacketsPerSession { get; init; } = 16;

    /// <summary>Connections that one poll accepts at most.</summary>
    public int AcceptsPerPoll { get; init; } = 64;

    /// <summary>A connection that has not said hello is closed after this many ms of CLOCK_BOOTTIME.</summary>
    public int HandshakeTimeoutMs { get; init; } = 2_000;

    /// <summary>Bytes that wait for a reader that does not read, per session, before it is dropped.</summary>
    public int OutboxBytes { get; init; } = 64 * 1024;

    /// <summary>Commits of one session that may wait to become durable.</summary>
    public int OutstandingCommits { get; init; } = 256;

    /// <summary>How far a source time may lie ahead of core time, ns at real speed: a faster time scale widens it (SPEC 4, R-4.2).</summary>
    public long MaxFutureNs { get; init; } = FixedPoint.Second;

    /// <summary>How far a source time may lie behind core time, ns at real speed. Freshness by input is judged later .</summary>
    public long MaxAgeNs { get; init; } = 60 * FixedPoint.Minute;

    /// <summary>Whether the node is of a cluster: told to engines that take a hand-over, which do nothing before activate then.</summary>
    public bool IsCluster { get; init; }

    /// <summary>Most records of a ring in shared memory, a power of two; 0: none is offered.</summary>
    public int RingSlots { get; init; } = 4096;

    /// <summary>How long a wait looks at the rings before it sleeps, ns; 0 where no processor is granted for that.</summary>
    public long RingSpinNs { get; init; }

    /// <summary>Permission bits of the socket.</summary>
    public int SocketMode { get; init; } = 0b110_110_000;

    /// <summary>How fast core time runs against real time, ppm; told to the engine in the hello reply.</summary>
    public long TimeScalePpm { get; init; } = FixedPoint.Ppm;

    /// <summary>The daemon's version, told in the hello reply: major and minor 0 to 255, patch 0 to 65535.</summary>
    public (byte Major, byte Minor, ushort Patch) DaemonVersion { get; init; } = (0, 1, 0);

    /// <summary>Largest id of a commit that is durable, told in the hello reply; a commit must have a larger one.</summary>
    public long LastCommitId { get; init; }
}

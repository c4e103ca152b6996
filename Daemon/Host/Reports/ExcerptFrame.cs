using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>One frame of an excerpt. What it says in words is for readers and proves nothing.</summary>
public sealed record ExcerptFrame
{
    /// <summary>Position in the journal.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Ownership epoch; 0 where the frame is hidden.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Wall clock, Unix ns; 0 where the frame is hidden.</summary>
    public long WallNs { get; init; }

    /// <summary>Number of the kind.</summary>
    public required ushort Kind { get; init; }

    /// <summary>The payload; empty where the frame is hidden.</summary>
    public byte[] Payload { get; init; } = [];

    /// <summary>Chain hash up to and with it; zero where the frame is hidden.</summary>
    public ChainHash Hash { get; init; }

    /// <summary>What it says in words, redacted fields replaced.</summary>
    public required string Said { get; init; }
}

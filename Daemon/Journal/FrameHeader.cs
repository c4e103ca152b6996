using System.Runtime.InteropServices;

namespace Basisd.Journal;

/// <summary>What a verified frame says about itself; the payload goes beside it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct FrameHeader
{
    /// <summary>Position in the journal, from 1 without a gap.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Ownership epoch under which it was appended.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Wall clock, Unix nanoseconds; for people, never for decisions.</summary>
    public long WallNs { get; init; }

    /// <summary>What the payload is; opaque here, except from <see cref="ReservedKinds.First"/> on.</summary>
    public ushort Kind { get; init; }

    /// <summary>Bytes of payload.</summary>
    public int PayloadLength { get; init; }

    /// <summary>Log address of the frame's first byte.</summary>
    public long Address { get; init; }

    /// <summary>Chain hash up to and with this frame.</summary>
    public ChainHash Hash { get; init; }
}

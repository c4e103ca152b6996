using System;

namespace Basisd.Journal;

/// <summary>Takes what a journal replays: at most one snapshot first, then every frame behind its begin, in order.</summary>
public interface IJournalVisitor
{
    /// <summary>The state of the last complete snapshot. <paramref name="begin"/> is its begin frame.</summary>
    void Snapshot(in FrameHeader begin, ReadOnlySpan<byte> state);

    /// <summary>A frame; the payload is valid during the call.</summary>
    void Frame(in FrameHeader header, ReadOnlySpan<byte> payload);
}

using System;

namespace Basisd.Journal;

/// <summary>
/// Gives whole frames in rising sequence, gaps allowed: an exported file, the intact groups of a hurt log, later a replica. Every frame that
/// comes out has its checksum and its own hash verified; whether it continues the one before is for the reader to judge.
/// </summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>The next frame; its bytes are valid until the next call.</summary>
    /// <returns>False at the end, or when the source itself is hurt (<see cref="Problem"/>).</returns>
    bool TryNext(out FrameHeader header, out ReadOnlySpan<byte> frame);

    /// <summary>What is wrong with the source, for people; null when nothing is.</summary>
    string? Problem { get; }
}

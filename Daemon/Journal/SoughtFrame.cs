namespace Basisd.Journal;

/// <summary>A frame that was looked for, and what is needed to read on behind it.</summary>
/// <param name="Header">Its header.</param>
/// <param name="GroupEnd">Where its group ends.</param>
/// <param name="FramesLeft">Frames behind it in that group.</param>
internal readonly record struct SoughtFrame(FrameHeader Header, long GroupEnd, int FramesLeft)
{
    /// <summary>Its place in the log.</summary>
    public FramePosition Position => new(Header.Sequence, Header.Hash, Header.Epoch);
}

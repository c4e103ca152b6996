namespace Basisd.Journal;

/// <summary>What a valid group header says.</summary>
/// <param name="TotalBytes">Bytes from its address to its end, padding included.</param>
/// <param name="FramesLength">Bytes of frames behind the header.</param>
/// <param name="FrameCount">Frames, at least one.</param>
/// <param name="FirstSequence">Sequence of the first frame.</param>
internal readonly record struct GroupHeader(int TotalBytes, int FramesLength, int FrameCount, ulong FirstSequence);

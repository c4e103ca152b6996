using System.Runtime.InteropServices;

namespace Basisd.Journal;

/// <summary>Frames that were taken from the staging area to be committed together.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StagedGroup
{
    /// <summary>Room for the group header, then the frames.</summary>
    public byte[] Buffer;

    /// <summary>Bytes that have a place among the frames and are not there yet.</summary>
    public LatePiece[] Pieces;

    /// <summary>How many there are.</summary>
    public int PieceCount;

    /// <summary>Bytes of frames.</summary>
    public int FramesLength;

    /// <summary>Frames.</summary>
    public int FrameCount;

    /// <summary>Sequence of the first frame.</summary>
    public ulong FirstSequence;

    /// <summary>Chain hash before it.</summary>
    public ChainHash Previous;

    /// <summary>The last frame.</summary>
    public JournalHead Last;

    /// <summary>Begin sequence of a snapshot that begins in this group, 0 for none.</summary>
    public ulong SnapshotBegun;

    /// <summary>Begin sequence of a snapshot that ends in this group, 0 for none.</summary>
    public ulong SnapshotEnded;
}

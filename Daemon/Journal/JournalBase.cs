namespace Basisd.Journal;

/// <summary>What a copy of a log begins with (<see cref="JournalCopy.Create"/>): journal, sizes, and what stands before its first frame.</summary>
/// <param name="Id">The journal.</param>
/// <param name="Geometry">Sizes of its log.</param>
/// <param name="Before">Sequence and chain hash before the first frame of the copy; 0 and zeros for the whole log.</param>
public readonly record struct JournalBase(JournalId Id, JournalGeometry Geometry, JournalHead Before)
{
    /// <summary>The position from which a copy that has no frame yet asks.</summary>
    public FramePosition Position => new(Before.Sequence, Before.Hash, 0);
}

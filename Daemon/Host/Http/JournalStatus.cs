namespace Basisd.Host.Http;

/// <summary>The journal.</summary>
/// <param name="Sequence">Last entry.</param>
/// <param name="Committed">Last durable entry.</param>
/// <param name="HeadHash">Chain hash of the last entry, hex.</param>
/// <param name="Segments">Segment files.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="FreeBytes">Free space where they are.</param>
public sealed record JournalStatus(long Sequence, long Committed, string HeadHash, int Segments, long Bytes, long FreeBytes)
{
    /// <summary>False while the free space is below its floor: engine commits are refused, protection goes on .</summary>
    public bool AcceptsCommits { get; init; } = true;

    /// <summary>What a person must look at, while the node protects; empty when nothing.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The latest signed statement about the head; null: the node has no key, nothing is signed.</summary>
    public SignedHeadStatus? SignedHead { get; init; }
}

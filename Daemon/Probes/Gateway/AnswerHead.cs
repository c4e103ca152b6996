namespace Basisd.Probes.Gateway;

/// <summary>What an answer says besides its items.</summary>
/// <param name="AsOf">The venue's sequence that it is exact at.</param>
/// <param name="Next">Sequence or id that the next page begins behind; null at the end of the list.</param>
internal readonly record struct AnswerHead(long AsOf, ulong? Next);

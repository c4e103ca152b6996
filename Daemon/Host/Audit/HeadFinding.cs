namespace Basisd.Host.Audit;

/// <summary>What comparing a journal with statements or frames that were kept elsewhere gave.</summary>
/// <param name="Agrees">The journal is the one that was stated, as far as it was stated.</param>
/// <param name="Message">One sentence for people: how far it agrees, or what differs first.</param>
/// <param name="FirstDifferent">The first entry that differs or is missing lies at or behind this sequence; 0 when it agrees.</param>
/// <param name="AtLatest">The first entry that differs lies at or before this sequence; equal to the other where it is known exactly.</param>
/// <param name="Compared">Statements, or frames, that were compared.</param>
public sealed record HeadFinding(bool Agrees, string Message, ulong FirstDifferent, ulong AtLatest, int Compared);

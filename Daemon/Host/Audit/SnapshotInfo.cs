namespace Basisd.Host.Audit;

/// <summary>A snapshot in the journal.</summary>
/// <param name="Begin">Sequence of its begin frame: it is the state before every later entry.</param>
/// <param name="End">Sequence of its end frame; 0 where it has none.</param>
/// <param name="WallNs">Wall clock at its begin, Unix ns.</param>
/// <param name="Bytes">Length of the state.</param>
/// <param name="Hash">SHA-256 of the state, 64 hexadecimal digits.</param>
/// <param name="Complete">Every piece is there and the hash fits; others count for nothing.</param>
public sealed record SnapshotInfo(ulong Begin, ulong End, long WallNs, long Bytes, string Hash, bool Complete);

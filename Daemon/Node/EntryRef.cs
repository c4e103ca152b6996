namespace Basisd.Node;

/// <summary>One journal entry of a step: where its payload lies in <see cref="Effects.Payloads"/>.</summary>
/// <param name="Kind">Kind of the entry.</param>
/// <param name="Offset">First byte of the payload.</param>
/// <param name="Length">Bytes of the payload.</param>
public readonly record struct EntryRef(EntryKind Kind, int Offset, int Length);

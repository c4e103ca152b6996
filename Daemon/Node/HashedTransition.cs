using Basisd.Safety;

namespace Basisd.Node;

/// <summary>A transition with the state hash after it and the place of its journal entry among the step's entries.</summary>
/// <param name="Transition">The transition.</param>
/// <param name="EntryIndex">Index of its entry in <see cref="Effects.Entries"/>: first sequence of the step plus this is its sequence.</param>
public readonly record struct HashedTransition(Transition Transition, int EntryIndex);

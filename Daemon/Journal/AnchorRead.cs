namespace Basisd.Journal;

/// <summary>What reading the anchor gave.</summary>
/// <param name="State">Whether <paramref name="Anchor"/> holds.</param>
/// <param name="Anchor">The newest valid slot.</param>
/// <param name="ValidSlots">Valid slots, 0..2; one means that the other was hurt or torn.</param>
/// <param name="ReadError">The errno when unreadable.</param>
public readonly record struct AnchorRead(AnchorState State, Anchor Anchor, int ValidSlots, int ReadError)
{
    /// <summary>The format that a reader needs when the state is <see cref="AnchorState.NewerFormat"/>.</summary>
    public ushort NewerFormat { get; init; }
}

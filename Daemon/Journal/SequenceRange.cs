namespace Basisd.Journal;

/// <summary>Sequences from the first to the last, both counted.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; not below the first.</param>
public readonly record struct SequenceRange(ulong First, ulong Last)
{
    /// <summary>How many.</summary>
    public ulong Count => Last - First + 1;

    /// <summary><c>17</c> or <c>17 to 20</c>.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First} to {Last}";
}

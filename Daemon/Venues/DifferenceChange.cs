namespace Basisd.Venues;

/// <summary>One step in the life of a difference.</summary>
/// <param name="Step">What became of it.</param>
/// <param name="Difference">The difference as it is now.</param>
public readonly record struct DifferenceChange(DifferenceStep Step, Difference Difference)
{
    /// <summary>Whether the difference is over.</summary>
    public bool Ends => Step > DifferenceStep.Changed;
}

namespace Basisd.Controls;

/// <summary>What is to be left of a position.</summary>
/// <param name="Position">Position key.</param>
/// <param name="Quantity">Signed quantity, 1e-8.</param>
public readonly record struct ReductionTarget(int Position, long Quantity)
{
    /// <summary>The target of a position as it is now: never beyond zero, and never more than there is.</summary>
    /// <param name="quantity">Signed quantity, 1e-8.</param>
    public long Within(long quantity) =>
        quantity >= 0 ? System.Math.Clamp(Quantity, 0, quantity) : System.Math.Clamp(Quantity, quantity, 0);
}

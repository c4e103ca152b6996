namespace Basisd.Sims.Book;

/// <summary>What the venue says to a new order.</summary>
/// <param name="Order">The order; for a client id that was used before, the one that it made then. Null when refused.</param>
/// <param name="IsDuplicate">The client id was used before: nothing was done.</param>
/// <param name="Refusal">Why no order was made, or empty.</param>
public readonly record struct OrderReceipt(SimOrder? Order, bool IsDuplicate, string Refusal);

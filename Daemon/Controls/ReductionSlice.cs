namespace Basisd.Controls;

/// <summary>One order of a reduction.</summary>
/// <param name="Position">Position key.</param>
/// <param name="Quantity">Signed quantity of the order, 1e-8, never 0: negative sells a long position, positive buys a short one back.</param>
/// <param name="NotBeforeNs">Earliest time from the plan's beginning, ns: a multiple of the interval.</param>
public readonly record struct ReductionSlice(int Position, long Quantity, long NotBeforeNs);

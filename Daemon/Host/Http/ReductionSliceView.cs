namespace Basisd.Host.Http;

/// <summary>One slice of a reduction.</summary>
/// <param name="Position">Position key.</param>
/// <param name="Quantity">Signed quantity of the order, 1e-8.</param>
/// <param name="NotBeforeNs">Earliest time from the plan's beginning, ns.</param>
public sealed record ReductionSliceView(string Position, long Quantity, long NotBeforeNs);

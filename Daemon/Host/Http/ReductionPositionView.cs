namespace Basisd.Host.Http;

/// <summary>One position of a reduction with the facts that it was planned with.</summary>
/// <param name="Position">Position key.</param>
/// <param name="Market">Market in which it is reduced; empty where none is known.</param>
/// <param name="Quantity">Signed quantity, 1e-8; null where it was never reported.</param>
/// <param name="MarginRatioPpm">Margin ratio, ppm; null where unknown.</param>
/// <param name="Notional">
/// Worth without its sign, 1e-8 of the assets' reference unit, or of the base unit where these differ; null where nobody can value it.
/// </param>
/// <param name="Depth">Executable quantity on the side that executes, 1e-8; null where never reported.</param>
/// <param name="BandPpm">Band of the depth, ppm.</param>
/// <param name="DepthAgeNs">Age of the depth, ns; null where never reported.</param>
/// <param name="SlippagePpm">Predicted slippage, ppm; null where never reported.</param>
/// <param name="SlippageAgeNs">Age of the prediction, ns; null where never reported.</param>
/// <param name="Amount">Quantity to reduce, 1e-8.</param>
/// <param name="SliceLimit">Largest slice permitted, 1e-8.</param>
/// <param name="Slices">Slices that it takes.</param>
/// <param name="Constraint">What binds it, or none.</param>
/// <param name="Explanation">The same as a sentence; empty where nothing binds.</param>
/// <param name="Permission">What the gate says to <c>reduce</c> now.</param>
public sealed record ReductionPositionView(
    string Position, string Market, long? Quantity, long? MarginRatioPpm, long? Notional, long? Depth, long BandPpm, long? DepthAgeNs,
    long? SlippagePpm, long? SlippageAgeNs, long Amount, long SliceLimit, long Slices, string Constraint, string Explanation, string Permission);

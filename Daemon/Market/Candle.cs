namespace Basisd.Market;

/// <summary>
/// One bar, checked: 0 &lt; low &lt;= open, close &lt;= high. Prices in 1e-8 of the quote unit. Volume is checked in the file and dropped.
/// </summary>
/// <param name="Second">Unix second at which it opens.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
public readonly record struct Candle(long Second, long Open, long High, long Low, long Close);

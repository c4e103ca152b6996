using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>The engine's own positions at one venue: what it began with, and its own fills since.</summary>
internal sealed class PositionBook
{
    // A fixed collateral per position and a maintenance rate make a margin ratio that falls as the position grows.
    private const long Collateral = 100_000 * FixedPoint.Scale;
    private const long MaintenancePpm = 50_000;
    private const long MostRatioPpm = 1_000 * FixedPoint.Ppm;

    private readonly ConcurrentDictionary<string, (long Quantity, long Entry)> _positions = new(StringComparer.Ordinal);

    /// <summary>All positions by their key.</summary>
    public IEnumerable<KeyValuePair<string, (long Quantity, long Entry)>> All => _positions.OrderBy(p => p.Key, StringComparer.Ordinal);

    /// <summary>Signed quantity and entry price of a position, 1e-8.</summary>
    public (long Quantity, long Entry) Of(string key) => _positions.TryGetValue(key, out (long Quantity, long Entry) held) ? held : default;

    /// <summary>Forgets every position.</summary>
    public void Clear() => _positions.Clear();

    /// <summary>Sets a position.</summary>
    public void Set(string key, long quantity, long entry) => _positions[key] = (quantity, quantity == 0 ? 0 : entry);

    /// <summary>Applies a fill.</summary>
    public void Fill(string key, long quantity, long price)
    {
        (long held, long entry) = Of(key);
        long after = held + quantity;
        bool grows = Math.Sign(held) == Math.Sign(quantity) || held == 0;
        long average = after == 0 ? 0
            : grows ? (long)((((Int128)Math.Abs(held) * entry) + ((Int128)Math.Abs(quantity) * price)) / Math.Abs(after))
            : Math.Sign(after) == Math.Sign(held) ? entry : price;
        _positions[key] = (after, average);
    }

    /// <summary>Margin ratio of a position, ppm.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="mark">Mark price, 1e-8.</param>
    public long MarginRatioPpm(string key, long mark)
    {
        (long quantity, _) = Of(key);
        long notional = FixedPoint.MulDiv(Math.Abs(quantity), mark, FixedPoint.Scale);
        long maintenance = FixedPoint.MulDiv(notional, MaintenancePpm, FixedPoint.Ppm);
        return maintenance == 0 ? MostRatioPpm : Math.Min(MostRatioPpm, FixedPoint.MulDiv(Collateral, FixedPoint.Ppm, maintenance));
    }
}

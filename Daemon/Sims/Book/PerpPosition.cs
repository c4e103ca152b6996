using System;
using Basisd.Safety;

namespace Basisd.Sims.Book;

/// <summary>A position in a perpetual: signed quantity and the average price that it was entered at, both in integers.</summary>
public readonly record struct PerpPosition
{
    /// <summary>Largest position either way, 1e-8.</summary>
    public const long MaxQuantity = FixedPoint.MaxPrice;

    /// <summary>1e-8 of the base, negative when short.</summary>
    public long Quantity { get; init; }

    /// <summary>Average price of entry, 1e-8 of the quote unit, truncated; 0 when flat.</summary>
    public long EntryPrice { get; init; }

    /// <summary>What a trade makes of it.</summary>
    /// <param name="quantity">Traded, 1e-8, negative when sold.</param>
    /// <param name="price">1e-8 of the quote unit.</param>
    /// <param name="profit">Realized by what the trade closed, 1e-8 of the quote unit, truncated toward zero.</param>
    public PerpPosition After(long quantity, long price, out Int128 profit)
    {
        long total = Quantity + quantity;
        if (Quantity == 0 || Math.Sign(Quantity) == Math.Sign(quantity))
        {
            profit = 0;
            Int128 paid = ((Int128)Quantity * EntryPrice) + ((Int128)quantity * price);
            return new PerpPosition { Quantity = total, EntryPrice = (long)(paid / total) };
        }

        // Signed as the position is: a long one gains by a higher price, a short one by a lower.
        long closed = Math.Abs(quantity) < Math.Abs(Quantity) ? -quantity : Quantity;
        profit = (Int128)closed * (price - EntryPrice) / FixedPoint.Scale;
        long entry = total == 0 ? 0 : Math.Sign(total) == Math.Sign(Quantity) ? EntryPrice : price;
        return new PerpPosition { Quantity = total, EntryPrice = entry };
    }
}

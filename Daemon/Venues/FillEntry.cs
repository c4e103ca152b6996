namespace Basisd.Venues;

/// <summary>A fill that only one side has reported so far.</summary>
public struct FillEntry
{
    /// <summary>Whether the engine has it; else the venue does.</summary>
    public bool IsOurs;

    /// <summary>Route, or <see cref="VenueRecord.UnknownItem"/>.</summary>
    public int Route;

    /// <summary>Id of the fill.</summary>
    public long Id;

    /// <summary>The engine's order id.</summary>
    public long OrderId;

    /// <summary>Signed quantity, 1e-8.</summary>
    public long Quantity;

    /// <summary>Price, 1e-8.</summary>
    public long Price;

    /// <summary>The venue's sequence; 0 for the engine's.</summary>
    public long Seq;

    /// <summary>Core time at which it came, Unix nanoseconds.</summary>
    public long Since;

    /// <summary>Effect on the balance of the route's asset, 1e-8; 0 for a derivative.</summary>
    public long AssetEffect;

    /// <summary>Account of the cash, -1 where it is not known.</summary>
    public int CashAccount;

    /// <summary>Effect on the cash account, 1e-8.</summary>
    public long CashEffect;

    /// <summary>Account of the fee, -1 where it is not known.</summary>
    public int FeeAccount;

    /// <summary>Fee, 1e-8.</summary>
    public long Fee;

    /// <summary>Whether it is the same fill.</summary>
    public readonly bool IsFill(int route, long id) => Id == id && Route == route;
}

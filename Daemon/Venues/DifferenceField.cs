namespace Basisd.Venues;

/// <summary>Which part of a fill differs. The numbers are the journal's; they are never reused.</summary>
public enum DifferenceField : byte
{
    /// <summary>The whole.</summary>
    None = 0,

    /// <summary>The order id.</summary>
    Order = 1,

    /// <summary>The signed quantity.</summary>
    Quantity = 2,

    /// <summary>The price.</summary>
    Price = 3,

    /// <summary>The content of a fill that was reported twice.</summary>
    Content = 4,
}

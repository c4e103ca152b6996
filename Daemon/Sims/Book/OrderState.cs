namespace Basisd.Sims.Book;

/// <summary>What became of an order.</summary>
public enum OrderState
{
    /// <summary>It rests with a remainder.</summary>
    Open,

    /// <summary>All of it was traded.</summary>
    Filled,

    /// <summary>Its remainder was withdrawn: by the client, or because a market order found nothing more.</summary>
    Canceled,
}

namespace Basisd.Sims.Book;

/// <summary>What an event of the venue's one sequence is.</summary>
public enum VenueEventKind : byte
{
    /// <summary>A sequence number that holds nothing. The true lists never show it; a fault may lie with it.</summary>
    Blank,

    /// <summary>A trade.</summary>
    Fill,

    /// <summary>A funding payment.</summary>
    Funding,

    /// <summary>A confirmed deposit or withdrawal.</summary>
    Transfer,
}

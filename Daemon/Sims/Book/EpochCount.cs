namespace Basisd.Sims.Book;

/// <summary>Orders of one epoch at a venue's fence.</summary>
/// <param name="Accepted">Orders that passed.</param>
/// <param name="Refused">Orders that came when a higher epoch had been seen.</param>
public readonly record struct EpochCount(long Accepted, long Refused);

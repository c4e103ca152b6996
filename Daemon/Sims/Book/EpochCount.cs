namespace Basisd.Sims.Book;

/// <summary>Orders and cancellations of one epoch at a venue's fence.</summary>
/// <param name="Accepted">Those that passed.</param>
/// <param name="Refused">Those that came when a higher epoch had been seen.</param>
/// <param name="First">When the first one passed, Unix ns; 0: none did.</param>
/// <param name="Last">When the last one passed, Unix ns; 0: none did.</param>
public readonly record struct EpochCount(long Accepted, long Refused, long First, long Last);

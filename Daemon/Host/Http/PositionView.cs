namespace Basisd.Host.Http;

/// <summary>One position at a venue. Amounts are texts of eight decimals, exact.</summary>
/// <param name="Position">Its name.</param>
/// <param name="Ours">What the engine reported last; null if it never did.</param>
/// <param name="Venues">What the venue said last.</param>
/// <param name="Difference">The venue's less ours at the latest complete poll that could be compared.</param>
public sealed record PositionView(string Position, string? Ours, string Venues, string Difference);

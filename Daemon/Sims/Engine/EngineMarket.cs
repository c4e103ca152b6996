namespace Basisd.Sims.Engine;

/// <summary>One market of a venue, with its indexes in the daemon's tables.</summary>
/// <param name="Venue">Name of the venue.</param>
/// <param name="VenueIndex">Index of the venue.</param>
/// <param name="Name">Name at the venue, for example <c>BTC/USDT</c> or <c>BTC/USDT:perp</c>.</param>
/// <param name="Asset">Asset that is traded.</param>
/// <param name="IsPerpetual">Whether it is a perpetual.</param>
/// <param name="Instrument">Index of the instrument.</param>
/// <param name="Route">Index of the route, or -1: then it is priced, and not traded.</param>
/// <param name="Position">Index of the position that a perpetual moves, or -1.</param>
internal sealed record EngineMarket(
    string Venue, int VenueIndex, string Name, string Asset, bool IsPerpetual, int Instrument, int Route, int Position)
{
    /// <summary>Name for people: <c>BTC/USDT@alpha</c>.</summary>
    public string FullName => $"{Name}@{Venue}";

    /// <summary>Key of the position at the venue: <c>BTC-PERP</c>.</summary>
    public string PositionKey => $"{Asset}-PERP";

    /// <summary>The scopes that an order in it names, beside the platform.</summary>
    public string[] Scopes { get; } = [$"asset/{Asset}", $"venue/{Venue}", $"route/{Asset}@{Venue}"];
}

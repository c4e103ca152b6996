using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>The best prices of a market and how much stands near them.</summary>
/// <param name="Bid">Best bid, 1e-8; 0: nobody buys.</param>
/// <param name="Ask">Best ask, 1e-8; 0: nobody sells.</param>
/// <param name="BidDepth">Executable bid quantity within the band, 1e-8.</param>
/// <param name="AskDepth">Executable ask quantity within the band, 1e-8.</param>
/// <param name="BandPpm">The band, ppm.</param>
internal readonly record struct Quote(long Bid, long Ask, long BidDepth, long AskDepth, long BandPpm)
{
    /// <summary>Whether both sides are there.</summary>
    public bool IsGood => Bid > 0 && Ask >= Bid;

    /// <summary>Middle of the two, 1e-8.</summary>
    public long Mid => Bid + ((Ask - Bid) / 2);

    /// <summary>Half of the distance between the two, ppm of the mid.</summary>
    public long HalfSpreadPpm => FixedPoint.MulDiv((Ask - Bid) / 2, FixedPoint.Ppm, Mid);

    /// <summary>Reads an answer of <c>/sim/book</c>.</summary>
    public static Quote Of(in VenueReply reply) => new(
        reply.Amount("bid"), reply.Amount("ask"), reply.Amount("bid_depth"), reply.Amount("ask_depth"), VenueReply.Number(reply.Body, "band_ppm"));
}

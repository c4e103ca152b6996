using System;
using Basisd.Safety;

namespace Basisd.Tests.Controls;

/// <summary>SPEC 8's limits of one order against the depth that it would take, reckoned anew: the judge of whatever a planner gives out.</summary>
/// <param name="ParticipationPpm">Most of the depth that it takes, ppm.</param>
/// <param name="MaxSlippagePpm">Most slippage, ppm.</param>
/// <param name="DepthMaxAgeNs">Oldest depth, ns.</param>
/// <param name="SlippageMaxAgeNs">Oldest prediction of slippage, ns; without one nothing is predicted.</param>
internal sealed record DepthLaw(long ParticipationPpm, long MaxSlippagePpm, long DepthMaxAgeNs, long SlippageMaxAgeNs)
{
    /// <summary>The limit that an order breaks, or null.</summary>
    public string? Broken(Int128 size, Book book)
    {
        // Predicted slippage and the eaten share of the band together stay within the limit.
        bool fresh = book.SlippageAgeNs >= 0 && book.SlippageAgeNs <= SlippageMaxAgeNs;
        Int128 slippage = fresh ? Math.Max(book.SlippagePpm, 0) : 0;
        return book.DepthAgeNs < 0 || book.DepthAgeNs > DepthMaxAgeNs ? "age of the depth"
            : size * FixedPoint.Ppm > (Int128)book.Depth * ParticipationPpm ? "participation"
            : (slippage * book.Depth) + (size * book.BandPpm) > (Int128)MaxSlippagePpm * book.Depth ? "slippage"
            : !fresh && book.BandPpm > MaxSlippagePpm ? "band, where nothing is predicted"
            : null;
    }

    /// <summary>One side of a market, as a planner sees it.</summary>
    public readonly record struct Book(long Depth, long BandPpm, long DepthAgeNs, long SlippagePpm, long SlippageAgeNs);
}

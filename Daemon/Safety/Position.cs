namespace Basisd.Safety;

/// <summary>A derivative-linked position whose margin ratio is watched (SPEC 5, <c>internal.margin_buffer_breach</c>).</summary>
/// <param name="Index">Position in <see cref="Topology.Positions"/>; the index of margin ratios on the wire.</param>
/// <param name="Name">Position key, for example <c>BTC-PERP@binance</c>.</param>
/// <param name="Venue">Index of the venue that holds it.</param>
public sealed record Position(int Index, string Name, int Venue)
{
    /// <summary>Index of the market in which it is reduced, or -1 where none is known (SPEC 8).</summary>
    public int Instrument { get; init; } = -1;

    /// <summary>Smallest order that reduces it, 1e-8 of the asset, at least 1.</summary>
    public long SmallestSlice { get; init; } = 1;
}

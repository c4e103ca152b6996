using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>Ranges of what a gateway may say: no later sum or product of the core overflows on them.</summary>
internal static class GatewayLimits
{
    /// <summary>Largest sequence: what every reader of JSON holds exactly.</summary>
    public const long MaxSeq = (1L << 53) - 1;

    /// <summary>Largest quantity, balance and price, 1e-8: that of the engine's protocol.</summary>
    public const long MaxAmount = FixedPoint.MaxPrice;

    /// <summary>Largest cash of one fill or funding, and largest quantity times price, 1e-8: a thousand million units.</summary>
    public const long MaxCash = 100 * FixedPoint.MaxPrice;

    /// <summary>Largest rate, ppm.</summary>
    public const long MaxRatePpm = FixedPoint.MaxRatio;

    /// <summary>Latest time, Unix ns: the year 2100.</summary>
    public const long MaxTimeNs = 4_102_444_800 * FixedPoint.Second;

    /// <summary>Longest name, in UTF-8 bytes.</summary>
    public const int MaxNameBytes = Topology.MaxNameBytes;

    /// <summary>Deepest nesting of an answer; the contract needs three.</summary>
    public const int MaxDepth = 16;

    /// <summary>Most records of one poll.</summary>
    public const int MaxRecords = 65_536;

    /// <summary>Events of one list that end a poll's reading of it: the rest is left to the next poll.</summary>
    public const int BacklogEvents = 16_384;

    /// <summary>Most unknown names that are remembered per venue.</summary>
    public const int MaxUnknownNames = 64;
}

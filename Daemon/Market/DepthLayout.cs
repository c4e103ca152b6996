namespace Basisd.Market;

/// <summary>Which columns a depth file has (FORMATS.md).</summary>
public enum DepthLayout
{
    /// <summary>No depth file.</summary>
    None = 0,

    /// <summary>Size at the best price, mean of an interval, in units of the asset: <c>depth_VENUE_asset_unit_INTERVAL</c>.</summary>
    Touch = 1,

    /// <summary>USD within 2, 5 and 10 bp of the middle, each side, at a second: <c>..._l2_1s_...</c>.</summary>
    Ladder = 2,

    /// <summary>USD within a band that the name gives, at a moment: <c>..._depth50bps_...</c>.</summary>
    Band = 3,
}

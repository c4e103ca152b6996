namespace Basisd.Safety;

/// <summary>What a protection applies to (SPEC 1).</summary>
public enum ScopeKind : byte
{
    /// <summary>The whole platform; there is exactly one, at index 0.</summary>
    Platform = 0,

    /// <summary>A module of the platform, for example rewards.</summary>
    Module = 1,

    /// <summary>One native asset on all venues.</summary>
    Asset = 2,

    /// <summary>One venue with all its assets.</summary>
    Venue = 3,

    /// <summary>One asset on one or two venues; the pair of a venue and an asset is a route (SPEC 6).</summary>
    Route = 4,
}

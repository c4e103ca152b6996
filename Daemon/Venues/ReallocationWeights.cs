namespace Basisd.Venues;

/// <summary>In what proportion a reallocation is split.</summary>
public enum ReallocationWeights
{
    /// <summary>By executable depth: a venue that is twice as deep takes twice as much.</summary>
    Depth = 0,

    /// <summary>By the share that the configuration gives each route.</summary>
    Share = 1,
}

namespace Basisd.Cluster;

/// <summary>What became of a compare-and-swap.</summary>
internal enum SwapEnd : byte
{
    /// <summary>Nothing is known that was not known before.</summary>
    Open = 0,

    /// <summary>It was carried out.</summary>
    Done = 1,

    /// <summary>It was not, and never will be: the key has another revision than it expected.</summary>
    Lost = 2,

    /// <summary>It certainly was not, and the key may still be as it was.</summary>
    Failed = 3,
}

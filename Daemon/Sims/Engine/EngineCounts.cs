namespace Basisd.Sims.Engine;

/// <summary>What happened at a venue since the start, for the log.</summary>
internal sealed class EngineCounts
{
    /// <summary>Orders that were sent.</summary>
    public long Placed { get; set; }

    /// <summary>Fills.</summary>
    public long Filled { get; set; }

    /// <summary>Orders that were withdrawn.</summary>
    public long Canceled { get; set; }
}

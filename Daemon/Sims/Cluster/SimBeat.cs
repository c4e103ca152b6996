using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>A heartbeat under way to several nodes; it is filled again once all copies have arrived or are lost.</summary>
internal sealed class SimBeat(int slots, System.Collections.Generic.Stack<SimBeat> free)
{
    public Heartbeat Beat { get; } = new(slots);

    /// <summary>Copies that are still under way.</summary>
    public int Uses { get; set; }

    /// <summary>A copy has arrived or is lost.</summary>
    public void Arrived()
    {
        if (--Uses <= 0)
        {
            free.Push(this);
        }
    }
}

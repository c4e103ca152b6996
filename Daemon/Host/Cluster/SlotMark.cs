using Basisd.Host.Loop;

namespace Basisd.Host.Cluster;

/// <summary>What of an acting slot the cluster's core was told already.</summary>
internal sealed class SlotMark
{
    /// <summary>The seam of the tenure that this is about.</summary>
    public SlotLink? Link { get; private set; }

    /// <summary>Whether it is open.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Whether its engine is silent.</summary>
    public bool IsEngineSilent { get; set; }

    /// <summary>How often it asked for DMM.</summary>
    public long DmmAsked { get; set; }

    /// <summary>The DMM epoch whose resumption it told.</summary>
    public long Resumed { get; set; }

    /// <summary>Another tenure begins.</summary>
    public void Begin(SlotLink? link)
    {
        Link = link;
        IsOpened = false;
        IsEngineSilent = false;
        DmmAsked = 0;
        Resumed = 0;
    }
}

using System;

namespace Basisd.Sims.Cluster;

/// <summary>The gate page of one slot on one machine: shared memory, so it outlives the process that wrote it, and ends with the machine.</summary>
internal sealed class SimGate
{
    public bool IsOpen { get; set; }

    public ulong Epoch { get; set; }

    /// <summary>CLOCK_BOOTTIME from which it reads closed, ns.</summary>
    public long ValidUntil { get; set; }

    public byte Permissions { get; set; }

    /// <summary>A word for each scope, where a real core writes them; else empty.</summary>
    public ulong[] Page { get; set; } = [];

    /// <summary>How long the machine had slept when the deadline was written, ns.</summary>
    public long SleptBefore { get; set; }

    /// <summary>Whether the engine's next look at it is on the agenda.</summary>
    public bool IsWatched { get; set; }

    public void Close()
    {
        IsOpen = false;
        Permissions = 0;
        Array.Clear(Page);
    }
}

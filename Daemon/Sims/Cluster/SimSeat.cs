using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>One node's place at one slot: its copy, its gate page, and what its process does with them.</summary>
internal sealed class SimSeat(int node, int slot, int nodes)
{
    public int Node { get; } = node;

    public int Slot { get; } = slot;

    /// <summary>The copy on the disk.</summary>
    public SimJournal Journal { get; } = new();

    /// <summary>The gate page in the machine's memory.</summary>
    public SimGate Gate { get; } = new();

    /// <summary>The real core that follows the copy; null before it is asked for, and while the node acts.</summary>
    public SimCore? Core { get; private set; }

    /// <summary>The loop around a real core while the node acts; else null.</summary>
    public SimTenure? Tenure { get; set; }

    /// <summary>Whether its engine gives no sign.</summary>
    public int EngineSilent { get; set; }

    /// <summary>Epoch under which the process serves the slot; 0 when it does not own it.</summary>
    public ulong Serving { get; set; }

    /// <summary>The takeover is through.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Nothing is taken in any more.</summary>
    public bool IsClosing { get; set; }

    /// <summary>True time at which it began to close, ns.</summary>
    public long ClosedAt { get; set; }

    /// <summary>The takeover is through once this is committed; 0 before reconciliation.</summary>
    public ulong OpensAfter { get; set; }

    /// <summary>End of the right, CLOCK_BOOTTIME, ns.</summary>
    public long Deadline { get; set; }

    /// <summary>Committed as the core said.</summary>
    public ulong Committed { get; set; }

    public bool IsSyncing { get; set; }

    /// <summary>The copy is hurt and has to be made anew.</summary>
    public bool NeedsRebuild { get; set; }

    /// <summary>
    /// After a rebuild the copy counts again from here on; 0 when it is whole, <see cref="ulong.MaxValue"/> while that is not known.
    /// </summary>
    public ulong WholeFrom { get; set; }

    public int Following { get; set; } = SlotRecord.None;

    public ulong FollowEpoch { get; set; }

    /// <summary>Number of the request for frames that is under way; 0 for none.</summary>
    public long PullId { get; set; }

    /// <summary>True time at which it counts as lost.</summary>
    public long PullLostAt { get; set; }

    /// <summary>Requests that wait for frames, by follower.</summary>
    public SimPull?[] Parked { get; } = new SimPull?[nodes];

    /// <summary>True time at which they are answered at the latest.</summary>
    public long ParkedUntil { get; set; }

    public bool IsWhole => !NeedsRebuild && Journal.Durable >= WholeFrom;

    /// <summary>The process is gone: only the disk and the page stay.</summary>
    public void Forget()
    {
        Serving = 0;
        IsOpened = false;
        IsClosing = false;
        OpensAfter = 0;
        Deadline = 0;
        Committed = 0;
        IsSyncing = false;
        Following = SlotRecord.None;
        FollowEpoch = 0;
        PullId = 0;
        Tenure = null;
        Core = null;
        for (int peer = 0; peer < Parked.Length; peer++)
        {
            Parked[peer] = null;
        }
    }

    /// <summary>The real core of the copy, led by its entries up to a sequence.</summary>
    public SimCore Follow(SimCores cores, ulong last)
    {
        Core ??= new SimCore(cores);
        Core.Apply(Journal, last);
        return Core;
    }

    /// <summary>What a loop left in a core is not believed, nor what a copy was led by that was cut since.</summary>
    public void Reopen() => Core = null;

    /// <summary>What the core is told of a copy that leads a real one.</summary>
    public SlotCopy Copy(SimCores cores)
    {
        ulong durable = Journal.Durable;
        ulong epoch = durable == 0 ? 0 : Journal[durable].Epoch;
        if (Tenure is { } tenure)
        {
            return new(durable, Journal.Appended, epoch, IsWhole, tenure.HashedAt, tenure.HashAt);
        }

        if (!IsWhole)
        {
            return new(durable, durable, epoch, false, 0, 0);
        }

        SimCore core = Follow(cores, durable);
        return new(durable, durable, epoch, true, core.HashedAt, core.HashAt);
    }

    /// <summary>What the core is told of the copy.</summary>
    public SlotCopy Copy(SimLapses lapses)
    {
        ulong durable = Journal.Durable;
        return new(
            durable,
            Serving == 0 ? durable : Journal.Appended,
            durable == 0 ? 0 : Journal[durable].Epoch,
            IsWhole || lapses.HasFlag(SimLapses.DamagedIsWhole),
            durable,
            Journal.StateAt(durable).Hash);
    }
}

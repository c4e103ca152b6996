using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Loop;
using Basisd.Journal;

namespace Basisd.Host.Cluster;

/// <summary>
/// One ownership of a slot, from the claim until the slot is another's. Filled by the slot's task; what the cluster's thread reads of it is set once.
/// </summary>
/// <param name="epoch">Its epoch.</param>
/// <param name="right">Until when it may act.</param>
internal sealed class SlotTenure(ulong epoch, ActingRight right)
{
    private int _signal = -1;

    /// <summary>Its epoch.</summary>
    public ulong Epoch { get; } = epoch;

    /// <summary>Until when it may act.</summary>
    public ActingRight Right { get; } = right;

    /// <summary>The journal.</summary>
    public NodeJournal? Journal { get; set; }

    /// <summary>What serves it to followers.</summary>
    public ServedJournal? Served { get; set; }

    /// <summary>The loop that acts; null before and after.</summary>
    public ActiveSlot? Acting { get; set; }

    /// <summary>The seam to that loop; stays when it has ended.</summary>
    public SlotLink? Link { get; set; }

    /// <summary>Who waits for the loop's end.</summary>
    public Task Watch { get; set; } = Task.CompletedTask;

    /// <summary>When the loop was started, CLOCK_BOOTTIME ns.</summary>
    public long StartedAt { get; set; }

    /// <summary>When its first entries were committed, CLOCK_BOOTTIME ns; 0 before.</summary>
    public long ReadyAt { get; set; }

    /// <summary>The eventfd that wakes the loop; null before.</summary>
    public int? CommitSignal
    {
        get => Volatile.Read(ref _signal) is >= 0 and int fd ? fd : null;
        set => Volatile.Write(ref _signal, value ?? -1);
    }
}

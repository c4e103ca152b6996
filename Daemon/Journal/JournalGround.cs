namespace Basisd.Journal;

/// <summary>
/// What a journal stands on. Production is <see cref="Machine"/> and nothing else; tests put a simulated disk under it, drive its threads
/// themselves, or take a guard away to see that its absence is found out. It must never be reachable from a configuration.
/// </summary>
internal sealed record JournalGround
{
    /// <summary>The machine's disk, threads of its own, every guard in place.</summary>
    public static readonly JournalGround Machine = new();

    /// <summary>The disk.</summary>
    public IJournalDisk Disk { get; init; } = LinuxDisk.Shared;

    /// <summary>No threads: the test calls <see cref="NodeJournal.StepCommit"/> and <see cref="NodeJournal.StepKeeper"/>.</summary>
    public bool Stepped { get; init; }

    /// <summary>Guards that are missing. Read where a journal is opened or ends, never per append or commit.</summary>
    public JournalGuards Without { get; init; }

    /// <summary>The identity of a journal that is created now; null for a random one.</summary>
    public JournalId? Identity { get; init; }

    /// <summary>Whether a guard is in place.</summary>
    public bool Has(JournalGuards guard) => (Without & guard) == JournalGuards.None;
}

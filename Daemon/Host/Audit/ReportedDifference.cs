using System.Collections.Generic;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>The life of one difference as the journal has it.</summary>
/// <param name="Difference">As it was last.</param>
/// <param name="Opened">Core time at which it was opened, Unix ns.</param>
/// <param name="OpenedBy">Sequence of the entry that opened it.</param>
public sealed record ReportedDifference(Difference Difference, long Opened, ulong OpenedBy)
{
    /// <summary>Core time at which it ended, Unix ns; 0 while it is open.</summary>
    public long Ended { get; set; }

    /// <summary>Sequence of the entry that ended it, 0 while it is open.</summary>
    public ulong EndedBy { get; set; }

    /// <summary>Why it ended.</summary>
    public DifferenceStep Why { get; set; } = DifferenceStep.Opened;

    /// <summary>What the operator said who explained it; empty else.</summary>
    public string Words { get; set; } = string.Empty;

    /// <summary>Differences that are open, oldest first.</summary>
    internal static ReportedDifference? Find(List<ReportedDifference> all, in Difference of)
    {
        for (int i = all.Count - 1; i >= 0; i--)
        {
            if (all[i].Ended == 0 && all[i].Difference.IsSame(of))
            {
                return all[i];
            }
        }

        return null;
    }
}

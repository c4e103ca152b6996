namespace Basisd.Host.Reports;

/// <summary>A command of an incident's containment and what became of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Order">What was ordered, in words.</param>
/// <param name="IssuedAt">Core time, Unix nanoseconds.</param>
public sealed record ReportedCommand(long Id, string Order, long IssuedAt)
{
    /// <summary>When the engine acknowledged or refused it; 0: it never did.</summary>
    public long AnsweredAt { get; set; }

    /// <summary>Whether the engine refused it.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Windows that it missed.</summary>
    public int Misses { get; set; }

    /// <summary>When its effect was found; 0: never.</summary>
    public long SettledAt { get; set; }

    /// <summary>What was found of its effect; empty for nothing.</summary>
    public string Finding { get; set; } = string.Empty;
}

using Basisd.Safety;

namespace Basisd.Market;

/// <summary>What the user wants played.</summary>
public sealed record HistoryRequest
{
    /// <summary>Directories, whose <c>*.csv</c> files are chosen from, and files, which count as named explicitly.</summary>
    public string[] Paths { get; init; } = [];

    /// <summary>Candle files with an explicit market.</summary>
    public NamedInput[] Named { get; init; } = [];

    /// <summary>Missing bars are silence instead of an error.</summary>
    public bool AllowGaps { get; init; }

    /// <summary>
    /// Longest run of missing bars through which the last close stands, seconds: nobody traded, and quotes stand still. Longer ones are silence.
    /// 0: none.
    /// </summary>
    public long HoldGapsSeconds { get; init; }

    /// <summary>Plays coarser intervals and derivatives of a directory as well; one market still plays from one file.</summary>
    public bool AllIntervals { get; init; }

    /// <summary>First second to play, Unix ns, inclusive; null is the beginning.</summary>
    public long? From { get; init; }

    /// <summary>End, Unix ns, exclusive; null is after the last second.</summary>
    public long? To { get; init; }

    /// <summary>Names to map onto, for example a daemon's; null builds a topology from the files.</summary>
    public Topology? Topology { get; init; }

    /// <summary>
    /// Names of scopes in the order of their indexes, where <see cref="Topology"/> was made of a daemon's other names and has its own order; else
    /// null.
    /// </summary>
    public string[]? ScopeNames { get; init; }
}

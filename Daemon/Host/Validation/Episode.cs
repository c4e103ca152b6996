using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>One recorded stretch of history and what is expected of it.</summary>
public sealed record Episode
{
    /// <summary>Short name: lower-case letters, digits, hyphens. The chart's file has it.</summary>
    public required string Name { get; init; }

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Crisis or quiet.</summary>
    public required EpisodeKind Kind { get; init; }

    /// <summary>Files and folders, relative to the data.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>First moment that plays, Unix ns; null for the beginning of the files.</summary>
    public long? From { get; init; }

    /// <summary>End, Unix ns; null for the end of the files.</summary>
    public long? To { get; init; }

    /// <summary>First moment that the chart shows, Unix ns.</summary>
    public long? ChartFrom { get; init; }

    /// <summary>End of the chart, Unix ns.</summary>
    public long? ChartTo { get; init; }

    /// <summary>When the event began, Unix ns; 0 for quiet days.</summary>
    public long Onset { get; init; }

    /// <summary>What is taken for the beginning.</summary>
    public string OnsetIs { get; init; } = string.Empty;

    /// <summary>A missing bar plays as silence.</summary>
    public bool AllowGaps { get; init; }

    /// <summary>Longest run of missing bars through which the last close stands, seconds.</summary>
    public long HoldGapsSeconds { get; init; }

    /// <summary>Coarser candles and derivatives play as well.</summary>
    public bool AllIntervals { get; init; }

    /// <summary>Triggers that shall trip.</summary>
    public IReadOnlyList<TriggerId> Expect { get; init; } = [];

    /// <summary>Triggers that run in shadow here, because the recording and not the market would trip them.</summary>
    public IReadOnlyList<TriggerId> Shadow { get; init; } = [];

    /// <summary>What a reader should know; may be empty.</summary>
    public string Remark { get; init; } = string.Empty;
}

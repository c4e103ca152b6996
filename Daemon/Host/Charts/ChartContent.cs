namespace Basisd.Host.Charts;

/// <summary>Everything that a chart over time shows.</summary>
public sealed record ChartContent
{
    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Line below it, after the times.</summary>
    public string Subtitle { get; init; } = string.Empty;

    /// <summary>Unix second at the left edge.</summary>
    public required long From { get; init; }

    /// <summary>Unix second at the right edge, above <see cref="From"/>.</summary>
    public required long To { get; init; }

    /// <summary>Curves with the same edges, from top to bottom.</summary>
    public ChartPanel[] Panels { get; init; } = [];

    /// <summary>Trips, in ascending time.</summary>
    public ChartTrip[] Trips { get; init; } = [];

    /// <summary>Modes by scope, in the order in which the rows shall stand; a scope that was always NORMAL gets no row.</summary>
    public ChartSpan[] Spans { get; init; } = [];

    /// <summary>A moment to compare the trips with, Unix second; 0 for none.</summary>
    public long Moment { get; init; }

    /// <summary>What that moment is, in a word.</summary>
    public string MomentIs { get; init; } = string.Empty;

    /// <summary>What was left out, or else is to be said below the chart; may be empty.</summary>
    public string Note { get; init; } = string.Empty;
}

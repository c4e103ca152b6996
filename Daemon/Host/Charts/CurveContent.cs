namespace Basisd.Host.Charts;

/// <summary>Everything that a chart of curves over a setting shows.</summary>
public sealed record CurveContent
{
    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>Line below it.</summary>
    public required string Subtitle { get; init; }

    /// <summary>Unit of the values below the axis.</summary>
    public required string AxisTitle { get; init; }

    /// <summary>The places of the axis, ascending, each with its text.</summary>
    public required (long Value, string Text)[] X { get; init; }

    /// <summary>Index of the place that is in force now, or -1.</summary>
    public required int Chosen { get; init; }

    /// <summary>The curves, a panel each.</summary>
    public required CurveSeries[] Curves { get; init; }
}

using System;

namespace Basisd.Host.Charts;

/// <summary>One curve over time with its own value axis.</summary>
public sealed record ChartPanel
{
    /// <summary>What it shows and in which unit.</summary>
    public required string Title { get; init; }

    /// <summary>The curve.</summary>
    public required ValueTrace Value { get; init; }

    /// <summary>The limit that the curve is held against; null for a price.</summary>
    public ValueTrace? Limit { get; init; }

    /// <summary>A value of the axis as text.</summary>
    public required Func<long, string> Text { get; init; }

    /// <summary>Trips of this very curve, Unix second and measured value.</summary>
    public (long Second, long Value)[] Marks { get; init; } = [];
}

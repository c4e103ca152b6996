using System;

namespace Basisd.Host.Bench;

/// <summary>How long and where to measure.</summary>
public sealed record BenchOptions
{
    /// <summary>Seconds per section by default.</summary>
    public const int DefaultSeconds = 5;

    /// <summary>Most seconds per section.</summary>
    public const int MaxSeconds = 14_400;

    /// <summary>Seconds per section, 1 to <see cref="MaxSeconds"/>.</summary>
    public int Seconds { get; init; } = DefaultSeconds;

    /// <summary>A directory on the file system whose journal is measured; everything made in it is removed.</summary>
    public required string Directory { get; init; }

    /// <summary>The basisd binary that serves as child: daemon, pipe, socket sink.</summary>
    public required string Executable { get; init; }

    /// <summary>Told what is going on.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Nanoseconds per section.</summary>
    public long BudgetNs => Seconds * 1_000_000_000L;
}

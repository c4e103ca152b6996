using System.Collections.Generic;

namespace Basisd.Host.Reports;

/// <summary>
/// A block of a document: what is said, free of any notation, so that Markdown and HTML say the same and each escapes in one place alone.
/// </summary>
public sealed record ReportBlock
{
    /// <summary>What it is.</summary>
    public required ReportBlockKind Kind { get; init; }

    /// <summary>Its text; the head's first cell is not here but in <see cref="Rows"/>.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Level of a heading, 1 to 3.</summary>
    public int Level { get; init; } = 2;

    /// <summary>Cells, row by row; the first row of a table is its head.</summary>
    public IReadOnlyList<string[]> Rows { get; init; } = [];

    /// <summary>Modes to draw.</summary>
    public IReadOnlyList<ScopeImpact> Scopes { get; init; } = [];

    /// <summary>From when to when they are drawn, Unix nanoseconds.</summary>
    public (long From, long To) Span { get; init; }

    /// <summary>A heading.</summary>
    public static ReportBlock Heading(int level, string text) => new() { Kind = ReportBlockKind.Heading, Level = level, Text = text };

    /// <summary>A block with a text alone.</summary>
    public static ReportBlock Of(ReportBlockKind kind, string text) => new() { Kind = kind, Text = text };

    /// <summary>A block with rows.</summary>
    public static ReportBlock Of(ReportBlockKind kind, IReadOnlyList<string[]> rows) => new() { Kind = kind, Rows = rows };
}

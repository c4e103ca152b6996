namespace Basisd.Market;

/// <summary>
/// The look of a chart: colours for light paper, and for dark where the reader prefers it. Plain classes, which every renderer knows.
/// </summary>
internal static class SvgStyle
{
    /// <summary>The style sheet.</summary>
    public const string Text = """
        text{font:12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2328}
        .title{font-size:20px;font-weight:600}.name{font-weight:600}.small{font-size:11.5px;font-weight:400}
        .muted{fill:#59636e}.end{text-anchor:end}.mid{text-anchor:middle}.flag{fill:#b3261e;font-weight:600;font-size:11px}
        .paper{fill:#ffffff}.panel{fill:#f6f8fa}.grid{stroke:#d1d9e0;fill:none}.tick{stroke:#d1d9e0;stroke-opacity:.6;fill:none}
        .price{stroke:#0b5cad;stroke-width:1.3;stroke-linejoin:round;fill:none}
        .trip{stroke:#b3261e;stroke-width:1;stroke-dasharray:4 3;fill:none}
        .normal{fill:#dfe5ea}.recovery{fill:#3f8fd2}.bscb{fill:#e0a100}.dmm{fill:#c62828}
        @media (prefers-color-scheme:dark){
        text{fill:#e6edf3}.muted{fill:#9aa4af}.flag{fill:#ff8a80}.paper{fill:#0d1117}.panel{fill:#151b23}
        .grid,.tick{stroke:#313943}.price{stroke:#6cb6ff}.trip{stroke:#ff8a80}
        .normal{fill:#262d36}.recovery{fill:#4493d8}.bscb{fill:#d9a514}.dmm{fill:#e5534b}}

        """;
}

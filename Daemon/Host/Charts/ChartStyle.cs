namespace Basisd.Host.Charts;

/// <summary>
/// The look of a chart: colours for light paper, and for dark where the reader prefers it. Every colour stands at least 3:1 against its paper,
/// every text 4.5:1. The three modes differ in lightness as well as in hue, and never by colour alone: each has a height, a texture and a name.
/// </summary>
internal static class ChartStyle
{
    /// <summary>The style sheet. Plain classes, which every renderer knows.</summary>
    public const string Sheet = """
        text{font:12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2328}
        .row{font-size:11.5px}.title{font-size:20px;font-weight:600}.name{font-weight:600}
        .muted{fill:#59636e}.end{text-anchor:end}.mid{text-anchor:middle}
        .label{fill:#8a1c14;font-size:11.5px;font-weight:600;paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
        .moment{font-weight:600;paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
        .number{display:none}.mode{fill:#ffffff;font-size:10.5px;font-weight:600}
        .paper{fill:#ffffff}.panel{fill:#f6f8fa}.grid{stroke:#d1d9e0;fill:none}.axis{stroke:#818b98;fill:none}
        .price{stroke:#0b5cad;stroke-width:1.3;stroke-linejoin:round;fill:none}
        .measured{stroke:#00695c;stroke-width:1.3;stroke-linejoin:round;fill:none}.dot{fill:#00695c}
        .limit{stroke:#b3261e;stroke-width:1.6;stroke-dasharray:7 3;fill:none}
        .trip{stroke:#b3261e;stroke-opacity:.55;stroke-dasharray:2 3;fill:none}
        .many{stroke-opacity:.3}.mark{fill:#b3261e;stroke:#ffffff;stroke-width:1}
        .chosen{stroke:#1f2328;stroke-width:1.4;stroke-dasharray:5 3;fill:none}
        .normal{fill:#c3ccd5}.recovery{fill:#1f6fb2}.bscb{fill:#b84d00}.dmm{fill:#1f2328}
        .weave{stroke:#ffffff;stroke-width:1.5;fill:none}.r{stroke-dasharray:2 4}.d{stroke-dasharray:8 4}
        @media (prefers-color-scheme:dark){
        text{fill:#e6edf3}.muted{fill:#9aa4af}.label{fill:#ffaba3;stroke:#0d1117}.moment{stroke:#0d1117}.mode{fill:#0d1117}
        .paper{fill:#0d1117}.panel{fill:#151b23}.grid{stroke:#313943}.axis{stroke:#7d8590}
        .price{stroke:#6cb6ff}.measured{stroke:#4fd1b8}.dot{fill:#4fd1b8}
        .limit{stroke:#ff8a80}.trip{stroke:#ff8a80}.mark{fill:#ff8a80;stroke:#0d1117}
        .chosen{stroke:#e6edf3}.normal{fill:#444c56}.recovery{fill:#58a6ff}.bscb{fill:#ff9f43}.dmm{fill:#f0f3f6}.weave{stroke:#0d1117}}
        @media (max-width:700px){
        text{font-size:15px}.row{font-size:12px}.title{font-size:24px}.mode,.odd,.label{display:none}.number{display:inline}}

        """;
}

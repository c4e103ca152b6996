namespace Basisd.Host.Reports;

/// <summary>
/// The look of a report as a page: light and dark as the reader prefers, from 360 pixels up, and on paper. Text stands at least 4.5:1 against its
/// ground in both; no meaning hangs on colour alone.
/// </summary>
internal static class HtmlStyle
{
    /// <summary>The style sheet.</summary>
    public const string Sheet = """
        :root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--panel:#f6f8fa;--warn:#8a1c14;--warnbg:#fff1f0;
        --todo:#6b4500;--todobg:#fff8e1;--recovery:#0b5cad;--bscb:#a34400;--dmm:#1f2328;--detect:#6f2dbd;--work:#00695c}
        @media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--panel:#151b23;--warn:#ffaba3;
        --warnbg:#2a1513;--todo:#f0c36d;--todobg:#272011;--recovery:#6cb6ff;--bscb:#ff9f43;--dmm:#f0f3f6;--detect:#d2a8ff;--work:#4fd1b8}}
        *{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
        main{max-width:72rem;margin:0 auto;padding:1rem}
        h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);
        padding-bottom:.25rem}h3{font-size:1.05rem;margin:1.25rem 0 .25rem}h1,h2,h3,p,li,dd,blockquote{overflow-wrap:anywhere}
        a{color:var(--recovery)}.wide{overflow-x:auto;margin:.5rem 0;border:1px solid var(--line);border-radius:6px}
        .wide:focus-visible{outline:2px solid var(--recovery);outline-offset:2px}
        table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;
        border-bottom:1px solid var(--line)}td{white-space:nowrap}th{background:var(--panel);white-space:nowrap}tr:last-child td{border-bottom:0}
        td{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}td.long{min-width:16rem;white-space:normal}
        dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.25rem 1rem;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0}
        .warning,.placeholder,blockquote{margin:.75rem 0;padding:.6rem .8rem;border-left:4px solid;border-radius:0 6px 6px 0}
        .warning{color:var(--warn);background:var(--warnbg);border-color:var(--warn)}
        .placeholder{color:var(--todo);background:var(--todobg);border-color:var(--todo);border-style:dashed;border-width:1px 1px 1px 4px}
        blockquote{background:var(--panel);border-color:var(--line)}
        pre{margin:.5rem 0;padding:.6rem .8rem;background:var(--panel);border:1px solid var(--line);border-radius:6px;overflow-x:auto;font-size:.9rem}
        ol.timeline{list-style:none;margin:.5rem 0;padding:0 0 0 .6rem;border-left:2px solid var(--line)}
        .timeline li{position:relative;padding:.35rem 0 .35rem .9rem}
        .timeline li::before{content:"";position:absolute;left:-.95rem;top:.85rem;width:.6rem;height:.6rem;border-radius:50%;background:currentColor;
        border:2px solid var(--paper)}
        .timeline time,.timeline .entry{color:var(--soft);font-size:.875rem;font-variant-numeric:tabular-nums}
        .timeline .what{color:var(--ink);display:block}.phase{font-size:.8rem;font-weight:600;margin:0 .5rem}
        .detection{color:var(--detect)}.containment{color:var(--bscb)}.response{color:var(--work)}.recovery{color:var(--recovery)}
        .ribbon{margin:.5rem 0 .9rem}.ribbon b{display:block;font-weight:600;font-size:.875rem;overflow-wrap:anywhere}
        .ribbon svg{display:block;width:100%;height:18px;background:var(--panel);border-bottom:1px solid var(--soft)}
        rect.RECOVERY{fill:var(--recovery)}rect.BSCB{fill:var(--bscb)}rect.DMM{fill:var(--dmm)}
        .key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.875rem;color:var(--soft);padding:0;margin:.25rem 0;list-style:none}
        .key svg{width:28px;height:18px;vertical-align:middle;margin-right:.4rem}
        footer{margin-top:2.5rem;color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
        @media (max-width:600px){main{padding:.75rem}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}h1{font-size:1.35rem}}
        @media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#999;--panel:#f3f3f3;--warn:#8a1c14;--warnbg:#fff;
        --todo:#6b4500;--todobg:#fff;--recovery:#0b5cad;--bscb:#a34400;--dmm:#000;--detect:#6f2dbd;--work:#00695c}
        body{font-size:11px}main{max-width:none;padding:0}.wide{overflow:visible;border:0}h2,h3{break-after:avoid}
        tr,.ribbon,.timeline li{break-inside:avoid}
        rect,.timeline li::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}td,td.long,th{min-width:0;white-space:normal}}

        """;
}

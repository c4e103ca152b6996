using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Basisd.Tests.Browser;

/// <summary>What every page of ours must keep, whatever it shows: it fits, it can be read, and it complains of nothing.</summary>
internal static class PageCheck
{
    /// <summary>WCAG 2, AA, for text of any size.</summary>
    private const double Contrast = 4.5;

    // Every visible text against the ground that is painted behind it: the nearest ancestors' backgrounds, blended, and filters that take
    // the colour out. Text over nothing stands on the page's own ground.
    private const string ContrastScript = """
        (() => {
          const parse = (text) => {
            const n = text.match(/[\d.]+/g).map(Number);
            return { r: n[0], g: n[1], b: n[2], a: n.length > 3 ? n[3] : 1 };
          };
          const over = (top, below) => ({
            r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a), b: top.b * top.a + below.b * (1 - top.a), a: 1 });
          const channel = (c) => { const s = c / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
          const light = (c) => 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b);
          const grey = (c) => { const y = 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b; return { r: y, g: y, b: y, a: c.a }; };
          const bad = [];
          let count = 0;
          const judge = (element, pseudo, text) => {
            const style = getComputedStyle(element, pseudo);
            const chain = [];
            let filtered = false;
            let opacity = 1;
            for (let e = element; e; e = e.parentElement) {
              const s = getComputedStyle(e);
              if (s.display === "none" || s.visibility === "hidden" || s.clipPath !== "none") return;
              filtered ||= s.filter.includes("grayscale");
              opacity *= Number(s.opacity);
              chain.push(parse(s.backgroundColor));
            }
            let ground = { r: 255, g: 255, b: 255, a: 1 };
            for (const layer of chain.reverse()) ground = over(layer, ground);
            let ink = parse(style.color);
            ink = over({ ...ink, a: ink.a * opacity }, ground);
            if (filtered) { ink = grey(ink); ground = grey(ground); }
            const [a, b] = [light(ink), light(ground)];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            count += 1;
            if (ratio < LIMIT) bad.push(`${ratio.toFixed(2)}: ${element.tagName}.${element.className} ${text.trim().slice(0, 40)}`);
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (node.data.trim() === "" || element.getClientRects().length === 0) continue;
            judge(element, null, node.data);
          }
          for (const element of document.querySelectorAll("body *")) {
            for (const pseudo of ["::before", "::after", "::placeholder"]) {
              const content = pseudo === "::placeholder" ? (element.placeholder ?? "none") : getComputedStyle(element, pseudo).content;
              if (content === "none" || content === "normal" || content === "" || element.getClientRects().length === 0) continue;
              judge(element, pseudo, content);
            }
          }
          return { count, bad };
        })()
        """;

    /// <summary>
    /// No sideways scroll, nothing cut off at the right but what a named region that the keyboard reaches scrolls to, contrast everywhere, no
    /// complaint.
    /// </summary>
    public static async Task HoldsAsync(BrowserPage page, string what)
    {
        Assert.True(page.Complaints.Count == 0, $"{what}: {string.Join('\n', page.Complaints)}");
        string wide = await page.TextAsync(
            """
            (() => {
              const root = document.documentElement;
              const out = [...document.querySelectorAll("body *")].filter((e) => {
                const box = e.getBoundingClientRect();
                const region = e.parentElement.closest('[role="region"][tabindex="0"][aria-label]');
                if (region && getComputedStyle(region).overflowX === "auto") return false;
                return box.width > 1 && box.right > root.clientWidth + 1 && getComputedStyle(e).clipPath === "none";
              }).slice(0, 5).map((e) => `${e.tagName}.${e.className}: ${Math.round(e.getBoundingClientRect().right)} ${e.textContent.slice(0, 40)}`);
              return root.scrollWidth > root.clientWidth || out.length > 0 ? `${root.scrollWidth} of ${root.clientWidth}; ${out.join("; ")}` : "";
            })()
            """);
        Assert.True(wide.Length == 0, $"{what} is wider than its window: {wide}");
        JsonNode? contrast = await page.EvaluateAsync(ContrastScript.Replace("LIMIT", $"{Contrast}", StringComparison.Ordinal));
        JsonArray bad = contrast!["bad"]!.AsArray();
        Assert.True(bad.Count == 0, $"{what}, text against its ground below {Contrast}:\n{string.Join('\n', bad)}");
        Assert.True(contrast["count"]!.GetValue<int>() > 10, $"{what}: hardly any text was looked at; the check has gone blind");
    }
}

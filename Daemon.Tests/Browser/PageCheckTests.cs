using System;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;

namespace Basisd.Tests.Browser;

/// <summary>The checks of pages can fail: each finds the one thing that is planted.</summary>
public sealed class PageCheckTests(SharedBrowser shared) : IClassFixture<SharedBrowser>
{
    private const string Good = "<p>a<p>b<p>c<p>d<p>e<p>f<p>g<p>h<p>i<p>j<p>k";

    [Theory]
    [InlineData("", "")]
    [InlineData("<p style='color:#777'>grey", "4.48: P. grey")]
    [InlineData("<div style='background:#000'><p>black", "1.00: P. black")]
    [InlineData("<p style='opacity:.3'>faint", "P. faint")]
    [InlineData("<p style='display:none;color:#fff'>hidden", "")]
    [InlineData("<style>p::before{content:'x';color:#eee}</style>", "P. \"x\"")]
    [InlineData("<input placeholder=pale style='color:#000'><style>::placeholder{color:#ddd}</style>", "INPUT. pale")]
    [InlineData("<div style='width:2000px'>wide", "wider than its window")]
    [InlineData("<div style='position:fixed;left:790px'>cut off at the right", "wider than its window")]
    [InlineData("<script>console.error('oops')</script>", "oops")]
    [InlineData("<script>throw new Error('thrown')</script>", "thrown")]
    [InlineData("<meta http-equiv=content-security-policy content=\"img-src 'none'\"><img src=data:image/gif;base64,R0>", "Content Security Policy")]
    public async Task Each_check_finds_what_is_planted(string planted, string finding)
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using BrowserPage page = await browser.OpenAsync(800, 600, dark: false);
        string html = $"<!doctype html><html><head></head><body>{planted}{Good}</body></html>";
        await page.NavigateAsync(new Uri("data:text/html;base64," + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(html))));
        if (finding.Length == 0)
        {
            await PageCheck.HoldsAsync(page, "planted");
            return;
        }

        XunitException found = await Assert.ThrowsAnyAsync<XunitException>(() => PageCheck.HoldsAsync(page, "planted"));
        Assert.Contains(finding, found.Message, StringComparison.Ordinal);
    }
}

using System;
using System.IO;
using System.Threading.Tasks;
using Basisd.Tests.Browser;
using Xunit;

namespace Basisd.Tests.Host.Reports;

/// <summary>The report as people open it from a mail: a file, in a real browser, on a phone and on a desk, in light and in dark.</summary>
public sealed class ReportPageBrowserTests(SharedBrowser shared) : IClassFixture<SharedBrowser>
{
    [Theory]
    [InlineData(360, 740, false)]
    [InlineData(360, 740, true)]
    [InlineData(1440, 900, false)]
    [InlineData(1440, 900, true)]
    public async Task It_fits_can_be_read_and_asks_for_nothing(int width, int height, bool dark)
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using BrowserPage page = await browser.OpenAsync(width, height, dark);
        await page.NavigateAsync(new Uri(Repository.File("Daemon.Tests/Host/Reports/golden/dmm.html")));
        await PageCheck.HoldsAsync(page, $"report, {width} {(dark ? "dark" : "light")}");
        Assert.Equal("0", await page.TextAsync("performance.getEntriesByType('resource').length"));
        Assert.Equal("0", await page.TextAsync("document.querySelectorAll('script, link, img, iframe').length"));
        string? folder = Environment.GetEnvironmentVariable("BASISD_SHOTS");
        if (!string.IsNullOrEmpty(folder) && folder != "docs")
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(Path.Combine(folder, $"report-{width}-{(dark ? "dark" : "light")}.png"));
        }
    }
}

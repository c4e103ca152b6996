using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.Browser;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Host.Http;
using Xunit;

namespace Basisd.Tests.Host.Page;

/// <summary>The page as people see it, in a real browser.</summary>
[Collection("daemon live")]
public sealed class StatusPageBrowserTests(SharedBrowser shared) : IClassFixture<SharedBrowser>
{
    private const string Stale = "!document.getElementById('stale').hidden && document.body.classList.contains('stale')";
    private const string Live = "document.getElementById('link').classList.contains('live')";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(360, 740, false)]
    [InlineData(360, 740, true)]
    [InlineData(1440, 900, false)]
    [InlineData(1440, 900, true)]
    public async Task It_fits_can_be_read_and_complains_of_nothing(int width, int height, bool dark)
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Halted());
        await using BrowserPage page = await browser.OpenAsync(width, height, dark);
        await page.NavigateAsync(server.Address);
        await page.UntilAsync(Live, "the stream is open");
        string name = $"{width} {(dark ? "dark" : "light")}";
        await PageCheck.HoldsAsync(page, $"halted, {name}");
        await ShotAsync(page, $"halted-{width}-{(dark ? "dark" : "light")}");
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
        await PageCheck.HoldsAsync(page, $"halted and unfolded, {name}");
        server.Publish(RichStatus.Calm(venues: 12));
        await page.UntilAsync("document.getElementById('status').dataset.platform === 'NORMAL'", "the page is calm");
        await PageCheck.HoldsAsync(page, $"calm, {name}");
        await ShotAsync(page, $"calm-{width}-{(dark ? "dark" : "light")}");
        server.Publish(RichStatus.Poisoned());
        await page.UntilAsync("document.getElementById('status').dataset.platform === 'DMM'", "the page is poisoned");
        await PageCheck.HoldsAsync(page, $"poisoned, {name}");
        server.Publish(RichStatus.Halted());
        server.Freeze();
        await page.UntilAsync(Stale, "the loop stands still");
        await PageCheck.HoldsAsync(page, $"stale, {name}");
        await ShotAsync(page, $"stale-{width}-{(dark ? "dark" : "light")}");
    }

    [Fact]
    public async Task What_others_wrote_stays_text_from_the_first_paint_on()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Poisoned());
        await using BrowserPage page = await browser.OpenAsync(1440, 900, dark: false);
        await page.NavigateAsync(server.Address);
        await page.UntilAsync(Live, "the stream is open");
        server.Publish(RichStatus.Poisoned() with { StateHash = "22" });
        await page.UntilAsync("document.getElementById('node').textContent.includes('22')", "the update is shown");
        Assert.Equal("0", await page.TextAsync("document.querySelectorAll('body script, body img').length"));
        Assert.Contains("<script>", await page.TextAsync("document.querySelector('main').textContent"), StringComparison.Ordinal);
        Assert.DoesNotContain("owned'", (await page.TextAsync("document.title"))[..10], StringComparison.Ordinal);
        await FilterAsync(page, "<script>");
        await PageCheck.HoldsAsync(page, "poisoned");
    }

    [Fact]
    public async Task A_halt_shows_without_a_reload_and_a_dead_daemon_shows_as_stale()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        await using BrowserPage page = await browser.OpenAsync(360, 740, dark: true);
        await page.NavigateAsync(rig.Http);
        await page.UntilAsync(Live, "the stream is open");
        Assert.Equal("NORMAL", await page.TextAsync("document.getElementById('status').dataset.platform"));
        await page.EvaluateAsync("window.same = true; document.getElementById('node').scrollIntoView()");
        AdminResult<OperatorReply> halt = await rig.Admin.HaltAsync("<script>drill</script>", Cancel);
        Assert.Equal(AdminOutcome.Ok, halt.Outcome);
        await page.UntilAsync("document.getElementById('now').textContent.includes('Everything is halted')", "the page says that it is halted");
        Assert.Contains("DMM", await page.TextAsync("document.title"), StringComparison.Ordinal);
        Assert.Contains("platform: NORMAL to DMM", await page.TextAsync("document.getElementById('said').textContent"), StringComparison.Ordinal);
        Assert.Equal("true", await page.TextAsync("window.same"));
        await PageCheck.HoldsAsync(page, "a live node that is halted");
        rig.Daemon.Kill();
        await page.UntilAsync(Stale, "the daemon is gone and the page says so");
        Assert.Contains("STALE", await page.TextAsync("document.title"), StringComparison.Ordinal);
        Assert.Contains("last known", await page.TextAsync("document.getElementById('link').textContent"), StringComparison.Ordinal);
        Assert.Equal("true", await page.TextAsync("window.same"));
    }

    [Fact]
    public async Task It_comes_back_by_itself()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using BrowserPage page = await browser.OpenAsync(1440, 900, dark: false);
        int port;
        await using (PageServer first = await PageServer.StartAsync(RichStatus.Calm()))
        {
            port = first.Address.Port;
            await page.NavigateAsync(first.Address);
            await page.UntilAsync(Live, "the stream is open");
        }

        await page.UntilAsync(Stale, "the server is gone");
        await using PageServer second = await PageServer.StartAsync(RichStatus.Halted(), port);
        await page.UntilAsync($"({Live}) && !({Stale})", "the stream is open again");
        Assert.Equal("DMM", await page.TextAsync("document.getElementById('status').dataset.platform"));
    }

    [Fact]
    public async Task Where_no_stream_is_free_it_asks_again_and_again()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Calm());
        EventReader[] readers = new EventReader[HttpLimits.EventStreams];
        for (int i = 0; i < readers.Length; i++)
        {
            readers[i] = await EventReader.OpenAsync(server.Client, Cancel);
        }

        await using BrowserPage page = await browser.OpenAsync(1440, 900, dark: false);
        await page.NavigateAsync(server.Address);
        await page.UntilAsync("document.getElementById('link').classList.contains('polling')", "it polls");
        server.Publish(RichStatus.Halted());
        await page.UntilAsync("document.getElementById('status').dataset.platform === 'DMM'", "the halt is shown");
        Assert.Equal("False", await page.TextAsync(Stale), ignoreCase: true);
        Array.ForEach(readers, r => r.Dispose());
    }

    [Fact]
    public async Task It_finds_scopes_by_name_and_keeps_what_is_unfolded()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Halted());
        await using BrowserPage page = await browser.OpenAsync(360, 740, dark: false);
        await page.NavigateAsync(server.Address);
        await page.UntilAsync(Live, "the stream is open");
        await FilterAsync(page, "BRAVO");
        Assert.Equal("5 of 27", await page.TextAsync("document.getElementById('found').textContent"));
        string visible =
            "[...document.querySelectorAll('#scopes [data-scope]')].filter((r) => r.getClientRects().length > 0).map((r) => r.dataset.scope).join()";
        Assert.Equal(
            "venue/bravo,route/BTC@bravo,route/ETH@bravo,route/SOL@bravo,route/PAXG@bravo", await page.TextAsync(visible));
        await page.EvaluateAsync("document.getElementById('texts-s').click(); document.getElementById('texts-s').focus()");
        server.Publish(RichStatus.Calm());
        await page.UntilAsync("document.getElementById('status').dataset.platform === 'NORMAL'", "the page is calm");
        Assert.Equal("true", await page.TextAsync("document.getElementById('texts').open"), ignoreCase: true);
        Assert.Equal("texts-s", await page.TextAsync("document.activeElement.id"));
        Assert.Equal("5 of 27", await page.TextAsync("document.getElementById('found').textContent"));
    }

    [Fact]
    public async Task Clocks_run_by_the_time_of_the_node()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Halted() with { TimeScale = 60 });
        await using BrowserPage page = await browser.OpenAsync(1440, 900, dark: false);
        await page.NavigateAsync(server.Address);
        string left = "document.querySelector('.deadlines .running time').textContent";
        Assert.StartsWith("in 3 h 3", await page.TextAsync(left), StringComparison.Ordinal);
        await page.UntilAsync($"{left} < 'in 3 h 36 m'", "sixty times as fast, two minutes take two seconds");
    }

    [Fact]
    public async Task The_essentials_are_there_without_script()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Halted());
        await using BrowserPage page = await browser.OpenAsync(360, 740, dark: false);
        await page.SetScriptAsync(enabled: false);
        await page.NavigateAsync(server.Address);
        string text = await page.TextAsync("document.body.innerText");
        foreach (string part in (string[])["Everything is halted.", "venue/bravo", "systemic.venue_insolvency", "INC-7", "overdue by", "entry 48211"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Find by name", text, StringComparison.Ordinal);
        await PageCheck.HoldsAsync(page, "without script");
    }

    [Fact]
    public async Task It_has_the_structure_that_a_screen_reader_walks()
    {
        ChromiumBrowser browser = await shared.StartAsync();
        await using PageServer server = await PageServer.StartAsync(RichStatus.Halted());
        await using BrowserPage page = await browser.OpenAsync(360, 740, dark: false);
        await page.NavigateAsync(server.Address);
        foreach (string one in (string[])["header", "main", "footer", "h1", "[aria-live=polite]", "[role=alert]", "html[lang=en]"])
        {
            Assert.Equal("1", await page.TextAsync($"document.querySelectorAll('{one}').length"));
        }

        Assert.Equal("skip", await page.TextAsync("document.querySelector('a').className"));
        Assert.Equal(
            "",
            await page.TextAsync(
                """
                [
                  ...[...document.querySelectorAll("table")].filter((t) => !t.caption || t.querySelectorAll("thead th[scope=col]").length < 3),
                  ...[...document.querySelectorAll("tbody tr")].filter((r) => r.querySelectorAll("th[scope=row]").length !== 1),
                  ...[...document.querySelectorAll("section")].filter((s) =>
                    !s.hasAttribute("aria-label") && !document.getElementById(s.getAttribute("aria-labelledby"))),
                  ...[...document.querySelectorAll("input")].filter((i) => i.labels.length === 0),
                  ...[...document.querySelectorAll("[id]")].filter((e) => document.querySelectorAll(`#${CSS.escape(e.id)}`).length > 1),
                ].map((e) => e.outerHTML.slice(0, 80)).join("\n")
                """));
    }

    private static Task FilterAsync(BrowserPage page, string name) => page.EvaluateAsync(
        $"(() => {{ const f = document.getElementById('filter'); f.value = '{name}'; f.dispatchEvent(new Event('input')); }})()");

    // README shows one of them: BASISD_SHOTS=docs writes docs/status.png, any other folder takes them all.
    private static async Task ShotAsync(BrowserPage page, string name)
    {
        string? folder = Environment.GetEnvironmentVariable("BASISD_SHOTS");
        if (folder == "docs" && name == "halted-1440-light")
        {
            await page.ScreenshotAsync(Repository.File("docs/status.png"), whole: false);
        }
        else if (!string.IsNullOrEmpty(folder) && folder != "docs")
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(Path.Combine(folder, name + ".png"), whole: page.Width > 600);
        }
    }
}

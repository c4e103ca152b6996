using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Market;

public sealed class SvgChartTests
{
    private const long From = 1_700_000_000;

    [Fact]
    public void IsOneWellFormedDocumentThatRefersToNothing()
    {
        string svg = SvgChart.Render(Content());
        Assert.Equal(svg, SvgChart.Render(Content()));
        XDocument document = XDocument.Parse(svg);
        Assert.Equal("svg", document.Root!.Name.LocalName);
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", svg, StringComparison.Ordinal);
        string text = string.Join('\n', document.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.Contains("a <title> & \"more\"", text, StringComparison.Ordinal);
        Assert.Contains("2023-11-14 22:13:20 to 2023-11-15 22:13:20 UTC", text, StringComparison.Ordinal);
        Assert.Contains("1-2", text, StringComparison.Ordinal);
        Assert.Contains("asset/BTC market.volatility_spike", text, StringComparison.Ordinal);
        Assert.Contains("11-15", text, StringComparison.Ordinal);
        Assert.DoesNotContain("asset/ETH", text, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPointStaysInItsPanel()
    {
        XDocument document = XDocument.Parse(SvgChart.Render(Content()));
        XElement path = document.Descendants().Single(e => (string?)e.Attribute("class") == "price" && e.Name.LocalName == "path");
        foreach (string step in ((string)path.Attribute("d")!).Split('M', 'L', 'V'))
        {
            string[] numbers = step.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length > 0)
            {
                int y = int.Parse(numbers[^1].Split('.')[0]);
                Assert.InRange(y, 76, 76 + 210);
            }
        }
    }

    [Fact]
    public void EmptyAndExtremeContentsStillDraw()
    {
        PriceTrace silent = new("none", From, From + 1);
        PriceTrace flat = new("flat", From, From + 1);
        flat.Add(From, 1);
        PriceTrace wide = new("wide", From, From + 5);
        wide.Add(From, 1);
        wide.Add(From + 4, FixedPoint.MaxPrice);
        wide.Add(From + 5, 7);
        wide.Add(From - 1, 7);
        ChartTrip[] trips = Enumerable.Range(0, 500).Select(i => new ChartTrip(From + i, $"trip {i}\u0001\uD800")).ToArray();
        ChartSpan[] spans = Enumerable.Range(0, 60).Select(i => new ChartSpan($"route/{i}", From - 10, From + 100, Mode.Dmm)).ToArray();
        ChartContent content = new() { Title = string.Empty, From = From, To = From + 1, Trips = trips, Spans = spans };
        content = content with { Traces = [silent, flat, wide] };
        string svg = SvgChart.Render(content);
        Assert.NotNull(XDocument.Parse(svg).Root);
        Assert.Contains("no price", svg, StringComparison.Ordinal);
        Assert.Contains("and 440 more", svg, StringComparison.Ordinal);
        Assert.Contains("and 20 more scopes", svg, StringComparison.Ordinal);
        Assert.Equal((1, FixedPoint.MaxPrice), (wide.Low, wide.High));
        Assert.Contains("no trips", SvgChart.Render(new ChartContent { Title = "t", From = 0, To = 400_000_000_000 / 2 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "1970-01-01 00:00:00")]
    [InlineData(951_782_400, "2000-02-29 00:00:00")]
    [InlineData(1_584_009_780, "2020-03-12 10:43:00")]
    [InlineData(4_102_444_799, "2099-12-31 23:59:59")]
    public void TimesReadAsUtc(long second, string text) => Assert.Equal(text, UtcText.Full(second));

    [Fact]
    public void EveryDayIsTheCalendars()
    {
        for (long day = 0; day < 60_000; day += 7)
        {
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(day * 86_400).ToString("yyyy-MM-dd"), UtcText.Date(day * 86_400));
        }
    }

    [Fact]
    public void AGeneratedMarketIsDrawn()
    {
        // BASISD_CHART_OUT=FILE keeps the picture, for whoever wants to look at it.
        using HistoryFixture files = new();
        MarketScript script = MarketScript.Create(1, MarketScript.DefaultPhases, 30, MarketScript.DefaultStart, out _)!;
        Assert.Null(MarketGenerator.Write(MarketGenerator.Generate(script), files.Root));
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest { Paths = [files.Root] });
        long from = plan.FirstTime / FixedPoint.Second;
        long to = (plan.LastTime / FixedPoint.Second) + 1;
        PriceTrace[] traces = plan.Topology.Instruments.Where(i => i.Venue == 0).Select(i => new PriceTrace($"{i.Name}", from, to)).ToArray();
        foreach (Observation o in HistoryPlanTests.Read(plan))
        {
            Instrument? i = o.Kind == ObservationKind.Price ? plan.Topology.Instruments[o.Index] : null;
            Array.Find(traces, t => t.Name == i?.Name)?.Add(o.SourceTime / FixedPoint.Second, o.V0);
        }

        long crash = script.StartOf(1) + 300;
        long depeg = script.StartOf(3) + 530;
        string svg = SvgChart.Render(new ChartContent
        {
            Title = "Generated market, seed 1",
            Subtitle = "6 trips",
            From = from,
            To = to,
            Traces = traces,
            Trips =
            [
                new ChartTrip(crash + 40, "asset/BTC market.volatility_spike"),
                new ChartTrip(crash + 100, "asset/BTC market.extreme_volatility"),
                new ChartTrip(script.StartOf(2) + 303, "venue/bravo venue.api_failure"),
                new ChartTrip(depeg, "route/BTC@carol asset.settlement_unit_deviation"),
                new ChartTrip(depeg, "route/ETH@carol asset.settlement_unit_deviation"),
                new ChartTrip(depeg, "route/SOL@carol asset.settlement_unit_deviation"),
            ],
            Spans =
            [
                new ChartSpan("platform", from, to, Mode.Normal),
                new ChartSpan("venue/bravo", script.StartOf(2) + 303, script.StartOf(2) + 373, Mode.Bscb),
                new ChartSpan("venue/bravo", script.StartOf(2) + 373, script.StartOf(2) + 613, Mode.Recovery),
                new ChartSpan("asset/BTC", crash + 40, crash + 1_500, Mode.Bscb),
                new ChartSpan("asset/BTC", crash + 1_500, crash + 1_740, Mode.Recovery),
                new ChartSpan("route/BTC@carol", depeg, depeg + 1_200, Mode.Bscb),
                new ChartSpan("route/BTC@carol", depeg + 1_200, depeg + 1_440, Mode.Recovery),
                new ChartSpan("route/ETH@carol", depeg, depeg + 1_200, Mode.Bscb),
                new ChartSpan("route/SOL@carol", depeg, depeg + 1_200, Mode.Bscb),
            ],
        });
        Assert.NotNull(XDocument.Parse(svg).Root);
        if (Environment.GetEnvironmentVariable("BASISD_CHART_OUT") is { Length: > 0 } path)
        {
            File.WriteAllText(path, svg);
        }
    }

    private static ChartContent Content()
    {
        PriceTrace trace = new("BTC/USDT@binance", From, From + 86_400);
        for (long s = 0; s < 86_400; s++)
        {
            trace.Add(From + s, (60_000 + (s % 977)) * FixedPoint.Scale);
        }

        return new ChartContent
        {
            Title = "a <title> & \"more\"",
            From = From,
            To = From + 86_400,
            Traces = [trace],
            Trips = [new ChartTrip(From + 100, "asset/BTC market.volatility_spike"),
                new ChartTrip(From + 200, "x"), new ChartTrip(From + 40_000, "y")],
            Spans = [new ChartSpan("asset/BTC", From + 100, From + 9_000, Mode.Bscb), new ChartSpan("asset/ETH", From, From + 86_400, Mode.Normal)],
        };
    }
}

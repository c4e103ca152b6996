using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Basisd.Host.Charts;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Host.Charts;

public sealed partial class TimeChartTests
{
    private const long From = 1_700_000_000;
    private const double LeastTextContrast = 4.5;
    private const double LeastShapeContrast = 3.0;

    [Fact]
    public void Is_one_well_formed_document_that_refers_to_nothing()
    {
        string svg = TimeChart.Render(Content());
        Assert.Equal(svg, TimeChart.Render(Content()));
        XDocument document = XDocument.Parse(svg);
        Assert.Equal("svg", document.Root!.Name.LocalName);
        Assert.DoesNotContain("href", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", svg, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", svg, StringComparison.Ordinal);
        string text = string.Join('\n', Texts(document).Select(e => e.Value));
        Assert.Contains("a <title> & \"more\"", text, StringComparison.Ordinal);
        Assert.Contains("2023-11-14 22:13:20 to 2023-11-15 22:13:20 UTC", text, StringComparison.Ordinal);
        Assert.Contains("1–2 volatility_spike BTC +1", text, StringComparison.Ordinal);
        Assert.Contains("market.volatility_spike", text, StringComparison.Ordinal);
        Assert.Contains("time, UTC", text, StringComparison.Ordinal);
        Assert.Contains("11-15", text, StringComparison.Ordinal);
        Assert.DoesNotContain("asset/ETH", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_point_stays_in_its_panel_and_the_extremes_are_drawn()
    {
        XDocument document = XDocument.Parse(TimeChart.Render(Content()));
        XElement panel = document.Descendants().First(e => (string?)e.Attribute("class") == "panel");
        int top = (int)panel.Attribute("y")!;
        int bottom = top + (int)panel.Attribute("height")!;
        XElement path = document.Descendants().Single(e => (string?)e.Attribute("class") == "price");
        List<double> heights = [];
        foreach (string step in ((string)path.Attribute("d")!).Split('M', 'L', 'V'))
        {
            string[] numbers = step.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length > 0)
            {
                heights.Add(double.Parse(numbers[^1], CultureInfo.InvariantCulture));
            }
        }

        Assert.All(heights, y => Assert.InRange(y, top, bottom));
        Assert.True(heights.Max() - heights.Min() > (bottom - top) * 0.85, "the curve does not use its panel");
    }

    [Fact]
    public void Labels_of_trips_never_lie_over_each_other()
    {
        IEnumerable<int> numbers = Enumerable.Range(0, 60);
        ChartTrip[] trips = [.. numbers.Select(i => Trip(From + (i * 1_400), $"route/A{i}@somewhere", $"market.trigger_{i}"))];
        XDocument document = XDocument.Parse(TimeChart.Render(Content() with { Trips = trips }));
        XElement[] labels = [.. Texts(document).Where(e => ((string)e.Attribute("class")!).StartsWith("label", StringComparison.Ordinal))];
        Assert.True(labels.Length > 5, "hardly anything was labelled");
        List<(double From, double To, int Y)> places = [];
        foreach (XElement label in labels)
        {
            // Narrower than the text can be in any font that the style names.
            double width = label.Value.Length * 6.2;
            double x = (double)label.Attribute("x")!;
            bool isLeft = ((string)label.Attribute("class")!).EndsWith("end", StringComparison.Ordinal);
            (double from, double to) = isLeft ? (x - width, x) : (x, x + width);
            Assert.InRange(to, 0, 1_000);
            int y = (int)label.Attribute("y")!;
            Assert.DoesNotContain(places, p => p.Y == y && p.From < to && from < p.To);
            places.Add((from, to, y));
        }
    }

    [Fact]
    public void A_wide_range_is_drawn_by_its_logarithm_and_a_narrow_one_evenly()
    {
        Assert.Contains("(log scale)", Measured(4_000, [10, 100, 40_000, 200]), StringComparison.Ordinal);
        Assert.DoesNotContain("(log scale)", Measured(4_000, [0, 100, 4_100, 200]), StringComparison.Ordinal);
        Assert.DoesNotContain("(log scale)", Measured(4_000, [-100, 100, 400_000, 200]), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_and_extreme_contents_still_draw()
    {
        ValueTrace silent = new(From, From + 1);
        ValueTrace flat = new(From, From + 1);
        flat.Add(From, 1);
        ValueTrace wide = new(From, From + 5);
        wide.Add(From, 1);
        wide.Add(From + 4, FixedPoint.MaxPrice);
        wide.Add(From + 5, 7);
        wide.Add(From - 1, 7);
        ValueTrace largest = new(From, From + 5);
        largest.Add(From, 0);
        largest.Add(From + 1, long.MaxValue / 2);
        ValueTrace limit = new(From, From + 5);
        limit.Add(From, 1);
        ChartTrip[] trips = Enumerable.Range(0, 500).Select(i => Trip(From + i, "x\u0001\uD800", "y")).ToArray();
        ChartSpan[] spans = Enumerable.Range(0, 60).Select(i => new ChartSpan($"route/{i}", From - 10, From + 100, Mode.Dmm)).ToArray();
        ChartPanel[] panels = [Panel(silent), Panel(flat), Panel(wide), Panel(largest) with { Limit = limit }];
        ChartContent content = new() { Title = string.Empty, From = From, To = From + 1, Trips = trips, Spans = spans, Panels = panels };
        string svg = TimeChart.Render(content);
        Assert.NotNull(XDocument.Parse(svg).Root);
        Assert.Contains("no value", svg, StringComparison.Ordinal);
        Assert.Contains("and 460 more", svg, StringComparison.Ordinal);
        Assert.Contains("and 36 more scopes", svg, StringComparison.Ordinal);
        Assert.Equal((1, FixedPoint.MaxPrice), (wide.Low, wide.High));
        Assert.Contains("no trips", TimeChart.Render(new ChartContent { Title = "t", From = 0, To = 200_000_000_000 }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TimeChart.Render(new ChartContent { Title = "t", From = 1, To = 1 }));
    }

    /// <summary>Foreground class, its property, what lies behind it, and the contrast that it needs.</summary>
    public static TheoryData<string, string, string, double> Pairs() => new()
    {
        { "text", "fill", "paper", LeastTextContrast }, { "text", "fill", "panel", LeastTextContrast },
        { ".muted", "fill", "paper", LeastTextContrast }, { ".muted", "fill", "panel", LeastTextContrast },
        { ".label", "fill", "paper", LeastTextContrast },
        { ".mode", "fill", "recovery", LeastTextContrast }, { ".mode", "fill", "bscb", LeastTextContrast },
        { ".mode", "fill", "dmm", LeastTextContrast },
        { ".price", "stroke", "panel", LeastShapeContrast }, { ".measured", "stroke", "panel", LeastShapeContrast },
        { ".limit", "stroke", "panel", LeastShapeContrast }, { ".mark", "fill", "panel", LeastShapeContrast },
        { ".chosen", "stroke", "panel", LeastShapeContrast }, { ".axis", "stroke", "paper", LeastShapeContrast },
        { ".recovery", "fill", "paper", LeastShapeContrast }, { ".bscb", "fill", "paper", LeastShapeContrast },
        { ".dmm", "fill", "paper", LeastShapeContrast },
        { ".weave", "stroke", "recovery", LeastShapeContrast }, { ".weave", "stroke", "dmm", LeastShapeContrast },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Colours_stand_out_in_light_and_dark(string front, string property, string behind, double least)
    {
        string[] halves = ChartStyle.Sheet.Split("@media (prefers-color-scheme:dark)");
        Dictionary<string, string> light = Colours(halves[0]);
        Dictionary<string, string> dark = new(light, StringComparer.Ordinal);
        foreach ((string key, string colour) in Colours(halves[1]))
        {
            dark[key] = colour;
        }

        Assert.InRange(Contrast(light[$"{front} {property}"], light[$".{behind} fill"]), least, 21);
        Assert.InRange(Contrast(dark[$"{front} {property}"], dark[$".{behind} fill"]), least, 21);
    }

    [Fact]
    public void Curves_over_a_setting_mark_the_value_in_force()
    {
        string svg = CurveChart.Render(new CurveContent
        {
            Title = "t",
            Subtitle = "s",
            AxisTitle = "ppm",
            X = [(1, "1"), (10, "10"), (1_000, "1000")],
            Chosen = 1,
            Curves = [new CurveSeries("trips", [3, 1, 0], v => $"{v}"), new CurveSeries("share", [0, 0, 0], v => $"{v}")],
        });
        XDocument document = XDocument.Parse(svg);
        Assert.Contains(Texts(document), e => e.Value == "as configured: 10");
        Assert.Contains(Texts(document), e => e.Value.EndsWith("log scale", StringComparison.Ordinal));
        Assert.Equal(6, document.Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    private static IEnumerable<XElement> Texts(XDocument document) => document.Descendants().Where(e => e.Name.LocalName == "text");

    private static ChartTrip Trip(long second, string scope, string trigger) => new(second, scope, trigger, "5.1 %", "5 %");

    private static ChartPanel Panel(ValueTrace trace) => new() { Title = "p", Value = trace, Text = v => $"{v}" };

    private static string Measured(long limit, long[] values)
    {
        ValueTrace value = new(From, From + 100);
        ValueTrace against = new(From, From + 100);
        for (int i = 0; i < values.Length; i++)
        {
            value.Add(From + i, values[i]);
            against.Add(From + i, limit);
        }

        return TimeChart.Render(new ChartContent { Title = "t", From = From, To = From + 100, Panels = [Panel(value) with { Limit = against }] });
    }

    private static ChartContent Content()
    {
        ValueTrace trace = new(From, From + 86_400);
        for (long s = 0; s < 86_400; s++)
        {
            trace.Add(From + s, (60_000 + (s % 977)) * FixedPoint.Scale);
        }

        return new ChartContent
        {
            Title = "a <title> & \"more\"",
            From = From,
            To = From + 86_400,
            Panels = [Panel(trace)],
            Trips =
            [
                Trip(From + 100, "asset/BTC", "market.volatility_spike"), Trip(From + 200, "asset/BTC", "market.volatility_spike"),
                Trip(From + 40_000, "platform", "y"),
            ],
            Spans = [new ChartSpan("asset/BTC", From + 100, From + 9_000, Mode.Bscb), new ChartSpan("asset/ETH", From, From + 86_400, Mode.Normal)],
        };
    }

    [GeneratedRegex(@"([.\w]+)\{([^}]*)\}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(fill|stroke):(#[0-9a-f]{6})")]
    private static partial Regex Colour();

    private static Dictionary<string, string> Colours(string sheet) => Rule().Matches(sheet)
        .SelectMany(rule => Colour().Matches(rule.Groups[2].Value).Select(c => ($"{rule.Groups[1].Value} {c.Groups[1].Value}", c.Groups[2].Value)))
        .GroupBy(p => p.Item1, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Item2, StringComparer.Ordinal);

    // WCAG 2: relative luminance of sRGB.
    private static double Contrast(string a, string b)
    {
        (double high, double low) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (high + 0.05) / (low + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            double value = Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }
}

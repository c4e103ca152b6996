using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Metrics;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Host.Metrics;

public sealed class MetricRegistryTests
{
    [Fact]
    public void Text_and_openmetrics_differ_only_where_they_must()
    {
        MetricRegistry registry = new();
        NumberFamily counter = registry.Counter("basisd_things_total", "Things \\ and\nmore \"quoted\".", MetricScale.One, "name");
        counter.With("a\"b\\c\nd").Increment();
        registry.Gauge("basisd_ratio", "A ratio.", MetricScale.Ppm).Single!.Set(-1_500_000);
        registry.Gauge("basisd_at_timestamp_seconds", "A time.", MetricScale.Nanoseconds).Single!.Set(1_584_009_780_000_000_001);
        string text = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text));
        string open = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.OpenMetrics));
        Assert.Contains(
            "# HELP basisd_things_total Things \\\\ and\\nmore \"quoted\".\n# TYPE basisd_things_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "# HELP basisd_things Things \\\\ and\\nmore \\\"quoted\\\".\n# TYPE basisd_things counter\n", open, StringComparison.Ordinal);
        const string Sample = "basisd_things_total{name=\"a\\\"b\\\\c\\nd\"} 1\n";
        Assert.Contains(Sample, text, StringComparison.Ordinal);
        Assert.Contains(Sample, open, StringComparison.Ordinal);
        Assert.Contains("basisd_ratio -1.5\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_at_timestamp_seconds 1584009780.000000001\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", open, StringComparison.Ordinal);
        Assert.DoesNotContain("# EOF", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.000000001")]
    [InlineData(-1, "-0.000000001")]
    [InlineData(1_000_000_000, "1")]
    [InlineData(1_050_000_000, "1.05")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Nanoseconds_become_seconds_without_rounding(long ns, string expected)
    {
        MetricRegistry registry = new();
        registry.Gauge("basisd_x_seconds", "x", MetricScale.Nanoseconds).Single!.Set(ns);
        Assert.Contains($"basisd_x_seconds {expected}\n", Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_are_cumulative_and_consistent()
    {
        MetricRegistry registry = new();
        HistogramCell cell = registry.Histogram("basisd_h_seconds", "h", HistogramBounds.HotPath).Single!;
        cell.Observe(100);
        cell.Observe(101);
        cell.Observe(50_000);
        cell.Observe(1_000_001);
        cell.Observe(-5);
        string text = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text));
        Assert.Contains("basisd_h_seconds_bucket{le=\"1e-07\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_h_seconds_bucket{le=\"2.5e-07\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_h_seconds_bucket{le=\"5e-05\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_h_seconds_bucket{le=\"+Inf\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_h_seconds_count 5\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_h_seconds_sum 0.001050202\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_are_written_as_go_writes_them()
    {
        foreach (HistogramBounds bounds in (HistogramBounds[])[HistogramBounds.HotPath, HistogramBounds.Storage, HistogramBounds.Control])
        {
            Assert.Equal(bounds.Texts.Length, bounds.Ns.Length);
            Assert.Equal(bounds.Ns.Order(), bounds.Ns);
            for (int i = 0; i < bounds.Ns.Length; i++)
            {
                Assert.Equal(GoFloat(bounds.Ns[i]), bounds.Texts[i]);
            }
        }
    }

    [Fact]
    public void A_state_set_has_exactly_one_one()
    {
        MetricRegistry registry = new();
        StateCell cell = registry.States("basisd_s", "s", "mode", ["A", "B", "C"], "scope").With("x");
        cell.Set(2);
        string[] samples = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.OpenMetrics)).Split('\n')
            .Where(l => l.StartsWith("basisd_s{", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["basisd_s{scope=\"x\",mode=\"A\"} 0", "basisd_s{scope=\"x\",mode=\"B\"} 0", "basisd_s{scope=\"x\",mode=\"C\"} 1"], samples);
        Assert.Throws<ArgumentOutOfRangeException>(() => cell.Set(3));
    }

    [Theory]
    [InlineData(null, ExpositionFormat.Text)]
    [InlineData("*/*", ExpositionFormat.Text)]
    [InlineData("text/plain", ExpositionFormat.Text)]
    [InlineData("application/openmetrics-text", ExpositionFormat.OpenMetrics)]
    [InlineData(
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        ExpositionFormat.OpenMetrics)]
    [InlineData("application/openmetrics-text;version=2.0.0,text/plain", ExpositionFormat.Text)]
    [InlineData("application/openmetrics-text;q=0.2,text/plain;q=0.9", ExpositionFormat.Text)]
    [InlineData("application/openmetrics-text;q=0", ExpositionFormat.Text)]
    [InlineData(";;,q=,=;version", ExpositionFormat.Text)]
    public void The_format_follows_accept(string? accept, ExpositionFormat expected) =>
        Assert.Equal(expected, ExpositionNegotiation.FormatFor(accept));

    [Fact]
    public void Names_are_checked()
    {
        MetricRegistry registry = new();
        Assert.Throws<ArgumentException>(() => registry.Counter("basisd_x", "no suffix"));
        Assert.Throws<ArgumentException>(() => registry.Gauge("basisd_x_total", "suffix"));
        Assert.Throws<ArgumentException>(() => registry.Gauge("other_x", "prefix"));
        Assert.Throws<ArgumentException>(() => registry.Gauge("basisd_x", "label", MetricScale.One, "le"));
        registry.Gauge("basisd_x", "x");
        Assert.Throws<ArgumentException>(() => registry.Gauge("basisd_x", "twice"));
        Assert.Throws<ArgumentException>(() => registry.Counter("basisd_y_total", "y", MetricScale.One, "a").With("1", "2"));
    }

    [Fact]
    public void A_collector_reports_its_own_success()
    {
        MetricRegistry registry = new();
        registry.Add(new Failing());
        _ = new ProcessCollector(registry, 1_700_000_000_000_000_000);
        _ = new GarbageCollector(registry);
        string text = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text));
        Assert.Contains("basisd_collector_success{collector=\"failing\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_collector_success{collector=\"process\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_collector_success{collector=\"gc\"} 1\n", text, StringComparison.Ordinal);
        Assert.Matches("process_resident_memory_bytes [1-9][0-9]{6,}\n", text);
        Assert.Matches("process_open_fds [1-9][0-9]*\n", text);
        Assert.Matches("process_threads [1-9][0-9]*\n", text);
        Assert.Contains("process_start_time_seconds 1700000000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hot_path_allocates_nothing()
    {
        MetricRegistry registry = new();
        NodeMetrics metrics = new(registry, Topology(), new ProcessMetrics(registry, "1", "n"));
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                Touch(metrics);
            }
        }));
    }

    [Fact]
    public void Names_are_an_interface()
    {
        string[] golden = File.ReadAllLines(Repository.File("Daemon.Tests/Host/Metrics/names.golden"));
        Assert.Equal(golden, All().Names);
    }

    [Fact]
    public void A_node_that_is_alone_has_no_label_of_a_slot() =>
        Assert.DoesNotContain("scope=\"platform\",slot=", Encoding.UTF8.GetString(All().Expose(ExpositionFormat.Text)), StringComparison.Ordinal);

    /// <summary>A node that owns two slots says of each what is so; one that acts for none says nothing of either.</summary>
    [Fact]
    public async Task Every_slot_that_acts_is_exposed_under_its_label()
    {
        MetricRegistry registry = new();
        SlotMetrics slots = new(registry, Topology(), new ProcessMetrics(registry, "1", "n"));
        NodeMetrics east = slots.Take("east");
        NodeMetrics west = slots.Take("west");
        east.ScopeMode[0].Set((int)Mode.Dmm);
        west.Reaction.Observe(100);
        string both = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text));
        Assert.Contains("basisd_scope_mode{slot=\"east\",scope=\"platform\",mode=\"DMM\"} 1\n", both, StringComparison.Ordinal);
        Assert.Contains("basisd_scope_mode{slot=\"west\",scope=\"platform\",mode=\"NORMAL\"} 1\n", both, StringComparison.Ordinal);
        Assert.Contains("basisd_reaction_seconds_bucket{slot=\"west\",le=\"1e-07\"} 1\n", both, StringComparison.Ordinal);
        Assert.Contains("basisd_gate_valid{slot=\"east\"} 0\nbasisd_gate_valid{slot=\"west\"} 0\n", both, StringComparison.Ordinal);
        Assert.Contains("basisd_build_info{version=\"1\",node=\"n\"} 1\n", both, StringComparison.Ordinal);
        (int code, string output) = await Tool.RunAsync("promtool", Encoding.UTF8.GetBytes(both), "check", "metrics");
        Assert.True(code == 0 && output.Length == 0, output);
        slots.Return(east);
        string one = Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text));
        Assert.DoesNotContain("slot=\"east\"", one, StringComparison.Ordinal);
        Assert.Contains("basisd_gate_valid{slot=\"west\"} 0\n", one, StringComparison.Ordinal);
        slots.Return(west);
        Assert.DoesNotContain("slot=", Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.OpenMetrics)), StringComparison.Ordinal);
        NodeMetrics again = slots.Take("east");
        Assert.NotSame(east, again);
        Assert.Contains(
            "basisd_scope_mode{slot=\"east\",scope=\"platform\",mode=\"DMM\"} 0\n", Encoding.UTF8.GetString(registry.Expose(ExpositionFormat.Text)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_counter_exists_at_zero()
    {
        string text = Encoding.UTF8.GetString(All().Expose(ExpositionFormat.Text));
        Assert.Contains("basisd_triggers_fired_total{trigger=\"venue.api_failure\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_transitions_total{from=\"NORMAL\",to=\"BSCB\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_observations_total{kind=\"unit_rate\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("basisd_scope_mode{scope=\"platform\",mode=\"NORMAL\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_say()
    {
        (int code, string output) = await Tool.RunAsync("promtool", All().Expose(ExpositionFormat.Text), "check", "metrics");
        Assert.True(code == 0 && output.Length == 0, output);
    }

    private static Topology Topology() => ConfigurationLoader.Parse("none", "{}"u8).Configuration!.Topology;

    private static MetricRegistry All()
    {
        MetricRegistry registry = new();
        _ = new NodeMetrics(registry, Topology(), new ProcessMetrics(registry, "0.1.0", "node"));
        _ = new ProcessCollector(registry, 0);
        _ = new GarbageCollector(registry);
        _ = new ClusterMetrics(registry, ["a", "b"], ["east"]);
        return registry;
    }

    private static void Touch(NodeMetrics metrics)
    {
        metrics.Observations[(int)ObservationKind.Price]!.AddOwned(16);
        metrics.Reaction.Observe(4_321);
        metrics.GatePublished.Set(123_456_789);
        metrics.ScopeMode[0].Set((int)Mode.Dmm);
        metrics.TriggerFired[(int)TriggerId.ApiFailure]!.Increment();
    }

    /// <summary>Go's shortest form of a number of seconds below a minute: an exponent below 1e-4.</summary>
    private static string GoFloat(long ns)
    {
        double seconds = ns / 1e9;
        if (seconds >= 1e-4)
        {
            return seconds.ToString("0.#########");
        }

        int exponent = (int)Math.Floor(Math.Log10(seconds) + 1e-9);
        string mantissa = (ns / Math.Pow(10, exponent + 9)).ToString("0.####");
        return $"{mantissa}e-{-exponent:00}";
    }

    private sealed class Failing : IMetricCollector
    {
        public string Name => "failing";

        public bool Collect() => false;
    }
}

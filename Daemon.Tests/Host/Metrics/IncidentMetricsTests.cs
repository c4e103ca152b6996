using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using Basisd.Host.Metrics;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Host.Metrics;

/// <summary>The metrics of incidents: one sample per deadline that somebody can still meet, and none while nothing is due.</summary>
public sealed class IncidentMetricsTests
{
    private const long Hour = 3_600 * FixedPoint.Second;
    private const long Opened = 1_700_000_000 * FixedPoint.Second;

    private readonly MetricRegistry _registry = new();
    private readonly IncidentMetrics _metrics;
    private readonly IncidentRegister _register = new();
    private readonly IncidentBook _book = new();

    public IncidentMetricsTests() => _metrics = new IncidentMetrics(_registry);

    [Fact]
    public async Task Deadlines_count_down_pass_below_zero_and_end_with_what_they_ask_for()
    {
        Dictionary<string, double> at = Scrape(Opened);
        Assert.DoesNotContain(at.Keys, k => k.StartsWith("basisd_incident_deadline_seconds", StringComparison.Ordinal));
        Assert.Equal(0, at["basisd_incidents_open{severity=\"P1\"}"]);
        Assert.Equal(0, at["basisd_incident_deadlines_missed_total{deadline=\"disclosure\"}"]);
        Assert.Equal(0, at["basisd_incident_protocol_step"]);

        Open();
        at = Scrape(Opened + (20 * 60 * FixedPoint.Second));
        Assert.Equal(1, at["basisd_incidents_open{severity=\"P1\"}"]);
        Assert.Equal(0, at["basisd_incidents_open{severity=\"P2\"}"]);
        Assert.Equal(1, at["basisd_incident_protocol_step"]);
        Assert.Equal(-300, at["basisd_incident_deadline_seconds{deadline=\"review\"}"]);
        Assert.Equal((4 * 3_600) - 1_200, at["basisd_incident_deadline_seconds{deadline=\"recovery\"}"]);
        Assert.DoesNotContain("basisd_incident_deadline_seconds{deadline=\"response\"}", at.Keys);

        // Closed: nobody reviews or notifies any more, and the report is still owed.
        _register.Follow(IncidentChange.Closed, _book, Opened + Hour);
        at = Scrape(Opened + (49 * Hour));
        Assert.Equal(0, at["basisd_incidents_open{severity=\"P1\"}"]);
        Assert.DoesNotContain("basisd_incident_deadline_seconds{deadline=\"review\"}", at.Keys);
        Assert.Equal(-3_600, at["basisd_incident_deadline_seconds{deadline=\"report\"}"]);
        (int code, string said) = await Tool.RunAsync("promtool", _registry.Expose(ExpositionFormat.Text), "check", "metrics");
        Assert.True(code == 0 && said.Length == 0, said);
    }

    private void Open()
    {
        _register.Follow(_book.Follow(anyProtection: true, Severity.Critical, Opened), _book, Opened);
        _register.InDmm(1);
    }

    private Dictionary<string, double> Scrape(long now)
    {
        _metrics.Set(_register, now);
        return Exposition.Parse(Encoding.UTF8.GetString(_registry.Expose(ExpositionFormat.Text)));
    }
}

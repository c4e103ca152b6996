using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Basisd.Tests.Monitoring;

/// <summary>
/// Does a live Prometheus have what alerts, recording rules and panels ask for? A panel is asked as Grafana would; of an alert, which is quiet where
/// all is well, every selector must have series: one that has none can never fire.
/// </summary>
internal sealed class MonitoringCheck(Uri prometheus) : IDisposable
{
    private readonly PrometheusClient _client = new(prometheus);
    private readonly HashSet<string> _found = [];

    /// <summary>How many queries there are.</summary>
    public static int Count => Wanted().Count();

    /// <summary>Asks what has not given data before; what is listed still gives none.</summary>
    /// <param name="window">How far back a query may look.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(TimeSpan window)
    {
        List<string> missing = [];
        foreach ((string where, string query) in Wanted())
        {
            if (!_found.Contains(query))
            {
                if (await _client.HasDataAsync(query, window))
                {
                    _found.Add(query);
                }
                else
                {
                    missing.Add($"{where}: {query}");
                }
            }
        }

        return missing;
    }

    public void Dispose() => _client.Dispose();

    private static IEnumerable<(string Where, string Query)> Wanted() =>
    [
        .. MonitoringFiles.Records.Select(r => (r.Name, r.Name)),
        .. MonitoringFiles.Alerts.SelectMany(a => PromQl.Selectors(a.Expression).Select(s => (a.Name, s))),
        .. MonitoringFiles.Panels.SelectMany(p => p.Queries.Select(q => ($"{p.Dashboard}, {p.Title}", MonitoringFiles.Filled(q)))),
    ];
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Monitoring;

/// <summary>Asks a Prometheus.</summary>
internal sealed class PrometheusClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Poll.Patience };

    /// <summary>Whether a query gave at least one number within the time up to now.</summary>
    public async Task<bool> HasDataAsync(string query, TimeSpan window)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        JsonElement data = await AskAsync("api/v1/query_range", new()
        {
            ["query"] = query,
            ["start"] = Seconds(now - window),
            ["end"] = Seconds(now),
            ["step"] = Math.Max(1, (int)(window.TotalSeconds / 200)).ToString(CultureInfo.InvariantCulture),
        });
        return data.GetProperty("result").EnumerateArray().Any(
            s => s.GetProperty("values").EnumerateArray().Any(v => v[1].GetString() != "NaN"));
    }

    /// <summary>The value of a query that has one, else null.</summary>
    public async Task<double?> ValueAsync(string query)
    {
        JsonElement data = await AskAsync("api/v1/query", new() { ["query"] = query });
        JsonElement[] found = [.. data.GetProperty("result").EnumerateArray()];
        return found.Length == 1 ? double.Parse(found[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Alerts that fire: name and everything that is said of them.</summary>
    public async Task<(string Name, string Said)[]> FiringAsync()
    {
        JsonElement data = await AskAsync("api/v1/alerts", []);
        return
        [
            .. data.GetProperty("alerts").EnumerateArray().Where(a => a.GetProperty("state").GetString() == "firing").Select(a => (
                a.GetProperty("labels").GetProperty("alertname").GetString()!, a.GetProperty("annotations").ToString())),
        ];
    }

    public void Dispose() => _http.Dispose();

    private static string Seconds(DateTimeOffset time) => (time.ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture);

    private async Task<JsonElement> AskAsync(string path, Dictionary<string, string> fields)
    {
        using FormUrlEncodedContent form = new(fields);
        bool asks = fields.Count > 0;
        using HttpRequestMessage request = new(asks ? HttpMethod.Post : HttpMethod.Get, path) { Content = asks ? form : null };
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{string.Join(' ', fields.Values)}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data");
    }
}

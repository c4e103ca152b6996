using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Tests.Host.Http;

/// <summary>A reader of server-sent events over a real connection.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _lines = new StreamReader(body);
    }

    public HttpResponseMessage Answer => _answer;

    public static async Task<EventReader> OpenAsync(HttpClient client, CancellationToken cancel)
    {
        HttpResponseMessage answer = await client.GetAsync("v1/events", HttpCompletionOption.ResponseHeadersRead, cancel);
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync(cancel));
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<(string Kind, string Data)?> NextAsync(CancellationToken cancel)
    {
        string kind = "";
        string data = "";
        while (await _lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return (kind, data);
            }

            kind = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : kind;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : data;
        }

        return null;
    }

    /// <summary>The next status.</summary>
    public async Task<StatusSnapshot> StatusAsync(CancellationToken cancel)
    {
        while (true)
        {
            (string kind, string data) = await NextAsync(cancel) ?? throw new EndOfStreamException("the stream ended");
            if (kind == "status")
            {
                return JsonSerializer.Deserialize(data, HttpJson.Default.StatusSnapshot)!;
            }
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}

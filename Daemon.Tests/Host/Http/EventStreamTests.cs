using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Linux;
using Basisd.Safety;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Host.Http;

/// <summary>Server-sent events over real connections.</summary>
public sealed class EventStreamTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_told_at_once_and_the_rest_with_the_heartbeat()
    {
        await using PageServer server = await PageServer.StartAsync(SampleStatus.Of("ready"));
        using EventReader reader = await EventReader.OpenAsync(server.Client, Cancel);
        Assert.Equal("text/event-stream; charset=utf-8", reader.Answer.Content.Headers.ContentType!.ToString());
        Assert.True(reader.Answer.Headers.CacheControl!.NoStore);
        StatusSnapshot first = await reader.StatusAsync(Cancel);
        Assert.Equal("NORMAL", first.PlatformMode);
        Stopwatch watch = Stopwatch.StartNew();
        server.Publish(SampleStatus.Of("ready") with { PlatformMode = "DMM" });
        Assert.Equal("DMM", (await reader.StatusAsync(Cancel)).PlatformMode);
        Assert.True(watch.ElapsedMilliseconds < 3_000, $"a change took {watch.ElapsedMilliseconds} ms; the heartbeat brought it");
        watch.Restart();
        StatusSnapshot beat = await reader.StatusAsync(Cancel);
        Assert.InRange(watch.ElapsedMilliseconds, 3_500, 12_000);
        Assert.True(beat.PublishedBootNs > first.PublishedBootNs, "a heartbeat brings what is so now");
    }

    [Fact]
    public async Task An_event_is_the_json_of_the_status_and_the_way_of_a_reader_that_comes_back()
    {
        await using PageServer server = await PageServer.StartAsync(null);
        server.View.Publish(SampleStatus.Of("ready") with { PublishedBootNs = BootClock.NowNs() + FixedPoint.Minute });
        string status = await server.Client.GetStringAsync("v1/status", Cancel);
        for (int i = 0; i < 3; i++)
        {
            using EventReader reader = await EventReader.OpenAsync(server.Client, Cancel);
            Assert.Equal(("status", status), await reader.NextAsync(Cancel));
        }

        await Poll.UntilAsync(() => server.Metrics.Streams.Value == 0, () => $"{server.Metrics.Streams.Value} streams are still open");
    }

    [Fact]
    public async Task Over_the_bound_is_refused_until_a_place_is_free()
    {
        await using PageServer server = await PageServer.StartAsync(SampleStatus.Of("ready"));
        List<EventReader> readers = [];
        try
        {
            for (int i = 0; i < HttpLimits.EventStreams; i++)
            {
                readers.Add(await EventReader.OpenAsync(server.Client, Cancel));
                Assert.Equal(HttpStatusCode.OK, readers[^1].Answer.StatusCode);
            }

            using (HttpResponseMessage refused = await server.Client.GetAsync("v1/events", Cancel))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.Contains("as many streams", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            }

            Assert.Equal((HttpLimits.EventStreams, 1), (server.Metrics.Streams.Value, server.Metrics.Refused.Value));
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("v1/status", Cancel)).StatusCode);
            using HttpClient admin = OverAdmin(server.AdminSocket);
            using (EventReader operators = await EventReader.OpenAsync(admin, Cancel))
            {
                Assert.Equal("NORMAL", (await operators.StatusAsync(Cancel)).PlatformMode);
            }

            readers[0].Dispose();
            await Poll.UntilAsync(
                async () =>
                {
                    using EventReader again = await EventReader.OpenAsync(server.Client, Cancel);
                    return again.Answer.StatusCode == HttpStatusCode.OK;
                },
                () => "the place of a reader that left was not given back");
        }
        finally
        {
            readers.ForEach(r => r.Dispose());
        }
    }

    [Fact]
    public async Task A_slow_reader_gets_the_latest_and_nothing_is_queued_for_it()
    {
        // A snapshot that no socket buffer takes whole.
        StatusSnapshot wide = SampleStatus.Of("ready") with
        {
            Scopes = [.. Enumerable.Range(0, 30_000).Select(i => new ScopeStatus(
                $"venue/{i:D5}{new string('x', 100)}", "NORMAL", 0, 9, new Dictionary<string, string>(StringComparer.Ordinal), []))],
        };
        await using PageServer server = await PageServer.StartAsync(wide with { Banner = "0" });
        using Socket slow = await SlowAsync(server);
        using EventReader quick = await EventReader.OpenAsync(server.Client, Cancel);
        string last = "0";
        for (int i = 1; i <= 8; i++)
        {
            last = $"{i}";
            server.Publish(wide with { Banner = last });
            while ((await quick.StatusAsync(Cancel)).Banner != last)
            {
                Assert.False(Cancel.IsCancellationRequested);
            }
        }

        using NetworkStream body = new(slow, ownsSocket: false);
        using StreamReader lines = new(body, Encoding.UTF8);
        List<string> seen = [];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Poll.Patience);
        while (seen.Count == 0 || seen[^1] != last)
        {
            string line = await lines.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException("the slow reader was cut");
            int at = line.IndexOf("\"banner\":\"", StringComparison.Ordinal);
            if (line.StartsWith("data: ", StringComparison.Ordinal) && at > 0)
            {
                seen.Add(line.Substring(at + 10, 1));
            }
        }

        Assert.True(seen.Count <= 4, $"it was sent {string.Join(' ', seen)}: what was between its first and the latest should have been skipped");
    }

    [Fact]
    public async Task A_stop_ends_streams_and_does_not_wait_for_them()
    {
        PageServer server = await PageServer.StartAsync(SampleStatus.Of("ready"));
        using EventReader reader = await EventReader.OpenAsync(server.Client, Cancel);
        Assert.Equal("NORMAL", (await reader.StatusAsync(Cancel)).PlatformMode);
        server.Publish(SampleStatus.Of("stopping"));
        Assert.Equal("stopping", (await reader.StatusAsync(Cancel)).State);
        Stopwatch watch = Stopwatch.StartNew();
        await server.StopAsync();
        Assert.True(watch.Elapsed < HttpLimits.StopTimeout, $"the stop took {watch.ElapsedMilliseconds} ms");
        Assert.Null(await reader.NextAsync(Cancel));
        Assert.Equal(0, server.Metrics.Streams.Value);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_does_not_delay_a_stop()
    {
        StatusSnapshot wide = SampleStatus.Of("ready") with { Banner = new string('x', 8_000_000) };
        PageServer server = await PageServer.StartAsync(wide);
        using Socket slow = await SlowAsync(server);
        await Poll.UntilAsync(() => server.Metrics.Streams.Value == 1, () => "the stream did not open");
        Stopwatch watch = Stopwatch.StartNew();
        await server.StopAsync();
        Assert.True(watch.Elapsed < HttpLimits.StopTimeout + TimeSpan.FromSeconds(2), $"the stop took {watch.ElapsedMilliseconds} ms");
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_loop_that_stands_still_is_told_and_its_snapshot_is_not_repeated()
    {
        await using PageServer server = await PageServer.StartAsync(SampleStatus.Of("ready"));
        using EventReader reader = await EventReader.OpenAsync(server.Client, Cancel);
        _ = await reader.StatusAsync(Cancel);
        server.Freeze();
        (string Kind, string Data)? next = await reader.NextAsync(Cancel);
        Assert.Equal("stalled", next?.Kind);
        Assert.Contains("the loop has published nothing for", next?.Data, StringComparison.Ordinal);
        using HttpResponseMessage banner = await server.Client.GetAsync("v1/banner", Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, banner.StatusCode);
        Assert.Contains("class=\"stale\"", await server.Client.GetStringAsync("", Cancel), StringComparison.Ordinal);
        server.Thaw();
        Assert.Equal("status", (await reader.NextAsync(Cancel))?.Kind);
    }

    [Fact]
    public async Task Other_methods_heads_and_early_readers_are_answered_as_elsewhere()
    {
        await using PageServer server = await PageServer.StartAsync(null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("v1/events", Cancel)).StatusCode);
        server.Publish(SampleStatus.Of("ready"));
        using HttpResponseMessage post = await server.Client.PostAsync("v1/events", new StringContent(""), Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
        using HttpResponseMessage head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "v1/events"), Cancel);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("text/event-stream; charset=utf-8", head.Content.Headers.ContentType!.ToString());
        Assert.Equal(0, server.Metrics.Streams.Value);
    }

    private static async Task<Socket> SlowAsync(PageServer server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8_192 };
        await socket.ConnectAsync(IPEndPoint.Parse(server.Address.Authority), Cancel);
        await socket.SendAsync("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancel);
        await Poll.UntilAsync(() => server.Metrics.Streams.Value > 0, () => "the slow stream did not open");
        return socket;
    }

    private static HttpClient OverAdmin(string path)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancel) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://x/"), Timeout = TimeSpan.FromSeconds(20) };
    }
}

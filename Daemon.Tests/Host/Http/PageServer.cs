using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Linux;
using Serilog.Core;

namespace Basisd.Tests.Host.Http;

/// <summary>The real server over a view that a test publishes to.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-page-").FullName;
    private readonly HttpServer _server;
    private readonly Timer _renewal;
    private StatusSnapshot? _latest;
    private bool _frozen;

    private PageServer(int port)
    {
        MetricRegistry registry = new();
        Metrics = new EventMetrics(registry);
        NodeConfiguration configuration = ConfigurationLoader.Parse("none", "{}"u8).Configuration!;
        AdminAccess access = new(ProcessCalls.EffectiveUserId(), null);
        EventStreams events = new(View, Metrics);
        HttpRoutes routes = new(View, new OperatorQueue(() => { }), registry, access, () => configuration, events);
        HttpSettings http = new(true, new IPEndPoint(IPAddress.Loopback, port));
        _server = new HttpServer(http, AdminSocket, access, routes, events, Logger.None);
        _renewal = new Timer(_ => Renew(), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
    }

    public string AdminSocket => Path.Combine(_directory, "admin.sock");

    public NodeView View { get; } = new();

    public EventMetrics Metrics { get; }

    public Uri Address => new($"http://{_server.TcpAddress}/");

    public HttpClient Client { get; private set; } = null!;

    public static async Task<PageServer> StartAsync(StatusSnapshot? first, int port = 0)
    {
        PageServer server = new(port);
        if (first is not null)
        {
            server.Publish(first);
        }

        await server._server.StartAsync(CancellationToken.None);
        server.Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
        return server;
    }

    /// <summary>Publishes, and goes on doing so four times a second as the loop does.</summary>
    public void Publish(StatusSnapshot snapshot)
    {
        Volatile.Write(ref _latest, snapshot);
        Renew();
    }

    /// <summary>From now on the loop stands still.</summary>
    public void Freeze() => Volatile.Write(ref _frozen, true);

    public void Thaw() => Volatile.Write(ref _frozen, false);

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
        Client.Dispose();
        await _server.DisposeAsync();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>Ends the server as the daemon does at a stop; the rest at disposal.</summary>
    public ValueTask StopAsync() => _server.DisposeAsync();

    private void Renew()
    {
        if (!Volatile.Read(ref _frozen) && Volatile.Read(ref _latest) is { } latest)
        {
            long now = BootClock.NowNs();
            View.Publish(latest with { PublishedBootNs = now, CoreTime = latest.CoreTime + (now - latest.PublishedBootNs) });
        }
    }
}

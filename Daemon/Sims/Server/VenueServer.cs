using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Answers;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Basisd.Sims.Server;

/// <summary>
/// Serves a simulated venue over real sockets with one bare Kestrel: the venue gateway contract under <c>/v1/</c>, the simulator's own API
/// under <c>/sim/</c>. It owns the clockwork that steps the prices. Anybody who reaches it may trade and set faults, so it listens on loopback alone
/// unless it is told otherwise.
/// </summary>
public sealed class VenueServer : IAsyncDisposable
{
    private const int MaxRequestLine = 4 * 1024;
    private const int MaxHeaders = 16 * 1024;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly VenueServerOptions _options;
    private readonly VenueSimulator _venue;
    private readonly CancellationTokenSource _stop = new();
    private readonly KestrelServer _server;
    private readonly VenueRequestHandler _handler;
    private Task _ticking = Task.CompletedTask;
    private bool _started;

    /// <summary>Prepares the server; nothing is opened yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="venue">What is served.</param>
    /// <param name="told">Is told of faults of the simulator itself.</param>
    public VenueServer(VenueServerOptions options, VenueSimulator venue, Action<string> told)
    {
        _options = options;
        _venue = venue;
        _handler = new VenueRequestHandler(venue, told, _stop.Token);
        KestrelServerOptions kestrel = new() { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = SimRequest.MaxBody;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        kestrel.Limits.KeepAliveTimeout = KeepAlive;
        kestrel.Limits.MaxConcurrentConnections = VenueServerOptions.MaxConnections;
        kestrel.Listen(options.Listen, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (options.Certificate is { } certificate)
            {
                ServerTls.Use(listen, certificate);
            }
        });
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(kestrel), transport, NullLoggerFactory.Instance);
    }

    /// <summary>The address that the configuration of a daemon takes, with the port that was taken: <c>http://127.0.0.1:9001/v1</c>.</summary>
    /// <exception cref="InvalidOperationException">The server is not started.</exception>
    public Uri Address
    {
        get => field ?? throw new InvalidOperationException("not started");
        private set;
    }

    /// <summary>Opens the endpoint and starts the clockwork.</summary>
    /// <exception cref="SimEndpointException">It cannot be opened, or others could reach it and that was not said to be meant.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (!IPAddress.IsLoopback(_options.Listen.Address) && !_options.MayBeRemote)
        {
            throw new SimEndpointException(
                $"{_options.Listen} can be reached by others, who could trade and set faults; listen on 127.0.0.1, or say --allow-remote");
        }

        try
        {
            await _server.StartAsync(_handler, cancel).ConfigureAwait(false);
            _started = true;
        }
        catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException)
        {
            throw new SimEndpointException($"cannot listen on {_options.Listen}: {refused.Message.TrimEnd('.')}; port 0 takes a free one", refused);
        }

        string served = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        string scheme = _options.Certificate is null ? "http" : "https";
        Address = new Uri($"{scheme}://{served[(served.IndexOf("//", StringComparison.Ordinal) + 2)..]}/v1");
        if (_options.Tick > TimeSpan.Zero)
        {
            _ticking = TickAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _ticking.ConfigureAwait(false);
        if (_started)
        {
            _started = false;
            using CancellationTokenSource patience = new(StopPatience);
            await _server.StopAsync(patience.Token).ConfigureAwait(false);
        }

        _server.Dispose();
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        using PeriodicTimer timer = new(_options.Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                _venue.Tick();
            }
        }
        catch (OperationCanceledException)
        {
            return; // the end of the server
        }
    }
}

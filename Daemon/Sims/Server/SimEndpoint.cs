using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Answers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Basisd.Sims.Server;

/// <summary>
/// One bare Kestrel behind one address, HTTP/1.1, with bounds: what every simulator that is asked over a real socket stands on. It never knows what
/// is served, and who may reach it is for its owner to decide before it is opened.
/// </summary>
internal sealed class SimEndpoint : IAsyncDisposable
{
    private const int MaxRequestLine = 4 * 1024;
    private const int MaxHeaders = 16 * 1024;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly IPEndPoint _listen;
    private readonly string _scheme;
    private readonly KestrelServer _server;
    private bool _started;

    /// <summary>Prepares the endpoint; nothing is opened yet.</summary>
    /// <param name="listen">Where; port 0 takes a free one.</param>
    /// <param name="certificate">Makes it speak TLS; null: plain.</param>
    public SimEndpoint(IPEndPoint listen, X509Certificate2? certificate = null)
    {
        _listen = listen;
        _scheme = certificate is null ? "http" : "https";
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = SimRequest.MaxBody;
        options.Limits.MaxRequestLineSize = MaxRequestLine;
        options.Limits.MaxRequestHeadersTotalSize = MaxHeaders;
        options.Limits.KeepAliveTimeout = KeepAlive;
        options.Limits.MaxConcurrentConnections = VenueServerOptions.MaxConnections;
        options.Listen(listen, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                ServerTls.Use(endpoint, certificate);
            }
        });
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Its address, with the port that was taken: <c>http://127.0.0.1:9001/</c>.</summary>
    /// <exception cref="InvalidOperationException">It is not open.</exception>
    public Uri Address
    {
        get => field ?? throw new InvalidOperationException("not started");
        private set;
    }

    /// <summary>Opens it.</summary>
    /// <param name="application">What answers.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SimEndpointException">It cannot be opened.</exception>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancel)
        where TContext : notnull
    {
        try
        {
            await _server.StartAsync(application, cancel).ConfigureAwait(false);
            _started = true;
        }
        catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException)
        {
            throw new SimEndpointException($"cannot listen on {_listen}: {refused.Message.TrimEnd('.')}; port 0 takes a free one", refused);
        }

        // Kestrel does not know that it speaks TLS.
        string served = _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Address = new Uri($"{_scheme}://{served[(served.IndexOf("//", StringComparison.Ordinal) + 2)..]}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            _started = false;
            using CancellationTokenSource patience = new(StopPatience);
            await _server.StopAsync(patience.Token).ConfigureAwait(false);
        }

        _server.Dispose();
    }
}

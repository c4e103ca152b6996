using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Certificates;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Basisd.Peers.Transport;

/// <summary>
/// Serves the other nodes over HTTP/2 with mutual TLS (docs/peers.md), with one bare Kestrel as the endpoints have it: no host, no container, no
/// middleware. Kestrel's own TLS wants a container, so <see cref="PeerDoor"/> does the handshake.
/// </summary>
public sealed class PeerServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NodeCredentials _credentials;
    private readonly PeerDoor _door;
    private readonly PeerRequests _requests;
    private readonly KestrelServer _server;
    private readonly IPEndPoint _listen;
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>Prepares the server; nothing is opened yet.</summary>
    /// <param name="listen">Where it listens; port 0 for any.</param>
    /// <param name="credentials">This node's certificate and the CA.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="service">Who answers.</param>
    /// <param name="report">Who is told what people should know.</param>
    public PeerServer(IPEndPoint listen, NodeCredentials credentials, ClusterSettings cluster, IPeerService service, IPeerReport report)
    {
        _listen = listen;
        _credentials = credentials;
        Refusals = new PeerRefusals(report);
        _door = new PeerDoor(credentials, Refusals);
        _requests = new PeerRequests(credentials, cluster, service, report, _stop.Token);
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = PeerLimits.BodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = PeerLimits.HeaderBytes;
        options.Limits.RequestHeadersTimeout = PeerLimits.Headers;
        options.Limits.Http2.MaxStreamsPerConnection = PeerLimits.Streams;
        options.Limits.Http2.KeepAlivePingDelay = PeerLimits.Ping;
        options.Limits.Http2.KeepAlivePingTimeout = PeerLimits.Ping;
        options.Listen(listen, at =>
        {
            at.Protocols = HttpProtocols.Http2;
            at.Use(next => connection => _door.EnterAsync(connection, next));
        });
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Who was refused, and why.</summary>
    public PeerRefusals Refusals { get; }

    /// <summary>Open connections of known nodes.</summary>
    public int Connections => _door.Open;

    /// <summary>Where it listens, with the port that was taken for port 0; null before <see cref="StartAsync"/>.</summary>
    public IPEndPoint? Address { get; private set; }

    /// <summary>Opens the endpoint.</summary>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>Why it cannot be opened, and what to look at; empty when it is open.</returns>
    public async Task<string> StartAsync(CancellationToken cancel)
    {
        try
        {
            await _server.StartAsync(_requests, cancel).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException)
        {
            return $"peers cannot be served on {_listen}: {refused.Message.TrimEnd('.')}; the address must be this machine's and the port free";
        }

        _isStarted = true;
        _credentials.Looked += _door.LookAgain;
        string address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = IPEndPoint.Parse(address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..]);
        return "";
    }

    /// <summary>Ends every pull that waits, then the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_isStarted)
        {
            _credentials.Looked -= _door.LookAgain;
            using CancellationTokenSource patience = new(PeerLimits.Stop);
            await _server.StopAsync(patience.Token).ConfigureAwait(false);
        }

        _server.Dispose();
        _stop.Dispose();
    }
}

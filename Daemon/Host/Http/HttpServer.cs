using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Linux;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serilog;

namespace Basisd.Host.Http;

/// <summary>
/// Serves the read-only endpoints over TCP and the operators' endpoints over the admin socket, with one bare Kestrel: no host, no container,
/// no middleware, which keeps start and memory small. The two sides have connection limits of their own.
/// </summary>
public sealed class HttpServer : IAsyncDisposable
{
    private const uint OwnerOnly = (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    private const uint OwnerAndGroup = OwnerOnly | (uint)(UnixFileMode.GroupRead | UnixFileMode.GroupWrite);

    private readonly KestrelServer _server;
    private readonly RequestHandler _handler;
    private readonly EventStreams _events;
    private readonly HttpSettings _http;
    private readonly string _adminSocket;
    private readonly AdminAccess _access;
    private bool _started;

    /// <summary>Prepares the server; nothing is opened yet.</summary>
    public HttpServer(HttpSettings http, string adminSocket, AdminAccess access, HttpRoutes routes, EventStreams events, ILogger log)
    {
        _events = events;
        _http = http;
        _adminSocket = adminSocket;
        _access = access;
        _handler = new RequestHandler(routes, log);
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = HttpLimits.BodyBytes;
        options.Limits.MaxRequestLineSize = HttpLimits.RequestLineBytes;
        options.Limits.MaxRequestHeadersTotalSize = HttpLimits.HeaderBytes;
        options.Limits.RequestHeadersTimeout = HttpLimits.HeadersTimeout;
        options.Limits.KeepAliveTimeout = HttpLimits.KeepAlive;
        options.ListenUnixSocket(adminSocket, listen => Accept(listen, isAdmin: true, HttpLimits.AdminConnections));
        if (http.Enabled)
        {
            options.Listen(http.Listen, listen => Accept(listen, isAdmin: false, HttpLimits.TcpConnections));
        }

        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions { IOQueueCount = 1 }), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>The TCP address that is served, with the port that was taken for port 0; null when TCP is off or the server is not started.</summary>
    public IPEndPoint? TcpAddress { get; private set; }

    /// <summary>Opens the endpoints.</summary>
    /// <exception cref="EndpointException">One cannot be opened; nothing stays open.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        ClearStaleSocket();
        try
        {
            await _server.StartAsync(_handler, cancel).ConfigureAwait(false);
            _started = true;
            Protect();
        }
        catch (Exception refused) when (
            refused is IOException or SocketException or InvalidOperationException or LinuxException or UnauthorizedAccessException)
        {
            await DisposeAsync().ConfigureAwait(false);
            string where = _http.Enabled ? $"{_adminSocket} or {_http.Listen}" : _adminSocket;
            throw new EndpointException(
                $"cannot listen on {where}: {refused.Message.TrimEnd('.')}; see admin.socket and http.listen, and whether another process holds them",
                refused);
        }

        string? address = _server.Features.Get<IServerAddressesFeature>()?.Addresses
            .FirstOrDefault(a => !a.Contains("unix:", StringComparison.Ordinal));
        TcpAddress = address is null ? null : IPEndPoint.Parse(address[(address.IndexOf("//", StringComparison.Ordinal) + 2)..]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First of all: a stream has no end of its own, and the server would wait for it.
        _events.End();
        if (_started)
        {
            _started = false;
            using CancellationTokenSource patience = new(HttpLimits.StopTimeout);
            await _server.StopAsync(patience.Token).ConfigureAwait(false);
        }

        _server.Dispose();
        _events.Dispose();
    }

    private static void Accept(ListenOptions listen, bool isAdmin, int limit)
    {
        listen.Protocols = HttpProtocols.Http1;
        int open = 0;
        listen.Use(next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref open) > limit)
                {
                    return;
                }

                Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
                AdminPeer? peer = isAdmin && socket is not null ? AdminPeer.Of(socket) : null;
                connection.Features.Set(new ConnectionOrigin(isAdmin, peer));
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }

    private void ClearStaleSocket()
    {
        if (!File.Exists(_adminSocket))
        {
            return;
        }

        using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(_adminSocket));
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            File.Delete(_adminSocket);
            return;
        }
        catch (SocketException other)
        {
            throw new EndpointException($"{_adminSocket} is in the way: {other.Message}; remove it, or change admin.socket", other);
        }

        throw new EndpointException($"another process listens on {_adminSocket}; stop it, or change admin.socket");
    }

    private void Protect()
    {
        if (_access.Group is { } group)
        {
            Ownership.SetGroup(_adminSocket, group);
        }

        // The socket is the first of two locks; the peer's credentials are the second.
        Ownership.SetMode(_adminSocket, _access.Group is null ? OwnerOnly : OwnerAndGroup);
    }
}

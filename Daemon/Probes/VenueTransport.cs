using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Probes;

/// <summary>
/// Connections to venues, made one way for all who ask them: one kept connection, no redirects, no cookies, no proxy, no decompression,
/// bounded headers. Whoever uses it bounds the time and the body; this never does.
/// </summary>
internal static class VenueTransport
{
    // A handshake over a long way may take longer than an answer may: it goes on behind a request that has failed, and serves the next one.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Makes the client of one venue; nothing is connected yet.</summary>
    /// <param name="names">Resolves host names.</param>
    /// <param name="headerKilobytes">Kilobytes of headers; more are a failure.</param>
    /// <param name="stop">Ends whatever is under way.</param>
    public static HttpMessageInvoker Create(NameLookups names, int headerKilobytes, CancellationToken stop) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = (context, cancel) => ConnectAsync(names, context.DnsEndPoint, stop, cancel),
            ConnectTimeout = ConnectTimeout,
            MaxConnectionsPerServer = 1,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = headerKilobytes,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true);

    /// <summary>A plain question, HTTP/1.1.</summary>
    public static HttpRequestMessage Get(Uri address)
    {
        HttpRequestMessage request = new(HttpMethod.Get, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "basisd");
        return request;
    }

    private static async ValueTask<Stream> ConnectAsync(NameLookups names, DnsEndPoint to, CancellationToken stop, CancellationToken cancel)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop);
        IPAddress[] addresses = await names.FindAsync(to.Host, either.Token).ConfigureAwait(false);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, either.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

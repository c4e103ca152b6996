using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;

namespace Basisd.Peers.Etcd;

/// <summary>
/// A request's body that knows whether any of it can have left. Before the transport asks for it, no member can have carried anything out,
/// whatever became of the connection: that is what makes a failed try certain. The transport never sends a body twice.
/// </summary>
internal sealed class EtcdContent : HttpContent
{
    private readonly byte[] _body;
    private long _sentAt;

    /// <summary>Creates the body of one try.</summary>
    /// <param name="body">JSON.</param>
    public EtcdContent(byte[] body)
    {
        _body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>CLOCK_BOOTTIME just before the first byte, ns; 0 while nothing was sent.</summary>
    public long SentAt => Interlocked.Read(ref _sentAt);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _sentAt, BootClock.NowNs(), 0) != 0)
        {
            throw new InvalidOperationException("a request to the arbiter would be sent twice by its transport");
        }

        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}

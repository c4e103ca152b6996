using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;

namespace Basisd.Peers.Transport;

/// <summary>
/// The one connection to one peer, made when it is needed and with the credentials of that moment. When those change, the next call makes a new one,
/// and the old one ends with the last call that uses it: no call fails for a renewal.
/// </summary>
internal sealed class PeerChannel(int node, EndPoint address, NodeCredentials credentials, PeerRefusals refusals) : IDisposable
{
    private readonly Lock _lock = new();
    private Link? _link;
    private int _failures;
    private long _notBefore;
    private bool _isDisposed;

    /// <summary>Why the peer was refused at the last handshake; empty for not.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Takes the connection for one call; <see cref="Release"/> gives it back.</summary>
    public Link Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            CredentialSet set = credentials.Current;
            if (_link is not null && _link.Generation != set.Generation)
            {
                Retire();
            }

            _link ??= new Link(Invoker(set), set.Generation);
            _link.Users++;
            return _link;
        }
    }

    /// <summary>Gives a connection back.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="isSound">Whether the next call may use it; false where the peer did not answer on it in time.</param>
    public void Release(Link link, bool isSound)
    {
        lock (_lock)
        {
            link.Users--;
            if (!isSound && _link == link)
            {
                Retire();
            }
            else if (link.IsRetired && link.Users == 0)
            {
                link.Invoker.Dispose();
            }
        }
    }

    /// <summary>Remembers how a call ended, for the pause before the next attempt.</summary>
    public void Note(bool isReached)
    {
        lock (_lock)
        {
            if (isReached)
            {
                (_failures, _notBefore, Refusal) = (0, 0, "");
                return;
            }

            double pause = PeerLimits.FirstPause.TotalMilliseconds * (1 << Math.Min(_failures, 10));
            _failures++;
            _notBefore = Environment.TickCount64 + (long)Math.Min(pause, PeerLimits.LastPause.TotalMilliseconds);
        }
    }

    /// <summary>How long the next attempt must wait; zero for not at all.</summary>
    public TimeSpan Pause()
    {
        lock (_lock)
        {
            return TimeSpan.FromMilliseconds(Math.Max(0, _notBefore - Environment.TickCount64));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _link?.Invoker.Dispose();
            _link = null;
        }
    }

    private void Retire()
    {
        _link!.IsRetired = true;
        if (_link.Users == 0)
        {
            _link.Invoker.Dispose();
        }

        _link = null;
    }

    private HttpMessageInvoker Invoker(CredentialSet set) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = PeerLimits.Connect + PeerLimits.Handshake,
            EnableMultipleHttp2Connections = false,
            InitialHttp2StreamWindowSize = PeerLimits.WindowBytes,
            KeepAlivePingDelay = PeerLimits.Ping,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingTimeout = PeerLimits.Ping,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = PeerLimits.HeaderBytes / 1024,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = PeerLimits.ConnectionLife,
            UseCookies = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                AllowTlsResume = false,
                AllowRenegotiation = false,
                CertificateChainPolicy = PeerCheck.Policy(set.Roots),
                ClientCertificateContext = set.Context,
                EnabledSslProtocols = SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsExpected(certificate as X509Certificate2, set),
            },
        },
        disposeHandler: true);

    private bool IsExpected(X509Certificate2? certificate, CredentialSet set)
    {
        PeerRefusal refusal = PeerCheck.Examine(
            certificate, set.Roots, PeerCheck.ServerUsage, credentials.Cluster, credentials.Nodes, out int shown, out string text);
        if (refusal == PeerRefusal.None && shown != node)
        {
            refusal = PeerRefusal.WrongNode;
            text = $"it is {credentials.Nodes[shown]}: the addresses in the configuration are mixed up, or somebody stands in between";
        }

        if (refusal == PeerRefusal.None)
        {
            return true;
        }

        lock (_lock)
        {
            Refusal = $"who answers as {credentials.Nodes[node]} at {address} was refused: {text}";
        }

        refusals.Add(refusal, Refusal);
        return false;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(PeerLimits.Connect);
        try
        {
            await socket.ConnectAsync(address, late.Token).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection and who uses it.</summary>
    internal sealed class Link(HttpMessageInvoker invoker, long generation)
    {
        public HttpMessageInvoker Invoker => invoker;

        public long Generation => generation;

        public int Users { get; set; }

        public bool IsRetired { get; set; }
    }
}

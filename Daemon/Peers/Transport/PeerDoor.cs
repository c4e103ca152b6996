using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Linq;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Peers.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Basisd.Peers.Transport;

/// <summary>
/// Stands before the peers' server: TLS 1.3 with a certificate of both sides, HTTP/2, and a node of this cluster, or the connection ends. Knows the
/// open connections, so that those of a node whose certificate no longer holds can be ended. Nothing behind it ever sees a stranger.
/// </summary>
internal sealed class PeerDoor
{
    private readonly Lock _lock = new();
    private readonly List<PeerConnection> _open = [];
    private readonly NodeCredentials _credentials;
    private readonly PeerRefusals _refusals;
    private int _handshakes;

    public PeerDoor(NodeCredentials credentials, PeerRefusals refusals)
    {
        _credentials = credentials;
        _refusals = refusals;
    }

    /// <summary>Open connections of known nodes.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Looks at the certificate of every open connection again: the CA may have changed, the time has.</summary>
    public void LookAgain(object? sender, EventArgs e)
    {
        PeerConnection[] open;
        lock (_lock)
        {
            open = [.. _open];
        }

        CredentialSet set = _credentials.Current;
        foreach (PeerConnection connection in open)
        {
            PeerRefusal refusal = Examine(connection.ClientCertificate, set, out _, out string text);
            if (refusal != PeerRefusal.None)
            {
                _refusals.Add(refusal, $"the connection of {_credentials.Nodes[connection.Node]} was ended: {text}");
                connection.Drop(text);
            }
        }
    }

    /// <summary>Serves one connection.</summary>
    public async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        string from = connection.RemoteEndPoint?.ToString() ?? "an unknown address";
        if (Interlocked.Increment(ref _handshakes) > PeerLimits.Handshakes)
        {
            Interlocked.Decrement(ref _handshakes);
            _refusals.Add(PeerRefusal.TooMany, $"{from} was refused: {PeerLimits.Handshakes} handshakes are under way");
            return;
        }

        IDuplexPipe plain = connection.Transport;
        SslStream tls = new(new TransportStream(plain), leaveInnerStreamOpen: true);
        await using (tls.ConfigureAwait(false))
        {
            PeerConnection? peer;
            try
            {
                peer = await GreetAsync(tls, connection, from).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref _handshakes);
            }

            if (peer is not null)
            {
                await ServeAsync(tls, connection, peer, next).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(SslStream tls, ConnectionContext connection, PeerConnection peer, ConnectionDelegate next)
    {
        IDuplexPipe plain = connection.Transport;
        Pipes secured = new(
            PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true)));
        connection.Transport = secured;
        connection.Features.Set(peer);
        connection.Features.Set<ITlsConnectionFeature>(peer);
        connection.Features.Set<ITlsApplicationProtocolFeature>(peer);
        Add(peer);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(peer);
            }

            connection.Transport = plain;
            await secured.Input.CompleteAsync().ConfigureAwait(false);
            await secured.Output.CompleteAsync().ConfigureAwait(false);
        }
    }

    private void Add(PeerConnection peer)
    {
        PeerConnection? oldest = null;
        lock (_lock)
        {
            if (_open.Count(p => p.Node == peer.Node) >= PeerLimits.ConnectionsPerNode)
            {
                oldest = _open.First(p => p.Node == peer.Node);
            }

            _open.Add(peer);
        }

        oldest?.Drop("a newer connection of the same node takes its place");
    }

    private async ValueTask<PeerConnection?> GreetAsync(SslStream tls, ConnectionContext connection, string from)
    {
        CredentialSet set = _credentials.Current;
        PeerRefusal refusal = PeerRefusal.Handshake;
        string text = "";
        int node = -1;
        SslServerAuthenticationOptions options = new()
        {
            AllowTlsResume = false,
            AllowRenegotiation = false,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            CertificateChainPolicy = PeerCheck.Policy(set.Roots),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            ServerCertificateContext = set.Context,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                refusal = Examine(certificate as X509Certificate2, set, out node, out text);
                return refusal == PeerRefusal.None;
            },
        };
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        late.CancelAfter(PeerLimits.Handshake);
        try
        {
            await tls.AuthenticateAsServerAsync(options, late.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // Where the certificate was looked at and refused, that is the reason; everything else is no TLS, or none that we speak.
            bool isNamed = refusal is not (PeerRefusal.Handshake or PeerRefusal.None);
            string why = isNamed ? text : $"no TLS 1.3 handshake for HTTP/2: {Innermost(failed)}";
            _refusals.Add(isNamed ? refusal : PeerRefusal.Handshake, $"{from} was refused: {why}");
            return null;
        }

        if (tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
        {
            _refusals.Add(PeerRefusal.Protocol, $"{from} was refused: peers speak HTTP/2, and it did not offer that");
            return null;
        }

        return new PeerConnection(node, (X509Certificate2)tls.RemoteCertificate!, connection);
    }

    private PeerRefusal Examine(X509Certificate2? certificate, CredentialSet set, out int node, out string text)
    {
        PeerRefusal refusal = PeerCheck.Examine(
            certificate, set.Roots, PeerCheck.ClientUsage, _credentials.Cluster, _credentials.Nodes, out node, out text);
        if (refusal == PeerRefusal.None && node == _credentials.Self)
        {
            text = $"it shows a certificate of {_credentials.Nodes[node]}, which is this very node";
            return PeerRefusal.WrongNode;
        }

        return refusal;
    }

    private static string Innermost(Exception failed) => failed.GetBaseException().Message.TrimEnd('.');

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

using System;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Basisd.Peers.Transport;

/// <summary>
/// A connection whose peer has shown who it is. Also what Kestrel looks for to know that it runs over TLS; the certificate was examined before, and
/// is asked for again by nobody.
/// </summary>
internal sealed class PeerConnection(int node, X509Certificate2 certificate, ConnectionContext connection)
    : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    /// <summary>Number of the peer.</summary>
    public int Node => node;

    /// <summary>Its certificate.</summary>
    public X509Certificate2? ClientCertificate { get; set; } = certificate;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    /// <summary>Ends it at once; its requests are cancelled.</summary>
    public void Drop(string why) => connection.Abort(new ConnectionAbortedException(why));
}

using System;
using System.IO;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Basisd.Sims.Server;

/// <summary>
/// TLS of a simulated venue, with a certificate that it signed itself: nobody trusts it, which is what it is for. It must never guard
/// anything. Kestrel's own TLS wants a container of services, so the stream stands here between the socket and Kestrel.
/// </summary>
public static class ServerTls
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(30);

    /// <summary>Makes a certificate for this machine's loopback.</summary>
    /// <param name="now">Wall clock.</param>
    public static X509Certificate2 SelfSigned(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + Validity);
    }

    /// <summary>Makes an endpoint speak TLS.</summary>
    internal static void Use(ListenOptions listen, X509Certificate2 certificate) =>
        listen.Use(next => connection => TalkAsync(connection, certificate, next));

    private static async Task TalkAsync(ConnectionContext connection, X509Certificate2 certificate, ConnectionDelegate next)
    {
        IDuplexPipe plain = connection.Transport;
        await using SslStream secure = new(new PipeStream(plain));
        try
        {
            await secure.AuthenticateAsServerAsync(certificate).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException or OperationCanceledException)
        {
            return; // the client did not trust it, or speaks no TLS
        }

        connection.Transport = new Pipes(
            PipeReader.Create(secure, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(secure, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = plain;
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

using System;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basisd.Sims.Server;

/// <summary>TLS of a simulated venue, with a certificate that it signed itself: nobody trusts it, which is what it is for. It must never guard anything.</summary>
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
    internal static void Use(ListenOptions listen, X509Certificate2 certificate)
    {
        // Kestrel asks for a log here and nothing else; there is no container.
        listen.KestrelServerOptions.ApplicationServices = new NoServices();
        listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ILoggerFactory) ? NullLoggerFactory.Instance : null;
    }
}

using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Peers.Etcd;

/// <summary>
/// Connections to the members of etcd: HTTP/1.1, kept, no redirects, no cookies, no proxy, no decompression, bounded headers. Whoever uses
/// it bounds the time of a request and the body of its answer.
/// </summary>
internal static class EtcdTransport
{
    /// <summary>Kilobytes of headers; more are no answer.</summary>
    public const int MaxHeaderKilobytes = 16;

    // A member that was left because it was silent must not be kept for the day on which it wakes up.
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Makes the client; nothing is connected yet.</summary>
    /// <param name="settings">Without a <see cref="EtcdSettings.Problem"/>.</param>
    /// <param name="connectTimeout">How long a connection may take to come about.</param>
    /// <param name="maxConnections">Most connections to one member: a request never waits for another one's.</param>
    /// <exception cref="EtcdSetupException">A certificate or key cannot be used.</exception>
    public static HttpMessageInvoker Create(EtcdSettings settings, TimeSpan connectTimeout, int maxConnections) => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = connectTimeout,
            MaxConnectionsPerServer = maxConnections,
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            PooledConnectionIdleTimeout = IdleTimeout,
            SslOptions = Tls(settings),
            UseCookies = false,
            UseProxy = false,
        },
        disposeHandler: true);

    private static SslClientAuthenticationOptions Tls(EtcdSettings settings)
    {
        SslClientAuthenticationOptions options = new();
        if (settings.CaFile is { } authorities)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            Load(authorities, "the authorities of etcd", () => policy.CustomTrustStore.ImportFromPemFile(authorities));
            if (policy.CustomTrustStore.Count == 0)
            {
                throw new EtcdSetupException($"{authorities} holds no certificate: it must hold those of etcd's authorities, in PEM");
            }

            options.CertificateChainPolicy = policy;
        }

        if (settings.CertificateFile is { } file)
        {
            options.ClientCertificateContext = Own(settings, file);
        }

        return options;
    }

    private static SslStreamCertificateContext Own(EtcdSettings settings, string file)
    {
        X509Certificate2? own = null;
        X509Certificate2Collection chain = [];
        Load(file, "the client certificate for etcd", () =>
        {
            own = X509Certificate2.CreateFromPemFile(file, settings.KeyFile);
            chain.ImportFromPemFile(file);
        });

        // Measured: with authentication on, the gateway takes the common name of its own client for a user's and refuses every request.
        if (settings.User is not null && own!.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name
            && own.Subject.Contains("CN=", StringComparison.Ordinal))
        {
            throw new EtcdSetupException(
                $"the client certificate {file} has the common name '{name}': etcd's JSON gateway refuses it where a user is "
                + "authenticated; make one without a CN in its subject");
        }

        return SslStreamCertificateContext.Create(own!, chain, offline: true);
    }

    private static void Load(string file, string what, Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new EtcdSetupException($"{what}: {file} cannot be used: {e.Message.TrimEnd('.')}", e);
        }
    }
}

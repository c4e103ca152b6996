using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Peers.Certificates;

/// <summary>
/// The cluster's own small CA: one key that signs nodes and nothing else. Certificates have no common name, because etcd's gateway refuses a client's
/// that has one while authentication is on; who a node is stands in a URI (<see cref="PeerName"/>). Holds no file.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>Days for which a CA is valid.</summary>
    public const int AuthorityDays = 3652;

    /// <summary>Days for which a node's certificate is valid by default.</summary>
    public const int NodeDays = 365;

    private const int SerialBytes = 16;

    // Clocks of nodes differ: what was signed a moment ago must hold everywhere.
    private static readonly TimeSpan s_before = TimeSpan.FromMinutes(5);

    private readonly X509Certificate2 _certificate;

    /// <summary>Takes a CA's certificate with its key, and owns it.</summary>
    public CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The certificate; with its key.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>A new CA.</summary>
    /// <param name="cluster">Id of the cluster; must be a name (<see cref="PeerName.IsValid"/>).</param>
    /// <param name="now">The time, UTC.</param>
    public static CertificateAuthority Create(string cluster, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName("basisd");
        subject.AddOrganizationalUnitName($"CA of {cluster}");
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(pathLengthConstraint: 0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new Uri(new PeerName(cluster, "").ToString()));
        request.CertificateExtensions.Add(names.Build());
        return new CertificateAuthority(request.CreateSelfSigned(now - s_before, now.AddDays(AuthorityDays)));
    }

    /// <summary>Signs a new key of a node.</summary>
    /// <param name="name">Who it is.</param>
    /// <param name="addresses">IP addresses and DNS names under which it is called, for etcd and for people; may be empty.</param>
    /// <param name="days">Days for which it is valid, never beyond the CA's.</param>
    /// <param name="now">The time, UTC.</param>
    /// <returns>The certificate with its key.</returns>
    public X509Certificate2 Sign(PeerName name, IEnumerable<string> addresses, int days, DateTimeOffset now)
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new Uri(name.ToString()));
        foreach (string address in addresses)
        {
            if (IPAddress.TryParse(address, out IPAddress? ip))
            {
                names.AddIpAddress(ip);
            }
            else
            {
                names.AddDnsName(address);
            }
        }

        DateTimeOffset until = now.AddDays(days);
        return Sign(name, [names.Build()], [PeerCheck.ServerUsage, PeerCheck.ClientUsage], now - s_before, until);
    }

    /// <summary>The certificate in PEM, with a line feed at the end.</summary>
    public static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    /// <summary>The key of a certificate in PEM (PKCS #8), with a line feed at the end.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("no ECDSA key", nameof(certificate));
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    /// <summary>Signs a new key with the names, the usages and the time that are given.</summary>
    internal X509Certificate2 Sign(
        PeerName name, IEnumerable<X509Extension> names, IEnumerable<string> usages, DateTimeOffset from, DateTimeOffset until)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddOrganizationName("basisd");
        subject.AddOrganizationalUnitName($"{name.Cluster}/{name.Node}");
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        OidCollection oids = [];
        foreach (string usage in usages)
        {
            oids.Add(new Oid(usage));
        }

        if (oids.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        }

        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        foreach (X509Extension extension in names)
        {
            request.CertificateExtensions.Add(extension);
        }

        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        DateTimeOffset first = new[] { from, new DateTimeOffset(_certificate.NotBefore) }.Max();
        DateTimeOffset last = new[] { until, new DateTimeOffset(_certificate.NotAfter) }.Min();
        using X509Certificate2 signed = request.Create(_certificate, first, last, serial);
        return signed.CopyWithPrivateKey(key);
    }
}

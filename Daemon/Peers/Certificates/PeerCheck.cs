using System;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Peers.Certificates;

/// <summary>
/// Decides whether a certificate is a node's of this cluster: signed by the cluster's CA itself and by nothing that the machine trusts besides, valid
/// now, made for this side of a connection, and naming a node that is configured. Asks no network.
/// </summary>
public static class PeerCheck
{
    /// <summary>Extended key usage of the side that is called.</summary>
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>Extended key usage of the side that calls.</summary>
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    /// <summary>What a chain to these roots must be; the same for TLS and for <see cref="Examine"/>.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    /// <summary>Examines a certificate.</summary>
    /// <param name="certificate">What the peer showed; null for nothing.</param>
    /// <param name="roots">The CA, or two of them while one replaces the other.</param>
    /// <param name="usage"><see cref="ServerUsage"/> or <see cref="ClientUsage"/>.</param>
    /// <param name="cluster">Id of this cluster.</param>
    /// <param name="nodes">Names of its nodes, by number.</param>
    /// <param name="node">Number of the node that it names, -1 when it is refused.</param>
    /// <param name="text">Why it is refused, for people.</param>
    public static PeerRefusal Examine(
        X509Certificate2? certificate, X509Certificate2Collection roots, string usage, string cluster, string[] nodes, out int node, out string text)
    {
        node = -1;
        if (certificate is null)
        {
            text = "it showed no certificate";
            return PeerRefusal.NoCertificate;
        }

        PeerRefusal refusal = Chain(certificate, roots, out text);
        if (refusal == PeerRefusal.None)
        {
            refusal = Usage(certificate, usage, out text);
        }

        if (refusal == PeerRefusal.None)
        {
            refusal = Name(certificate, cluster, nodes, out node, out text);
        }

        return refusal;
    }

    private static PeerRefusal Chain(X509Certificate2 certificate, X509Certificate2Collection roots, out string text)
    {
        text = "";
        using X509Chain chain = new() { ChainPolicy = Policy(roots) };
        bool isWhole;
        try
        {
            isWhole = chain.Build(certificate);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            text = $"its certificate cannot be read: {broken.Message.TrimEnd('.')}";
            return PeerRefusal.UnknownAuthority;
        }

        try
        {
            // Exactly one CA above the node: the path length that our own CAs have.
            X509ChainStatusFlags other = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
                & ~X509ChainStatusFlags.NotTimeValid;
            if (other != X509ChainStatusFlags.NoError || chain.ChainElements.Count != 2)
            {
                string why = other == X509ChainStatusFlags.NoError ? "not by the CA itself" : other.ToString();
                text = $"its certificate ({certificate.Subject}) is not signed by the cluster's CA: {why}";
                return PeerRefusal.UnknownAuthority;
            }

            return isWhole ? PeerRefusal.None : Time(certificate, out text);
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static PeerRefusal Time(X509Certificate2 certificate, out string text)
    {
        DateTime now = DateTime.UtcNow;
        DateTime from = certificate.NotBefore.ToUniversalTime();
        DateTime until = certificate.NotAfter.ToUniversalTime();
        if (from > now)
        {
            text = $"its certificate is valid from {from:u} on, and it is {now:u}: look at the clocks";
            return PeerRefusal.NotYetValid;
        }

        text = until < now ? $"its certificate expired at {until:u}; `basisd pki node` makes a new one"
            : "the cluster's CA is out of its time of validity";
        return PeerRefusal.Expired;
    }

    private static PeerRefusal Usage(X509Certificate2 certificate, string usage, out string text)
    {
        bool fits = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(e => e.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == usage));
        string side = usage == ServerUsage ? "serverAuth" : "clientAuth";
        text = fits ? "" : $"the extended key usage of its certificate lacks {side}: nodes call and are called";
        return fits ? PeerRefusal.None : PeerRefusal.WrongUsage;
    }

    private static PeerRefusal Name(X509Certificate2 certificate, string cluster, string[] nodes, out int node, out string text)
    {
        node = -1;
        if (PeerName.Of(certificate) is not { Node.Length: > 0 } name)
        {
            text = $"its certificate ({certificate.Subject}) names no node: "
                + $"one URI {PeerName.Scheme}CLUSTER/NODE is needed among its alternative names";
            return PeerRefusal.NoName;
        }

        if (name.Cluster != cluster)
        {
            text = $"it is of the cluster {name.Cluster}, and this one is {cluster}";
            return PeerRefusal.WrongCluster;
        }

        node = Array.IndexOf(nodes, name.Node);
        text = node >= 0 ? "" : $"it is the node {name.Node}, which the configuration does not name";
        return node >= 0 ? PeerRefusal.None : PeerRefusal.UnknownNode;
    }
}

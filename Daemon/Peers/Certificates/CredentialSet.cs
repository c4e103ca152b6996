using System;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Basisd.Peers.Certificates;

/// <summary>
/// The files of one moment, read together and found to belong together. Immutable: connections that were made with it keep it, a newer one takes its
/// place for the next. Never disposed: open connections use it, and there is one per renewal.
/// </summary>
public sealed class CredentialSet
{
    private CredentialSet(X509Certificate2 node, X509Certificate2Collection roots, FileInUse inUse, string source, long generation)
    {
        InUse = inUse;
        Node = node;
        Roots = roots;
        Source = source;
        Generation = generation;
        Context = SslStreamCertificateContext.Create(node, additionalCertificates: null, offline: true);
    }

    /// <summary>Counts the sets of a process, from 1.</summary>
    public long Generation { get; }

    /// <summary>This node's certificate, with its key.</summary>
    public X509Certificate2 Node { get; }

    /// <summary>The cluster's CA.</summary>
    public X509Certificate2Collection Roots { get; }

    /// <summary>When this node's certificate or the CA's ends, whichever is first; Unix seconds, for a metric.</summary>
    public long ExpiresAt => Roots.Select(r => r.NotAfter).Append(Node.NotAfter).Min(t => new DateTimeOffset(t).ToUnixTimeSeconds());

    /// <summary>The certificate's file as it was read.</summary>
    public FileInUse InUse { get; }

    /// <summary>What TLS shows of it.</summary>
    internal SslStreamCertificateContext Context { get; }

    /// <summary>The text of the three files, by which a change is told.</summary>
    internal string Source { get; }

    /// <summary>Reads the files.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="cluster">Id of the cluster that the certificate must name.</param>
    /// <param name="node">Name of this node.</param>
    /// <param name="generation">Number of the set.</param>
    /// <param name="problem">What is wrong, where, and how to mend it; empty when they were loaded.</param>
    /// <returns>The set, or null.</returns>
    internal static CredentialSet? Load(CredentialFiles files, string cluster, string node, long generation, out string problem)
    {
        if (SecretFile.ReadPublic(files.Authority, out problem) is not { } authority
            || SecretFile.ReadPublic(files.Certificate, out problem) is not { } certificate
            || SecretFile.Read(files.Key, out problem) is not { } key)
        {
            return null;
        }

        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPem(authority);
        }
        catch (CryptographicException bad)
        {
            problem = $"{files.Authority} is no certificate in PEM: {bad.Message.TrimEnd('.')}";
            return null;
        }

        if (roots.Count == 0)
        {
            problem = $"{files.Authority} holds no certificate; it must be the {CredentialFiles.AuthorityName} that `basisd pki init` made";
            return null;
        }

        X509Certificate2 own;
        try
        {
            own = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception bad) when (bad is CryptographicException or ArgumentException)
        {
            problem = $"{files.Certificate} and {files.Key} are no certificate in PEM with its key: {bad.Message.TrimEnd('.')}";
            return null;
        }

        problem = Problem(own, roots, cluster, node, files.Certificate);
        if (problem.Length > 0)
        {
            own.Dispose();
            return null;
        }

        return new CredentialSet(own, roots, FileInUse.Of(files.Certificate, certificate), string.Concat(authority, certificate, key), generation);
    }

    private static string Problem(X509Certificate2 own, X509Certificate2Collection roots, string cluster, string node, string path)
    {
        foreach (string usage in (string[])[PeerCheck.ServerUsage, PeerCheck.ClientUsage])
        {
            if (PeerCheck.Examine(own, roots, usage, cluster, [node], out _, out string text) != PeerRefusal.None)
            {
                return $"{path} does not serve the node {node} of the cluster {cluster}: {text}";
            }
        }

        return "";
    }
}

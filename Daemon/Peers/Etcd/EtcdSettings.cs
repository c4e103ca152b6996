using System;
using System.Buffers;
using System.Collections.Generic;

namespace Basisd.Peers.Etcd;

/// <summary>Where the arbiter is and how it is told who asks. Time limits are those of <see cref="Basisd.Cluster.ClusterSettings"/>.</summary>
public sealed record EtcdSettings
{
    /// <summary>Most members that are asked: an etcd cluster has three or five.</summary>
    public const int MaxEndpoints = 9;

    /// <summary>Longest cluster id, characters.</summary>
    public const int MaxClusterLength = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Id of the cluster of nodes: all its keys lie below /basisd/CLUSTER/.</summary>
    public required string Cluster { get; init; }

    /// <summary>Client addresses of all members, http or https, each scheme, host and port alone. Literal addresses need no name server.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>PEM file of the authorities that may have signed a member's certificate; null: those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// PEM file of this node's client certificate and its chain; null for none. With a <see cref="User"/> it must have no common name.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>User of etcd's own authentication; null where that is off.</summary>
    public string? User { get; init; }

    /// <summary>File whose one line is the user's password; it is read again whenever a token is asked for.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The first thing that cannot work, with how to mend it; or null.</summary>
    public string? Problem()
    {
        if (Cluster.Length is 0 or > MaxClusterLength || !IsName(Cluster))
        {
            return $"the cluster id '{Cluster}' must be 1 to {MaxClusterLength} of letters, digits, '-', '_', '.': it is part of every key in etcd";
        }

        if (Endpoints.Count is 0 or > MaxEndpoints)
        {
            return $"{Endpoints.Count} etcd endpoints; name 1 to {MaxEndpoints}, one for each member";
        }

        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (Uri endpoint in Endpoints)
        {
            if (EndpointProblem(endpoint) is { } problem)
            {
                return problem;
            }

            if (!seen.Add(endpoint.Authority))
            {
                return $"the etcd endpoint {endpoint} is named twice; name each member once";
            }
        }

        return (CertificateFile is null) != (KeyFile is null) ? "a client certificate for etcd needs both files, certificate and key"
            : (User is null) != (PasswordFile is null) ? "etcd's user needs a password file, and a password file needs a user"
            : null;
    }

    /// <summary>Whether a text may be part of a key.</summary>
    private static bool IsName(string text) => !text.AsSpan().ContainsAnyExcept(NameCharacters);

    private string? EndpointProblem(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https") || endpoint.PathAndQuery != "/" || endpoint.UserInfo.Length > 0)
        {
            return $"the etcd endpoint '{endpoint.OriginalString}' is no http://HOST:PORT or https://HOST:PORT";
        }

        return endpoint.Scheme == "http" && (CaFile ?? CertificateFile) is not null
            ? $"certificates are named and the etcd endpoint {endpoint} is not https: whoever is on the way could answer for the arbiter"
            : null;
    }
}

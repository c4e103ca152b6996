using System.IO;

namespace Basisd.Peers.Certificates;

/// <summary>The three PEM files by which a node shows who it is and knows the others.</summary>
/// <param name="Certificate">Its certificate.</param>
/// <param name="Key">The key of it; nobody else may read it.</param>
/// <param name="Authority">The CA's certificate; two of them, one after the other, while one replaces the other.</param>
public sealed record CredentialFiles(string Certificate, string Key, string Authority)
{
    /// <summary>Name of the certificate in a directory made by <c>basisd pki node</c>.</summary>
    public const string CertificateName = "node.crt";

    /// <summary>Name of the key.</summary>
    public const string KeyName = "node.key";

    /// <summary>Name of the CA's certificate.</summary>
    public const string AuthorityName = "ca.crt";

    /// <summary>The files of a directory, by these names.</summary>
    public static CredentialFiles In(string directory) => new(
        Path.Combine(directory, CertificateName), Path.Combine(directory, KeyName), Path.Combine(directory, AuthorityName));
}

namespace Basisd.Host.Configuration;

/// <summary>Files of the mutual TLS between nodes.</summary>
/// <param name="CaPath">The cluster's authority.</param>
/// <param name="CertificatePath">This node's certificate.</param>
/// <param name="KeyPath">Its key.</param>
public sealed record PeerTlsSettings(string CaPath, string CertificatePath, string KeyPath);

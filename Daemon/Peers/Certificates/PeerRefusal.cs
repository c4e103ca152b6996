namespace Basisd.Peers.Certificates;

/// <summary>Why a peer is refused; each is counted for itself.</summary>
public enum PeerRefusal : byte
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>It does not speak TLS 1.3, or went away before it had shown who it is.</summary>
    Handshake = 1,

    /// <summary>It does not speak HTTP/2.</summary>
    Protocol = 2,

    /// <summary>It showed no certificate.</summary>
    NoCertificate = 3,

    /// <summary>Its certificate is not signed by the cluster's CA.</summary>
    UnknownAuthority = 4,

    /// <summary>Its certificate does not hold yet.</summary>
    NotYetValid = 5,

    /// <summary>Its certificate, or the CA's, holds no longer.</summary>
    Expired = 6,

    /// <summary>Its certificate is not for what it is used for: the extended key usage lacks the client's or the server's side.</summary>
    WrongUsage = 7,

    /// <summary>Its certificate names no node: not exactly one URI <c>basisd://CLUSTER/NODE</c> among its alternative names.</summary>
    NoName = 8,

    /// <summary>It belongs to another cluster.</summary>
    WrongCluster = 9,

    /// <summary>Its node is not in the configuration.</summary>
    UnknownNode = 10,

    /// <summary>It is another node than the one that was called, or claims to be this one.</summary>
    WrongNode = 11,

    /// <summary>As many connections or handshakes are open as may be.</summary>
    TooMany = 12,
}

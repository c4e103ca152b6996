namespace Basisd.Peers.Transport;

/// <summary>How a call to a peer ended.</summary>
public enum PeerOutcome : byte
{
    /// <summary>It was answered.</summary>
    Ok = 0,

    /// <summary>There is no connection: nobody listens, the way is cut, or the peer closed it, as it does to a certificate that it refuses.</summary>
    Unreachable = 1,

    /// <summary>This node refused the peer: the certificate that it showed is not the one of the node that was called.</summary>
    Refused = 2,

    /// <summary>No answer within the time.</summary>
    Late = 3,

    /// <summary>The peer answered with an error.</summary>
    Error = 4,

    /// <summary>The answer is none that this version understands.</summary>
    Malformed = 5,

    /// <summary>The caller gave up.</summary>
    Cancelled = 6,
}

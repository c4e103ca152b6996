namespace Basisd.Probes.Gateway;

/// <summary>
/// How a poll of a venue gateway ended. Everything but <see cref="Ok"/> and <see cref="Backlog"/> is a failed call; the class is for the person
/// who mends it.
/// </summary>
public enum GatewayOutcome
{
    /// <summary>Every list was read whole, at one consistent cut.</summary>
    Ok,

    /// <summary>More had happened than one poll reads: a part of the events was delivered and nothing else; the next poll follows at once.</summary>
    Backlog,

    /// <summary>No complete answer within the timeout, or no complete poll within its own, whatever it was that took so long.</summary>
    Timeout,

    /// <summary>The host name did not resolve.</summary>
    Dns,

    /// <summary>No connection: refused, unreachable.</summary>
    Connect,

    /// <summary>The TLS handshake failed, or the certificate is not trusted.</summary>
    Tls,

    /// <summary>An answer with another status than 200; redirects are not followed.</summary>
    Status,

    /// <summary>The connection ended before the answer did.</summary>
    Reset,

    /// <summary>The answer is not HTTP, breaks its bounds, or is compressed.</summary>
    Protocol,

    /// <summary>The body is longer than <c>gateway.max_body</c>.</summary>
    TooLarge,

    /// <summary>The body is not what the contract says: no JSON, a missing or mistyped member, a value out of range, another venue's name.</summary>
    Format,

    /// <summary>Items or pages are not in the order of the contract, or a list does not advance.</summary>
    OutOfOrder,

    /// <summary>The sequence went back: an answer is older than what was already read.</summary>
    WentBack,

    /// <summary>The list of open orders changed under every attempt to read it whole.</summary>
    Unsettled,

    /// <summary>More records than one poll holds.</summary>
    TooMuch,

    /// <summary>None of these; the detail carries the type of the exception.</summary>
    Unexpected,
}

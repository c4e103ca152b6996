namespace Basisd.Probes;

/// <summary>How a probe ended. Everything but <see cref="Ok"/> is a failed call; the class is for the person who mends it.</summary>
public enum ProbeOutcome
{
    /// <summary>A 2xx answer within the timeout.</summary>
    Ok,

    /// <summary>No complete answer within the timeout, whatever it was that took so long.</summary>
    Timeout,

    /// <summary>The host name did not resolve.</summary>
    Dns,

    /// <summary>No connection: refused, unreachable.</summary>
    Connect,

    /// <summary>The TLS handshake failed, or the certificate is not trusted.</summary>
    Tls,

    /// <summary>An answer with a status outside 2xx; redirects are not followed.</summary>
    Status,

    /// <summary>The connection ended before the answer did.</summary>
    Reset,

    /// <summary>The answer is not HTTP, or breaks its bounds.</summary>
    Protocol,

    /// <summary>None of these; the detail carries the type of the exception.</summary>
    Unexpected,
}

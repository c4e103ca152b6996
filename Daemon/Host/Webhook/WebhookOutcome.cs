namespace Basisd.Host.Webhook;

/// <summary>How an attempt to deliver a notice ended; the class is for the person who mends it.</summary>
public enum WebhookOutcome
{
    /// <summary>A 2xx answer within the timeout.</summary>
    Delivered,

    /// <summary>The receiver refuses what it is sent: 4xx other than 408, 425 and 429. Only a person can mend that.</summary>
    Refused,

    /// <summary>A redirect: none is followed, because a signed notice goes to the configured address and to no other.</summary>
    Redirect,

    /// <summary>The receiver cannot take it now: 408, 425, 429, 5xx, or a status that means nothing here.</summary>
    Status,

    /// <summary>No answer within the timeout.</summary>
    Timeout,

    /// <summary>The host name did not resolve.</summary>
    Dns,

    /// <summary>No connection: refused, unreachable.</summary>
    Connect,

    /// <summary>The TLS handshake failed, or the certificate is not trusted.</summary>
    Tls,

    /// <summary>The connection ended before the answer came.</summary>
    Reset,

    /// <summary>The answer is not HTTP, or breaks its bounds.</summary>
    Protocol,

    /// <summary>None of these; the detail carries the type of the exception.</summary>
    Unexpected,
}

namespace Basisd.Host.Bench;

/// <summary>How a venue of a measurement fails.</summary>
public enum VenueFault
{
    /// <summary>Answers with status 500.</summary>
    Status500,

    /// <summary>Takes the request and never answers.</summary>
    Hang,

    /// <summary>Resets the connection when the request has come.</summary>
    Reset,

    /// <summary>Answers what is not HTTP.</summary>
    Garbage,

    /// <summary>Connections open and stay, and nobody reads them.</summary>
    HalfOpen,

    /// <summary>Answers byte by byte, far too slowly.</summary>
    SlowDrip,

    /// <summary>The port is closed.</summary>
    Refused,

    /// <summary>Shows a certificate that nobody trusts; fails from its first call.</summary>
    Tls,
}

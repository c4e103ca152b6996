namespace Basisd.Gate;

/// <summary>The answer of a check (SPEC 3). Zero is the strictest, so that memory nobody filled denies.</summary>
public enum GateVerdict
{
    /// <summary>Refuse. Also the answer to everything unknown, stale, retired or malformed .</summary>
    Deny = 0,

    /// <summary>Accept and hold, do not execute.</summary>
    Queue = 1,

    /// <summary>Execute.</summary>
    Allow = 2,
}

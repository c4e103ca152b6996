namespace Basisd.Safety;

/// <summary>Answer for one action, ordered from strict to loose; the strictest over the scopes of a request wins (SPEC 3).</summary>
public enum Permission : byte
{
    /// <summary>Refused.</summary>
    Deny = 0,

    /// <summary>Accepted and held, not executed.</summary>
    Queue = 1,

    /// <summary>Allowed.</summary>
    Allow = 2,
}

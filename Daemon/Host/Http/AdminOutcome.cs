namespace Basisd.Host.Http;

/// <summary>How a call to the daemon ended; the numbers are the CLI's exit codes (SPEC 13).</summary>
public enum AdminOutcome
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The daemon refused.</summary>
    Refused = 1,

    /// <summary>The request was not a good one.</summary>
    Usage = 2,

    /// <summary>The daemon cannot be reached.</summary>
    Unreachable = 3,
}

namespace Basisd.Host.Reports;

/// <summary>What an event of a timeline belongs to (SPEC 10: detection, containment and recovery checkpoints).</summary>
public enum TimelinePhase
{
    /// <summary>Something was measured, observed or stated.</summary>
    Detection = 0,

    /// <summary>The gate closed, commands went out, exposure was reduced.</summary>
    Containment = 1,

    /// <summary>People worked on it, or a deadline passed.</summary>
    Response = 2,

    /// <summary>Something cleared, was approved or refused, a stage opened, a scope was NORMAL again.</summary>
    Recovery = 3,
}

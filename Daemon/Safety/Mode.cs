namespace Basisd.Safety;

/// <summary>State of a scope, in the order of SPEC 2: the mode of a scope is the maximum over its latched causes.</summary>
public enum Mode : byte
{
    /// <summary>All supported operations run within standard constraints.</summary>
    Normal = 0,

    /// <summary>Checks run and permissions come back stage by stage (SPEC 7).</summary>
    Recovery = 1,

    /// <summary>Basis Sentinel Circuit Breaker: risk-increasing actions are blocked on the scope. Exists on every scope but the platform.</summary>
    Bscb = 2,

    /// <summary>Defensive Maintenance Mode: all automation halted. Exists on the platform alone; only a signed resumption leaves it.</summary>
    Dmm = 3,
}

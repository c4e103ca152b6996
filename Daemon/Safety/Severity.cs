namespace Basisd.Safety;

/// <summary>Severity of a cause and of an incident (SPEC 5, 10). A smaller number is more severe.</summary>
public enum Severity : byte
{
    /// <summary>P1: asset integrity at immediate risk, or the core platform inoperable.</summary>
    Critical = 1,

    /// <summary>P2: material degradation.</summary>
    High = 2,

    /// <summary>P3: partial degradation with isolated impact.</summary>
    Medium = 3,

    /// <summary>P4: an alert with no direct asset risk; changes no mode.</summary>
    Low = 4,
}

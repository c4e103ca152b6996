namespace Basisd.Incidents;

/// <summary>What users are told about the platform as a whole, in the order of its gravity (SPEC 10).</summary>
public enum BannerState : byte
{
    /// <summary>Nothing is protected, and no incident ended lately.</summary>
    Normal = 0,

    /// <summary>Nothing is protected; an incident ended less than <see cref="Banner.RecoveredNs"/> ago.</summary>
    Recovered = 1,

    /// <summary>Services come back step by step.</summary>
    Recovery = 2,

    /// <summary>The circuit breaker holds at least one scope.</summary>
    Bscb = 3,

    /// <summary>The platform is halted.</summary>
    Dmm = 4,
}

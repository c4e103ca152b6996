namespace Basisd.Safety;

/// <summary>One trigger firing, or one operator act, latched on one scope with its evidence (SPEC 1).</summary>
public struct Cause
{
    /// <summary>Number of the cause, unique in the journal, from 1.</summary>
    public long Id;

    /// <summary>Scope that it binds.</summary>
    public int Scope;

    /// <summary>What fired.</summary>
    public TriggerId Trigger;

    /// <summary>Life.</summary>
    public CauseStatus Status;

    /// <summary>Severity, raised when the condition worsens, never lowered while latched.</summary>
    public Severity Severity;

    /// <summary>Whether it takes the platform to DMM: critical, unclassified, or on the platform.</summary>
    public bool Systemic;

    /// <summary>Core time of the latest trip, Unix nanoseconds.</summary>
    public long TrippedAt;

    /// <summary>Core time at which it was first latched, Unix nanoseconds.</summary>
    public long LatchedAt;

    /// <summary>Core time at which it cleared; 0 while active.</summary>
    public long ClearedAt;

    /// <summary>Evidence of the latest trip or worsening.</summary>
    public Evidence Evidence;

    /// <summary>Trips of this trigger on this scope in the hour before the latest trip; the exponent of the hold time (SPEC 5).</summary>
    public int PriorTrips;
}

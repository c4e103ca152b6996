namespace Basisd.Incidents;

/// <summary>What an incident must see done in time (SPEC 10; seed: incident-response.md, "Incident classification", "Recovery targets").</summary>
public enum IncidentDeadline : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The automated response: the gate is closed. P1 5 min, P2 15 min, P3 1 h, P4 4 h.</summary>
    Response = 1,

    /// <summary>A person looks at it: the first record with a name. P1 15 min.</summary>
    Review = 2,

    /// <summary>Users are notified. P1 15 min.</summary>
    Notification = 3,

    /// <summary>Every scope is NORMAL again. P1 4 h.</summary>
    Recovery = 4,

    /// <summary>The reconciliation report is published. P1 and P2 48 h.</summary>
    Report = 5,

    /// <summary>The public disclosure is published. P1 and P2 72 h.</summary>
    Disclosure = 6,
}

namespace Basisd.Incidents;

/// <summary>What a step did to the incident.</summary>
public enum IncidentChange : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An incident was opened.</summary>
    Opened = 1,

    /// <summary>The open incident became more severe.</summary>
    Raised = 2,

    /// <summary>The incident was closed: every scope is NORMAL again.</summary>
    Closed = 3,
}

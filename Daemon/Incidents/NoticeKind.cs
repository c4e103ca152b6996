namespace Basisd.Incidents;

/// <summary>What a notice tells. Numbers are in the journal and are never reused.</summary>
public enum NoticeKind : byte
{
    /// <summary>No notice.</summary>
    None = 0,

    /// <summary>An incident was opened.</summary>
    IncidentOpened = 1,

    /// <summary>The open incident became more severe.</summary>
    IncidentRaised = 2,

    /// <summary>An incident was closed: every scope is NORMAL again.</summary>
    IncidentClosed = 3,

    /// <summary>The platform changed its mode.</summary>
    PlatformMode = 4,

    /// <summary>Another scope changed its mode: it entered or left BSCB or RECOVERY.</summary>
    ScopeMode = 5,

    /// <summary>A deadline of an incident passed without being met (SPEC 10); <see cref="Notice.Detail"/> says which.</summary>
    DeadlineMissed = 6,
}

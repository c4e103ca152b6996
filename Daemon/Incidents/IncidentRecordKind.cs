namespace Basisd.Incidents;

/// <summary>What a record of an incident says.</summary>
public enum IncidentRecordKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A step of the DMM protocol.</summary>
    Step = 1,

    /// <summary>A note of somebody who works on it.</summary>
    Note = 2,

    /// <summary>Figures of the impact.</summary>
    Figures = 3,

    /// <summary>Users were notified.</summary>
    Notice = 4,

    /// <summary>The reconciliation report was published.</summary>
    Report = 5,

    /// <summary>The public disclosure was published.</summary>
    Disclosure = 6,

    /// <summary>A deadline passed. The node.</summary>
    Missed = 7,
}
